import { describe, expect, it } from 'vitest';
import type { Frame, Tracks } from '../../../src/domain/frame';
import { INSTANCE_STRIDE, MovingPoints } from '../../../scenes/shared/movingPoints';

function frame(
  timeS: number,
  points: readonly [id: number, x: number, z: number, h: number][],
): Frame {
  const tracks: Tracks = {
    name: 'vehicles',
    ids: Uint32Array.from(points, (p) => p[0]),
    positions: Float32Array.from(points.flatMap(([, x, z]) => [x, 50, z])),
    headings: Float32Array.from(points, (p) => p[3]),
    classes: Uint8Array.from(points, () => 3),
  };
  return {
    engine: 'traffic',
    timeS,
    fields: [],
    series: [],
    tracks: [tracks],
    totals: {},
    stateHash: '',
  };
}

const first = frame(0, [
  [7, 100, 2, 0.1],
  [8, 0, Number.NaN, 0],
  [9, 0, 0, 0],
]);
const second = frame(1, [
  [9, 900, 0, 0],
  [7, 110, 4, 2 * Math.PI - 0.1],
]);

describe('moving points', () => {
  it('stand between two frames by their share, turning the shorter way', () => {
    const points = new MovingPoints();
    const data = points.set(
      { frame: first, next: second, mix: 0.5 },
      'vehicles',
      [100, 50, 1],
      () => 6,
    );
    expect(points.count).toBe(3);
    const row = (i: number) => [...data.subarray(i * INSTANCE_STRIDE, (i + 1) * INSTANCE_STRIDE)];
    expect(row(0)[0]).toBeCloseTo(5, 4);
    expect(row(0)[2]).toBeCloseTo(2, 4);
    expect(Math.sin(row(0)[3]!)).toBeCloseTo(0, 4);
    expect(Math.cos(row(0)[3]!)).toBeCloseTo(1, 4);
    expect(row(0)[4]).toBe(3);
  });

  it('stand on the ground without a height, still where the next frame lacks them, and do not leap', () => {
    const points = new MovingPoints();
    const data = points.set(
      { frame: first, next: second, mix: 0.5 },
      'vehicles',
      [0, 0, 0],
      () => 6,
    );
    expect([data[5], data[7]]).toEqual([0, 6]);
    expect(data[10]).toBe(0);
  });

  it('are none where the frame has none of the name', () => {
    const points = new MovingPoints();
    points.set({ frame: first, next: null, mix: 0 }, 'particles', [0, 0, 0], () => 0);
    expect(points.count).toBe(0);
  });
});
