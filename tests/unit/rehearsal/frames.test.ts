import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import {
  decodeCell,
  decodeElement,
  decodeFrame,
  encodeFrame,
} from '../../../src/rehearsal/frames/codec';
import { FrameStore } from '../../../src/rehearsal/frames/store';
import { memoryStorage } from '../../../src/rehearsal/frames/storage';
import { tinyFloodFrame } from '../../fixtures/tinyCity';

const grid = (cols: number, rows: number) => ({ x0: 0, y0: 0, cellSizeM: 2, cols, rows });

function frameOf(values: Float32Array, unit: string, cols: number, rows: number): Frame {
  return {
    engine: 'flood',
    timeS: 60,
    fields: [{ name: 'depth', unit, grid: grid(cols, rows), values }],
    series: [
      { name: 'nodeDepth', unit: 'm', ids: ['a', 'b'], values: new Float32Array([1.5, 2.25]) },
    ],
    tracks: [
      {
        name: 'vehicles',
        ids: new Uint32Array([7, 8]),
        positions: new Float32Array([1, 2, 3, 4, 5, 6]),
        headings: new Float32Array([0.5, 1]),
        classes: new Uint8Array([1, 2]),
      },
    ],
    totals: { rainM3: 12.5 },
    stateHash: 'abc',
  };
}

describe('frame codec', () => {
  it('gives depths back to half a millimetre, NaN as NaN, and everything else exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 90 }),
        fc.infiniteStream(
          fc.oneof(
            fc.constant(0),
            fc.constant(Number.NaN),
            fc.float({ min: -30, max: 30, noNaN: true }),
          ),
        ),
        (cols, rows, stream) => {
          const values = Float32Array.from(
            { length: cols * rows },
            () => stream.next().value as number,
          );
          const frame = frameOf(values.slice(), 'm', cols, rows);
          const back = decodeFrame(encodeFrame(frame));
          back.fields[0]!.values.forEach((v, i) => {
            const want = values[i]!;
            if (Number.isNaN(want)) expect(v).toBeNaN();
            else expect(Math.abs(v - want)).toBeLessThanOrEqual(0.000501);
          });
          expect(back.series).toEqual(frame.series);
          expect(back.tracks).toEqual(frame.tracks);
          expect(back.totals).toEqual(frame.totals);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps values that do not fit the quantum, and unknown units, as float32', () => {
    const values = new Float32Array([0, 1e6, Math.PI, -7]);
    for (const unit of ['m', 'ug/m3']) {
      expect(decodeFrame(encodeFrame(frameOf(values, unit, 2, 2))).fields[0]!.values).toEqual(
        values,
      );
    }
  });

  it('reads one cell and one element as the whole frame has them', () => {
    const bytes = encodeFrame(tinyFloodFrame(1800));
    const whole = decodeFrame(bytes);
    for (const cell of [0, 59 * 300 + 150, 299 * 300 + 299]) {
      const values = decodeCell(bytes, () => cell);
      for (const f of whole.fields) expect(values[f.name]).toBe(f.values[cell]);
    }
    expect(decodeElement(bytes, 'MH2')).toEqual({ nodeDepth: 0.5 });
  });

  it('packs a mostly dry field to a small part of its size', () => {
    const frame = tinyFloodFrame(600);
    const raw = frame.fields.reduce((sum, f) => sum + f.values.byteLength, 0);
    expect(encodeFrame(frame).length).toBeLessThan(raw / 20);
  });

  it('says so when bytes are cut off', () => {
    const bytes = encodeFrame(tinyFloodFrame(600));
    expect(() => decodeFrame(bytes.slice(0, bytes.length - 40))).toThrow(/damaged/);
    expect(() => decodeFrame(bytes.slice(0, 5))).toThrow(/damaged/);
  });
});

describe('frame store', () => {
  const begin = (runKey: string, usedAt: number) => ({
    runKey,
    scenarioId: 's',
    outputEveryS: 60,
    usedAt,
  });

  it('finds complete runs again after a reload, and their probe over time', async () => {
    const storage = memoryStorage();
    const store = new FrameStore(storage);
    await store.begin(begin('k1', 1));
    for (const t of [120, 0, 60]) await store.put('k1', tinyFloodFrame(t));
    await store.finish('k1', true);
    const again = new FrameStore(storage);
    await again.load();
    expect(again.record('k1')).toMatchObject({ complete: true, timesS: { flood: [0, 60, 120] } });
    const { timeS, values } = await again.probe('k1', 'flood', 300, 120);
    expect([...timeS]).toEqual([0, 60, 120]);
    expect(values['depth']![2]).toBeGreaterThan(1);
    expect((await again.element('k1', 'flood', 'P1')).values['linkFlow']![0]).toBeCloseTo(0.2, 6);
  });

  it('makes room by dropping the run used longest ago, and says when it cannot', async () => {
    const one = encodeFrame(tinyFloodFrame(600)).length;
    const store = new FrameStore(memoryStorage(64e6 + 2.5 * one));
    await store.begin(begin('old', 1));
    await store.put('old', tinyFloodFrame(600));
    await store.begin(begin('newer', 2));
    await store.put('newer', tinyFloodFrame(600));
    await store.begin(begin('now', 3));
    await store.put('now', tinyFloodFrame(600));
    expect(store.runs().map((r) => r.runKey)).toEqual(['newer', 'now']);
    const none = new FrameStore(memoryStorage(64e6));
    await none.begin(begin('x', 1));
    await expect(none.put('x', tinyFloodFrame(600))).rejects.toMatchObject({ code: 'store.full' });
  });
});
