import type { BaseMesh } from '../gl/baseMeshes';

/** Height of the body below the cabin, and how far the cabin keeps from the ends and sides (shares). */
const BODY = 0.58;
const CABIN = {
  back: -0.36,
  front: 0.24,
  side: 0.42,
  topBack: -0.28,
  topFront: 0.12,
  topSide: 0.36,
};

/**
 * A vehicle of unit size: x forward and y to the left from −0.5 to 0.5, z from the road at 0 to the roof
 * at 1. w = 0 on the painted body and the roof, 1 on the glass around the cabin.
 */
export function vehicleMesh(): BaseMesh {
  const positions: number[] = [];
  const indices: number[] = [];
  const box = (
    low: readonly [number, number, number, number],
    high: readonly [number, number, number, number],
    glass: 0 | 1,
  ): void => {
    const base = positions.length / 4;
    const [x0, x1, y0, z0] = low;
    const [u0, u1, v0, z1] = high;
    const corners = [
      [x0, -y0, z0],
      [x1, -y0, z0],
      [x1, y0, z0],
      [x0, y0, z0],
      [u0, -v0, z1],
      [u1, -v0, z1],
      [u1, v0, z1],
      [u0, v0, z1],
    ] as const;
    for (const c of corners) positions.push(...c, glass);
    for (let s = 0; s < 4; s++) {
      const a = base + s;
      const b = base + ((s + 1) % 4);
      indices.push(a, b, a + 4, b, b + 4, a + 4);
    }
    if (glass === 1) return;
    indices.push(base + 4, base + 5, base + 6, base + 4, base + 6, base + 7);
  };
  box([-0.5, 0.5, 0.5, 0.08], [-0.5, 0.5, 0.5, BODY], 0);
  box(
    [CABIN.back, CABIN.front, CABIN.side, BODY],
    [CABIN.topBack, CABIN.topFront, CABIN.topSide, 0.97],
    1,
  );
  box(
    [CABIN.topBack, CABIN.topFront, CABIN.topSide, 0.97],
    [CABIN.topBack, CABIN.topFront, CABIN.topSide, 1],
    0,
  );
  return { positions: Float32Array.from(positions), indices: Uint16Array.from(indices) };
}
