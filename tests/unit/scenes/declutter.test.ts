import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declutter, type LabelBox } from '../../../scenes/shared/declutter';

const box = (x: number, y: number, rank = 0): LabelBox => ({ x, y, width: 60, height: 18, rank });

describe('declutter', () => {
  it('draws the label that matters more where two overlap', () => {
    expect(declutter([box(0, 0, 2), box(30, 4, 1)])).toEqual([false, true]);
    expect(declutter([box(0, 0, 1), box(30, 4, 1)])).toEqual([true, false]);
  });

  it('keeps labels off what is drawn in any case', () => {
    expect(declutter([box(0, 0), box(200, 0)], [{ x: 20, y: 5, width: 10, height: 10 }])).toEqual([
      false,
      true,
    ]);
  });

  it('leaves no two drawn labels on one another, and hides none that has room', () => {
    const boxes = fc.array(
      fc.record({
        x: fc.integer({ min: -50, max: 500 }),
        y: fc.integer({ min: -50, max: 300 }),
        width: fc.integer({ min: 5, max: 220 }),
        height: fc.integer({ min: 8, max: 30 }),
        rank: fc.integer({ min: 0, max: 4 }),
      }),
      { maxLength: 40 },
    );
    const meet = (a: LabelBox, b: LabelBox): boolean =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    fc.assert(
      fc.property(boxes, (all) => {
        const drawn = declutter(all);
        const kept = all.filter((_, i) => drawn[i]);
        for (const a of kept) for (const b of kept) expect(a === b || !meet(a, b)).toBe(true);
        all.forEach((a, i) => {
          if (!drawn[i]) expect(kept.some((b) => meet(a, b) && b.rank <= a.rank)).toBe(true);
        });
      }),
    );
  });
});
