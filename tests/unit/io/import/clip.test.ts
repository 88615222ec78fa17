import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipLine, clipPolygon } from '../../../../src/io/import/clip';
import { polygonArea } from '../../../../src/io/import/buildings';
import { corridor } from '../../../../src/io/import/corridor';

const BOX = { minX: 0, minY: 0, maxX: 100, maxY: 50 };

describe('cutting to the city', () => {
  it('keeps the longest piece of a line, its ends on the rim', () => {
    const path = Float64Array.of(-10, 10, 10, 10, 20, 70, 30, 10, 150, 10);
    const cut = clipLine(path, BOX)!;
    expect(Array.from(cut.subarray(cut.length - 2))).toEqual([100, 10]);
    expect(cut[1]).toBeCloseTo(50, 9);
    expect(clipLine(Float64Array.of(-5, -5, -1, 60), BOX)).toBeNull();
  });

  it('never leaves the box and changes nothing inside it', () => {
    const coordinate = fc.integer({ min: -50, max: 150 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 8 }),
        (points) => {
          const path = Float64Array.from(points.flat());
          const cut = clipLine(path, BOX);
          if (!cut) return;
          expect(cut.length).toBeGreaterThanOrEqual(4);
          for (let i = 0; i < cut.length; i += 2) {
            expect(cut[i]).toBeGreaterThanOrEqual(-1e-9);
            expect(cut[i]).toBeLessThanOrEqual(100 + 1e-9);
            expect(cut[i + 1]).toBeGreaterThanOrEqual(-1e-9);
            expect(cut[i + 1]).toBeLessThanOrEqual(50 + 1e-9);
          }
        },
      ),
    );
  });

  it('keeps just the area of a polygon that lies inside, in as many parts as that has', () => {
    // A U of which only the two arms reach into the box.
    const outer = Float64Array.of(
      10,
      -20,
      90,
      -20,
      90,
      10,
      80,
      10,
      80,
      -10,
      20,
      -10,
      20,
      10,
      10,
      10,
    );
    const parts = clipPolygon({ outer, holes: [] }, BOX);
    expect(parts.map(polygonArea).sort()).toEqual([100, 100]);
    const inside = { outer: Float64Array.of(1, 1, 9, 1, 9, 9), holes: [] };
    expect(clipPolygon(inside, BOX)).toEqual([inside]);
  });
});

describe('the strip along a line', () => {
  it('has the area of length times width on a straight line and about that on a bend', () => {
    const straight = corridor(Float64Array.of(0, 0, 100, 0), 5);
    expect(straight.reduce((a, p) => a + polygonArea(p), 0)).toBeCloseTo(1000, 6);
    const bent = corridor(Float64Array.of(0, 0, 100, 0, 100, 80), 5);
    expect(bent.reduce((a, p) => a + polygonArea(p), 0)).toBeCloseTo(1800, 6);
  });

  it('is there for a line that turns back and for one with doubled vertices', () => {
    expect(corridor(Float64Array.of(0, 0, 50, 0, 0, 0.5), 3)).toHaveLength(1);
    expect(corridor(Float64Array.of(0, 0, 0, 0, 50, 0), 3)).toHaveLength(1);
    expect(corridor(Float64Array.of(0, 0), 3)).toEqual([]);
  });
});
