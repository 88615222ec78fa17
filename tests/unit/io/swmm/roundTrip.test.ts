import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../../src/domain/errors';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import { writeInp } from '../../../../src/io/swmm/writeInp';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const MODELS = join(DATA, 'drainage/models');
const files = existsSync(DATA)
  ? [
      ...readdirSync(MODELS)
        .filter((f) => f.endsWith('.inp'))
        .map((f) => join(MODELS, f)),
      join(DATA, 'barrie/derived/barrie_storm.inp'),
      join(DATA, 'formats/swmm/user1.inp'),
      join(DATA, 'flood/ea8/test8b_drainage_ponding.inp'),
      join(DATA, 'flood/ea8/test8b_drainage_ponding_mod.inp'),
    ]
  : [];

describe.skipIf(files.length === 0)('real SWMM projects (skipped: no shared data)', () => {
  it.each(files)('parse ∘ write ∘ parse is the identity: %s', (file) => {
    const model = parseInp(readFileSync(file, 'latin1'), { file });
    expect(model.nodes.length).toBeGreaterThan(1);
    expect(model.links.length).toBeGreaterThan(0);
    const text = writeInp(model);
    expect(parseInp(text, { file })).toEqual(model);
    expect(writeInp(parseInp(text))).toBe(text);
  });

  it('reads Barrie with the counts its README states', () => {
    const file = join(DATA, 'barrie/derived/barrie_storm.inp');
    const notices: Notice[] = [];
    const model = parseInp(readFileSync(file, 'utf8'), { file, onNotice: (n) => notices.push(n) });
    expect(model.nodes).toHaveLength(372);
    expect(model.links).toHaveLength(345);
    expect(model.nodes.filter((n) => n.kind === 'outfall')).toHaveLength(34);
    expect(model.subcatchments).toHaveLength(231);
    const hectares = model.subcatchments.reduce((a, c) => a + c.areaM2, 0) / 1e4;
    expect(hectares).toBeCloseTo(94, 0);
    const tags = model.nodes.map((n) => n.tag ?? '');
    expect(tags.filter((t) => t.startsWith('invert_survey'))).toHaveLength(301);
    expect(tags.filter((t) => t.startsWith('invert_slope'))).toHaveLength(59);
    expect(tags.filter((t) => t.startsWith('invert_default'))).toHaveLength(12);
    const lake = model.nodes.filter((n) => n.kind === 'outfall' && n.type === 'fixed');
    expect(lake.length).toBeGreaterThan(0);
    for (const n of lake) expect(n).toMatchObject({ fixedStageM: 219, flapGate: true });
    // Elevation offsets have become depths above the invert.
    for (const l of model.links) {
      if (l.kind !== 'conduit') continue;
      expect(l.inOffsetM).toBeGreaterThanOrEqual(0);
      expect(l.inOffsetM).toBeLessThan(15);
    }
    expect(notices.filter((n) => n.code === 'drainage.unknown-section')).toEqual([]);
  });

  it('converts a CFS model into SI', () => {
    const file = join(MODELS, 'extran1.inp');
    const model = parseInp(readFileSync(file, 'utf8'), { file });
    const j = model.nodes.find((n) => n.id === '80408');
    expect(j).toMatchObject({ kind: 'junction' });
    expect(j!.invertM).toBeCloseTo(124.6 * 0.3048, 9);
    const c = model.links.find((l) => l.id === '8040');
    expect(c).toMatchObject({ kind: 'conduit', from: '80408', to: '80608' });
    if (c?.kind !== 'conduit') throw new Error('conduit expected');
    expect(c.lengthM).toBeCloseTo(1800 * 0.3048, 9);
    expect(c.section.geom[0]).toBeCloseTo(4 * 0.3048, 9);
  });
});
