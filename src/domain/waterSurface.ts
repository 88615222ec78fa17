import type { WaterBody } from './city';

/** Level of the water at a point of a body, m above the vertical datum. */
export type WaterSurface = (body: number, x: number, y: number) => number;

interface Way {
  /** Middle of the edge shared with a neighbour, from the body's middle. */
  readonly dx: number;
  readonly dy: number;
  /** Level at that edge less the body's own, m. */
  readonly rise: number;
}

/** Vertices of two reaches nearer than this are one, m. */
const SAME_VERTEX_M = 0.1;

/**
 * The surface of rivers and canals without steps. A body carries one level, that of its middle; between
 * reaches that share an edge the level goes over in a straight line, and is the mean of both at the
 * edge. Where a reach has no neighbour, its own level holds to its end. Lakes and seas are level.
 *
 * @param levelsM Level of each body at its middle, in the order of the bodies.
 */
export function waterSurface(
  bodies: readonly WaterBody[],
  levelsM: readonly number[],
): WaterSurface {
  const middles = bodies.map((b) => middleOf(b.area.outer));
  const ways = neighbourEdges(bodies).map((edges, i) =>
    edges.map(({ other, x, y }): Way => {
      const [mx, my] = middles[i]!;
      return { dx: x - mx, dy: y - my, rise: (levelsM[other]! - levelsM[i]!) / 2 };
    }),
  );
  return (body, x, y) => {
    const [mx, my] = middles[body]!;
    let furthest = 0;
    let rise = 0;
    for (const w of ways[body]!) {
      const t = ((x - mx) * w.dx + (y - my) * w.dy) / (w.dx * w.dx + w.dy * w.dy);
      if (t <= furthest) continue;
      furthest = t;
      rise = Math.min(t, 1) * w.rise;
    }
    return levelsM[body]! + rise;
  };
}

interface SharedEdge {
  readonly other: number;
  readonly x: number;
  readonly y: number;
}

/** For each body the bodies of running water it shares two vertices or more with, and where. */
function neighbourEdges(bodies: readonly WaterBody[]): SharedEdge[][] {
  const owners = new Map<string, number[]>();
  const shared = new Map<string, { a: number; b: number; n: number; x: number; y: number }>();
  bodies.forEach((body, i) => {
    if (body.kind !== 'river' && body.kind !== 'canal') return;
    const ring = body.area.outer;
    for (let k = 0; k < ring.length; k += 2) {
      const [x, y] = [ring[k]!, ring[k + 1]!];
      const key = `${Math.round(x / SAME_VERTEX_M)},${Math.round(y / SAME_VERTEX_M)}`;
      const here = owners.get(key) ?? [];
      for (const other of here) {
        if (other === i) continue;
        const pair = `${other},${i}`;
        const sum = shared.get(pair) ?? { a: other, b: i, n: 0, x: 0, y: 0 };
        sum.n++;
        sum.x += x;
        sum.y += y;
        shared.set(pair, sum);
      }
      if (!here.includes(i)) owners.set(key, [...here, i]);
    }
  });
  const edges: SharedEdge[][] = bodies.map(() => []);
  for (const { a, b, n, x, y } of shared.values()) {
    if (n < 2) continue;
    edges[a]!.push({ other: b, x: x / n, y: y / n });
    edges[b]!.push({ other: a, x: x / n, y: y / n });
  }
  return edges;
}

/** Centroid of a ring. */
function middleOf(ring: Float64Array): readonly [number, number] {
  let area = 0;
  let x = 0;
  let y = 0;
  const n = ring.length;
  for (let k = 0; k < n; k += 2) {
    const [ax, ay] = [ring[k]!, ring[k + 1]!];
    const [bx, by] = [ring[(k + 2) % n]!, ring[(k + 3) % n]!];
    const cross = (ax - ring[0]!) * (by - ring[1]!) - (bx - ring[0]!) * (ay - ring[1]!);
    area += cross;
    x += cross * (ax + bx + ring[0]!);
    y += cross * (ay + by + ring[1]!);
  }
  return area === 0 ? [ring[0]!, ring[1]!] : [x / (3 * area), y / (3 * area)];
}
