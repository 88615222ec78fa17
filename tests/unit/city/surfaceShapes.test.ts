import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polygonsOverlap, polygonTouchesStrip } from '../../../assets/city/checks/overlap';
import { insetFace, shrink } from '../../../assets/city/surface/inset';
import { streetFaces } from '../../../assets/city/surface/faces';
import { boxInside, orientedBox, widestInside } from '../../../assets/city/surface/frames';
import { polygonArea, ringContains, signedArea } from '../../../assets/city/surface/geometry';
import { noise2 } from '../../../assets/city/surface/noise';
import { splitRing, subdivide } from '../../../assets/city/surface/parcels';
import { makePlanSpace } from '../../../assets/city/surface/planSpace';
import { forCellsInside } from '../../../assets/city/surface/polygonRaster';
import { randomStream } from '../../../assets/city/surface/random';
import { spread } from '../../../assets/city/surface/spread';

const box = (x0: number, y0: number, x1: number, y1: number): Float64Array =>
  Float64Array.of(x0, y0, x1, y0, x1, y1, x0, y1);
const area = (outer: Float64Array, holes: Float64Array[] = []) => ({ outer, holes });

const take = (seed: number, concern: string, key = 0): number[] => {
  const rng = randomStream(seed, concern, key);
  return Array.from({ length: 4 }, () => rng.next());
};

const street = (from: number, to: number, points: number[], cls: 'local' | 'collector') => ({
  class: cls,
  nameKey: 0,
  from,
  to,
  points: Float64Array.from(points),
  level: 0,
  line: 0,
});

describe('random streams and noise', () => {
  it('repeat for the same seed and concern and differ for others', () => {
    expect(take(1, 'trees')).toEqual(take(1, 'trees'));
    expect(take(1, 'trees')).not.toEqual(take(2, 'trees'));
    expect(take(1, 'trees')).not.toEqual(take(1, 'names'));
    expect(take(1, 'trees', 1)).not.toEqual(take(1, 'trees', 2));
  });

  it('keep noise within its range and continuous', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        (x, y) => {
          const z = noise2(x, y, 7);
          expect(Math.abs(z)).toBeLessThan(1.5);
          expect(Math.abs(noise2(x + 1e-4, y, 7) - z)).toBeLessThan(2e-3);
        },
      ),
    );
  });
});

describe('plan space', () => {
  it('maps to the world and back', () => {
    const space = makePlanSpace(3, { minX: 0, minY: 0, maxX: 2000, maxY: 2000 });
    const p = new Float64Array(2);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 2000, noNaN: true }),
        (x, y) => {
          space.toPlan(x, y, p);
          space.toWorld(p[0]!, p[1]!, p);
          expect(Math.abs(p[0]! - x) + Math.abs(p[1]! - y)).toBeLessThan(0.01);
        },
      ),
    );
  });
});

describe('rings', () => {
  it('shrink by a distance on every side', () => {
    const ring = shrink(box(0, 0, 40, 30), 5, 10)!;
    expect(signedArea(ring)).toBeCloseTo(30 * 20, 9);
    expect(signedArea(shrink(box(0, 0, 40, 30), -5, 10)!)).toBeCloseTo(50 * 40, 9);
  });

  it('vanish where they are too narrow to shrink', () => {
    expect(shrink(box(0, 0, 40, 8), 5, 10)).toBeNull();
  });

  it('lose edges too short to survive', () => {
    // A box with a 2 m cut corner: the cut is gone 10 m inside.
    const ring = Float64Array.of(0, 0, 38, 0, 40, 2, 40, 30, 0, 30);
    expect(shrink(ring, 10, 10)!.length).toBe(8);
  });

  it('split into two that add up', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (share, tilt) => {
          const piece = { ring: box(0, 0, 100, 60), edgeStreet: Int32Array.of(1, 2, 3, 4) };
          const parts = splitRing(piece, 100 * share, 30, tilt * 0.1, 1);
          expect(parts).not.toBeNull();
          const sum = parts!.reduce((s, p) => s + signedArea(p.ring), 0);
          expect(sum).toBeCloseTo(6000, 6);
        },
      ),
    );
  });

  it('divide a block into plots that cover it and face its streets', () => {
    const block = { ring: box(0, 0, 160, 70), edgeStreet: Int32Array.of(1, 2, 3, 4) };
    const parcels = subdivide(block, { widthM: 20, depthM: 30 }, randomStream(1, 'test'));
    expect(parcels.length).toBeGreaterThan(8);
    expect(parcels.reduce((s, p) => s + signedArea(p.ring), 0)).toBeCloseTo(160 * 70, 6);
    expect(parcels.every((p) => p.front >= 0)).toBe(true);
  });

  it('tell how wide a box fits between two depths', () => {
    // A trapezium: at depth 10 it is 20 m narrower than at its base.
    const ring = Float64Array.of(0, 0, 60, 0, 50, 10, 10, 10);
    const [a, b] = widestInside(ring, 0, 10, 30)!;
    expect(b - a).toBeCloseTo(40, 4);
    expect(boxInside(ring, 12, 1, 48, 9)).toBe(true);
    expect(boxInside(ring, 5, 1, 48, 9)).toBe(false);
  });

  it('have an oriented box as small as themselves when they are rectangles', () => {
    const ring = Float64Array.of(0, 0, 30, 40, 22, 46, -8, 6);
    const { long, short } = orientedBox(ring);
    expect(long).toBeCloseTo(50, 9);
    expect(short).toBeCloseTo(10, 9);
  });

  it('cover as many cells as their area', () => {
    const grid = { x0: 0, y0: 0, cellSizeM: 1, cols: 50, rows: 50 };
    let cells = 0;
    const court = area(box(5, 5, 45, 35), [Float64Array.of(10, 10, 10, 20, 20, 20, 20, 10)]);
    forCellsInside(grid, court, (cell) => {
      cells++;
      const x = (cell % 50) + 0.5;
      const y = Math.floor(cell / 50) + 0.5;
      expect(ringContains(court.outer, x, y)).toBe(true);
    });
    expect(cells).toBe(polygonArea(court));
  });
});

