import Flatbush from 'flatbush';
import type { UtilityKind, UtilityLink, UtilityNetwork } from '../../../src/domain/city';

/** One straight stretch of a line as a box-sectioned bar. */
export interface Bar {
  readonly kind: UtilityKind;
  readonly link: UtilityLink;
  /** Index in `link.path` of the x of its second vertex. */
  readonly at: number;
  /** Outside half width, and outside bottom and top relative to the path's z, m. */
  readonly half: number;
  readonly below: number;
  readonly above: number;
}

/** Two lines of different utilities that come too close. */
export interface Clash {
  readonly a: Bar;
  readonly b: Bar;
  /** Clear height between them where they are nearest in plan, m; negative where they run into each other. */
  readonly gapM: number;
}

/**
 * Finds lines of different utilities that come closer than a clearance: near in plan (half widths
 * included) and, at the place where they are nearest, near in height. O(n log n).
 */
export function findClashes(utilities: readonly UtilityNetwork[], clearanceM: number): Clash[] {
  const bars = utilities.flatMap((u) => u.links.flatMap((l) => barsOf(u.kind, l)));
  if (bars.length === 0) return [];
  const index = new Flatbush(bars.length);
  const boxes = bars.map((b) => boxOf(b, clearanceM / 2));
  for (const [minX, minY, maxX, maxY] of boxes) index.add(minX, minY, maxX, maxY);
  index.finish();
  const out: Clash[] = [];
  bars.forEach((a, i) => {
    const near = index.search(...boxes[i]!, (j) => j > i && bars[j]!.kind !== a.kind);
    for (const j of near.sort((p, q) => p - q)) {
      const gapM = heightGap(a, bars[j]!, clearanceM);
      if (gapM < clearanceM) out.push({ a, b: bars[j]!, gapM });
    }
  });
  return out;
}

function boxOf(b: Bar, clear: number): [number, number, number, number] {
  const p = b.link.path;
  const reach = b.half + clear;
  return [
    Math.min(p[b.at]!, p[b.at - 3]!) - reach,
    Math.min(p[b.at + 1]!, p[b.at - 2]!) - reach,
    Math.max(p[b.at]!, p[b.at - 3]!) + reach,
    Math.max(p[b.at + 1]!, p[b.at - 2]!) + reach,
  ];
}

function barsOf(kind: UtilityKind, link: UtilityLink): Bar[] {
  const out: Bar[] = [];
  const centred = link.kind === 'cable';
  for (let at = 3; at < link.path.length; at += 3) {
    out.push({
      kind,
      link,
      at,
      half: link.widthM / 2 + link.wallM,
      below: (centred ? link.heightM / 2 : 0) + link.wallM,
      above: (centred ? link.heightM / 2 : link.heightM) + link.wallM,
    });
  }
  return out;
}

/** Clear height between two bars at their nearest places in plan; Infinity where they pass beside each other. */
function heightGap(a: Bar, b: Bar, clear: number): number {
  const p = a.link.path;
  const q = b.link.path;
  const [i, j] = [a.at, b.at];
  let best = Infinity;
  for (const [s, t] of nearestParameters(p, i, q, j)) {
    const mix = (v: Float64Array, k: number, u: number) => v[k - 3]! + u * (v[k]! - v[k - 3]!);
    const dx = mix(p, i, s) - mix(q, j, t);
    const dy = mix(p, i + 1, s) - mix(q, j + 1, t);
    if (Math.hypot(dx, dy) >= a.half + b.half + clear) continue;
    const za = mix(p, i + 2, s);
    const zb = mix(q, j + 2, t);
    best = Math.min(best, Math.max(za - a.below - zb - b.above, zb - b.below - za - a.above));
  }
  return best;
}

/** Places to compare: where the two cross in plan, or the four ends against the other bar. */
function nearestParameters(p: Float64Array, i: number, q: Float64Array, j: number) {
  const [ax, ay, bx, by] = [p[i - 3]!, p[i - 2]!, q[j - 3]!, q[j - 2]!];
  const [ux, uy] = [p[i]! - ax, p[i + 1]! - ay];
  const [vx, vy] = [q[j]! - bx, q[j + 1]! - by];
  const det = ux * vy - uy * vx;
  if (Math.abs(det) > 1e-9) {
    const s = ((bx - ax) * vy - (by - ay) * vx) / det;
    const t = ((bx - ax) * uy - (by - ay) * ux) / det;
    if (s >= 0 && s <= 1 && t >= 0 && t <= 1) return [[s, t]] as const;
  }
  const foot = (px: number, py: number, x0: number, y0: number, dx: number, dy: number) => {
    const len2 = dx * dx + dy * dy;
    return len2 === 0 ? 0 : Math.min(Math.max(((px - x0) * dx + (py - y0) * dy) / len2, 0), 1);
  };
  return [
    [0, foot(ax, ay, bx, by, vx, vy)],
    [1, foot(ax + ux, ay + uy, bx, by, vx, vy)],
    [foot(bx, by, ax, ay, ux, uy), 0],
    [foot(bx + vx, by + vy, ax, ay, ux, uy), 1],
  ] as const;
}
