import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT_WORDS, AlertBook, type Alert } from '../../../../src/domain/alert';
import { parseCap, parseCapFeed } from '../../../../src/io/cap/parseCap';
import { exerciseAlert, writeCap } from '../../../../src/io/cap/writeCap';

const samples = path.resolve(import.meta.dirname, '../../../../../shared/data/cap');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

const warning: Alert = {
  identifier: 'dryrun-1',
  sender: 'desk@city.example',
  sentMs: Date.UTC(2026, 5, 1, 8),
  status: 'Actual',
  msgType: 'Alert',
  scope: 'Public',
  references: [],
  infos: [
    {
      language: 'zh-CN',
      categories: ['Met', 'Infra'],
      event: '内涝',
      responseTypes: ['Avoid'],
      urgency: 'Immediate',
      severity: 'Severe',
      certainty: 'Likely',
      expiresMs: Date.UTC(2026, 5, 1, 12),
      headline: '下穿通道 <积水> & 封闭',
      parameters: [{ valueName: 'depth', value: '0.4' }],
      areas: [
        {
          desc: '河东',
          polygons: [Float64Array.of(121.1, 31.2, 121.2, 31.2, 121.2, 31.3, 121.1, 31.2)],
          circles: [{ lon: 121.15, lat: 31.22, radiusM: 500 }],
          geocodes: [],
        },
      ],
    },
  ],
};

describe.skipIf(!existsSync(samples))(
  'CAP samples (skipped where ../shared/data/cap is missing)',
  () => {
    it('are read with their areas, in 1.1 and 1.2', () => {
      const canada = parseCap(read('canada.cap'), 'canada.cap');
      expect(canada.infos.length).toBeGreaterThan(1);
      const ring = canada.infos[0]!.areas[0]!.polygons[0]!;
      expect([ring[0], ring[1]]).toEqual([-82.9314, 42.3481]);
      const australia = parseCap(read('australia.cap'), 'australia.cap');
      expect(australia.infos[0]!.areas[0]!.circles[0]).toEqual({
        lat: -35.3888,
        lon: 147.0598,
        radiusM: 25_000,
      });
      expect(parseCap(read('weather.cap'), 'weather.cap').infos[0]!.event).toBe(
        'Flash Flood Watch',
      );
      expect(parseCap(read('no_optional_fields.cap'), 'x').infos).toEqual([]);
    });

    it('with faults are refused by file, line and element', () => {
      expect(() => parseCap(read('invalid.cap'), 'invalid.cap')).toThrow(
        /invalid\.cap: line 2: <alert> has no <scope>/,
      );
      expect(() => parseCap(read('noaa_errors.cap'), 'noaa.cap')).toThrow(/has no <urgency>/);
    });

    const hasXmllint = (() => {
      try {
        execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    })();
    it.skipIf(!hasXmllint)(
      'what is written is valid by the schema (skipped without xmllint)',
      () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'dryrun-cap-'));
        try {
          const file = path.join(folder, 'out.cap');
          writeFileSync(file, writeCap(exerciseAlert(warning)));
          execFileSync(
            'xmllint',
            ['--noout', '--nonet', '--schema', path.join(samples, 'cap12.xsd'), file],
            { stdio: 'pipe' },
          );
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    );
  },
);

describe('CAP', () => {
  it('reads back what it writes, whatever the words', () => {
    const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).map((s) => {
      const plain = s.replace(/\p{C}|[\ufffe\uffff]/gu, '').trim();
      return plain || 'x';
    });
    fc.assert(
      fc.property(
        word,
        word,
        fc.constantFrom(...ALERT_WORDS.severity),
        fc.integer({ min: 0, max: 4_000_000 }),
        (event, headline, severity, seconds) => {
          const alert: Alert = {
            ...warning,
            sentMs: seconds * 1000,
            msgType: 'Update',
            references: [{ sender: 'a@b', identifier: '7', sentMs: 5000 }],
            infos: [{ ...warning.infos[0]!, event, headline, severity }],
          };
          expect(parseCap(writeCap(alert), 'again')).toEqual(alert);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('out of a rehearsal is an exercise in status, note and headline', () => {
    const exercise = parseCap(writeCap(exerciseAlert(warning)), 'x');
    expect(exercise.status).toBe('Exercise');
    expect(exercise.note).toMatch(/^EXERCISE/);
    expect(exercise.infos[0]!.headline).toMatch(/^【演练】/);
  });

  it('refuses document types, feeds it cannot follow, and areas off the earth', () => {
    expect(() => parseCap('<!DOCTYPE a [<!ENTITY x "y">]><alert/>', 'x')).toThrow(/document type/);
    expect(() => parseCap('<feed/>', 'x')).toThrow(/<feed>, not a CAP/);
    const off = writeCap(warning).replace('31.2,121.1', '131.2,121.1');
    expect(() => parseCap(off, 'x')).toThrow(/latitude,longitude/);
  });

  it('is found in an Atom feed, whole or by link', () => {
    const body = writeCap(warning).replace(/^<\?xml.*\?>\n/, '');
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>${body}</content></entry><entry><id>https://a.example/2.cap</id></entry></feed>`;
    const { alerts, links } = parseCapFeed(feed, 'feed');
    expect(alerts).toEqual([warning]);
    expect(links).toEqual(['https://a.example/2.cap']);
  });
});

describe('alerts in force', () => {
  it('end by update, cancel and expiry, whatever the order', () => {
    const of = (identifier: string, msgType: Alert['msgType'], refersTo?: Alert): Alert => ({
      ...warning,
      identifier,
      msgType,
      references: refersTo ? [refersTo] : [],
    });
    const first = of('1', 'Alert');
    const update = of('2', 'Update', first);
    const cancel = of('3', 'Cancel', update);
    const book = new AlertBook();
    const now = warning.sentMs;
    book.take(update);
    book.take(first);
    book.take(update);
    expect(book.inForce(now).map((a) => a.identifier)).toEqual(['2']);
    expect(book.inForce(Date.UTC(2026, 5, 1, 13))).toEqual([]);
    book.take(cancel);
    expect(book.inForce(now)).toEqual([]);
  });
});