describe('faces of a street graph', () => {
  const extent = { minX: 0, minY: 0, maxX: 400, maxY: 400 };

  it('are the land between streets and the edge, and lose the streets themselves', () => {
    const faces = streetFaces(
      {
        nodes: [
          { x: 0, y: 200, kind: 'gate' },
          { x: 200, y: 200, kind: 'inner' },
          { x: 400, y: 200, kind: 'gate' },
          { x: 200, y: 400, kind: 'gate' },
        ],
        streets: [
          street(0, 1, [0, 200, 200, 200], 'collector'),
          street(1, 2, [200, 200, 400, 200], 'collector'),
          street(1, 3, [200, 200, 200, 400], 'local'),
        ],
      },
      extent,
    );
    expect(faces).toHaveLength(3);
    const blocks = faces.map((f) => insetFace(f)!);
    // Half a collector with its sidewalk is 8.75 m, half a local street 6 m; corners are cut.
    const areas = blocks.map((b) => Math.round(signedArea(b.ring))).sort((a, b) => a - b);
    const corner = Math.round((200 - 8.75) * (200 - 6) - (3.5 * 3.5) / 2);
    expect(areas).toEqual([corner, corner, Math.round(400 * (200 - 8.75))]);
  });
});

describe('spreading known levels over a raster', () => {
  it('keeps what is known and stays within its range', () => {
    const value = new Float32Array(64 * 64);
    const known = new Uint8Array(64 * 64);
    for (let i = 0; i < 64; i++) {
      value[i] = 2;
      known[i] = 1;
      value[63 * 64 + i] = 4;
      known[63 * 64 + i] = 1;
    }
    spread(value, known, 64, 64);
    expect(value[10]).toBe(2);
    expect(value[63 * 64 + 10]).toBe(4);
    const middle = value[32 * 64 + 32]!;
    expect(middle).toBeGreaterThan(2.5);
    expect(middle).toBeLessThan(3.5);
    expect(Math.max(...value)).toBeLessThanOrEqual(4);
  });
});

describe('overlap checks', () => {
  it('find shared area but allow shared walls', () => {
    const a = area(box(0, 0, 10, 10));
    expect(polygonsOverlap(a, area(box(5, 5, 15, 15)))).toBe(true);
    expect(polygonsOverlap(a, area(box(2, 2, 4, 4)))).toBe(true);
    expect(polygonsOverlap(a, area(box(10, 0, 20, 10)))).toBe(false);
    const court = area(box(-10, -10, 20, 20), [Float64Array.of(0, 0, 0, 10, 10, 10, 10, 0)]);
    expect(polygonsOverlap(a, court)).toBe(false);
  });

  it('find a building on a strip of street', () => {
    const house = area(box(0, 0, 10, 10));
    expect(polygonTouchesStrip(house, -50, 14, 50, 14, 3.5)).toBe(false);
    expect(polygonTouchesStrip(house, -50, 12, 50, 12, 3.5)).toBe(true);
    expect(polygonTouchesStrip(house, 5, 5, 5.1, 5, 1)).toBe(true);
  });
});
