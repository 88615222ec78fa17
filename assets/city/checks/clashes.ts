import Flatbush from 'flatbush';
import type { UtilityKind, UtilityLink, UtilityNetwork } from '../../../src/domain/city';
import type { Violation } from './violation';

/** Least clear distance between the outsides of lines of different utilities, m (GB 50289-2016, 4.1.14: 0.15 for ducted lines and mains at crossings). */
export const CLEARANCE_M = 0.1;

/** One straight stretch of a line as a box-sectioned bar. */
interface Bar {
  readonly kind: UtilityKind;
  readonly link: UtilityLink;
  readonly ax: number;
  readonly ay: number;
  readonly az: number;
  readonly bx: number;
  readonly by: number;
  readonly bz: number;
  /** Outside half width, and outside bottom and top relative to the path's z, m. */
  readonly half: number;
  readonly below: number;
  readonly above: number;
}

/**
 * Lines of different utilities that come closer than the clearance: near in plan (half widths
 * included) and, at the place where they are nearest, near in height. Chambers stand in for pipes at
 * nodes and are not compared.
 */
export function checkClashes(utilities: readonly UtilityNetwork[]): Violation[] {
  const bars = utilities.flatMap((u) => u.links.flatMap((l) => barsOf(u.kind, l)));
  if (bars.length === 0) return [];
  const index = new Flatbush(bars.length);
  for (const b of bars) {
    const reach = b.half + CLEARANCE_M / 2;
    index.add(
      Math.min(b.ax, b.bx) - reach,
      Math.min(b.ay, b.by) - reach,
      Math.max(b.ax, b.bx) + reach,
      Math.max(b.ay, b.by) + reach,
    );
  }
  index.finish();
  const out = new Map<string, Violation>();
  bars.forEach((a, i) => {
    const reach = a.half + CLEARANCE_M / 2;
    const near = index.search(
      Math.min(a.ax, a.bx) - reach,
      Math.min(a.ay, a.by) - reach,
      Math.max(a.ax, a.bx) + reach,
      Math.max(a.ay, a.by) + reach,
      (j) => j > i && bars[j]!.kind !== a.kind,
    );
    for (const j of near) {
      const b = bars[j]!;
      const gap = heightGap(a, b);
      if (gap >= CLEARANCE_M) continue;
      const where = `${a.link.id} × ${b.link.id}`;
      const what = `The lines are ${gap.toFixed(2)} m apart where they are nearest; ${CLEARANCE_M} m are asked.`;
      if (!out.has(where)) out.set(where, { code: 'utility.clash', where, what });
    }
  });
  return [...out.values()];
}

function barsOf(kind: UtilityKind, link: UtilityLink): Bar[] {
  const p = link.path;
  const out: Bar[] = [];
  const centred = link.kind === 'cable';
  for (let i = 3; i < p.length; i += 3) {
    out.push({
      kind,
      link,
      ax: p[i - 3]!,
      ay: p[i - 2]!,
      az: p[i - 1]!,
      bx: p[i]!,
      by: p[i + 1]!,
      bz: p[i + 2]!,
      half: link.widthM / 2 + link.wallM,
      below: (centred ? link.heightM / 2 : 0) + link.wallM,
      above: (centred ? link.heightM / 2 : link.heightM) + link.wallM,
    });
  }
  return out;
}

/** Clear height between two bars at their nearest places in plan; Infinity where they pass beside each other. */
function heightGap(a: Bar, b: Bar): number {
  let best = Infinity;
  for (const [s, t] of nearestParameters(a, b)) {
    const dx = a.ax + s * (a.bx - a.ax) - b.ax - t * (b.bx - b.ax);
    const dy = a.ay + s * (a.by - a.ay) - b.ay - t * (b.by - b.ay);
    if (Math.hypot(dx, dy) >= a.half + b.half + CLEARANCE_M) continue;
    const za = a.az + s * (a.bz - a.az);
    const zb = b.az + t * (b.bz - b.az);
    best = Math.min(best, Math.max(za - a.below - zb - b.above, zb - b.below - za - a.above));
  }
  return best;
}

/** Places to compare: where the two cross in plan, or the four ends against the other bar. */
function nearestParameters(a: Bar, b: Bar): [number, number][] {
  const ux = a.bx - a.ax;
  const uy = a.by - a.ay;
  const vx = b.bx - b.ax;
  const vy = b.by - b.ay;
  const det = ux * vy - uy * vx;
  const wx = b.ax - a.ax;
  const wy = b.ay - a.ay;
  if (Math.abs(det) > 1e-9) {
    const s = (wx * vy - wy * vx) / det;
    const t = (wx * uy - wy * ux) / det;
    if (s >= 0 && s <= 1 && t >= 0 && t <= 1) return [[s, t]];
  }
  const on = (px: number, py: number, qx: number, qy: number, dx: number, dy: number) => {
    const len2 = dx * dx + dy * dy;
    return len2 === 0 ? 0 : Math.min(Math.max(((px - qx) * dx + (py - qy) * dy) / len2, 0), 1);
  };
  return [
    [0, on(a.ax, a.ay, b.ax, b.ay, vx, vy)],
    [1, on(a.bx, a.by, b.ax, b.ay, vx, vy)],
    [on(b.ax, b.ay, a.ax, a.ay, ux, uy), 0],
    [on(b.bx, b.by, a.ax, a.ay, ux, uy), 1],
  ];
}
