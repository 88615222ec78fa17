import type { Ring } from '../../../src/domain/city';
import type { Face } from './faces';
import { signedArea } from './geometry';

/** Land with the edges that face a street marked. */
export interface BlockRing {
  readonly ring: Ring;
  /** Street along the edge from vertex i to i + 1, or −1 where there is none. */
  readonly edgeStreet: Int32Array;
}

const MIN_BLOCK_AREA_M2 = 260;
/** Corners of blocks are cut by this, m: sight lines and the turn of the sidewalk. */
const CORNER_CUT_M = 3.5;
/** Lines that turn less than this (sine) count as one straight side. */
const STRAIGHT = 0.004;
/** Below this turn a change of inset needs a step instead of a mitre. */
const STEP_TURN = 0.12;

/** A directed line that bounds land on its left. */
interface Line {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly street: number;
  readonly inset: number;
}

/** Land of a face behind the sidewalks: every side moved inwards by its inset. Null where nothing sound is left. */
export function insetFace(face: Face): BlockRing | null {
  const lines: Line[] = [];
  for (const s of face.sides) {
    const p = s.points;
    for (let i = 0; i + 3 < p.length; i += 2)
      addLine(lines, p[i]!, p[i + 1]!, p[i + 2]!, p[i + 3]!, s.insetM, s.street);
  }
  const block = closeLines(lines, MIN_BLOCK_AREA_M2);
  return block && cutCorners(block);
}

/**
 * Moves every edge of a counter-clockwise ring inwards (outwards if negative) by a distance. Edges
 * too short to survive vanish and their neighbours meet. Null where no simple ring is left.
 */
export function shrink(ring: Ring, by: number, leastAreaM2: number): Ring | null {
  const lines: Line[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    addLine(lines, ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!, by, -1);
  }
  return closeLines(lines, leastAreaM2)?.ring ?? null;
}

function addLine(
  lines: Line[],
  ax: number,
  ay: number,
  bx: number,
  by: number,
  inset: number,
  street: number,
): void {
  const l = Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
  if (l < 1e-6) return;
  const dx = (bx - ax) / l;
  const dy = (by - ay) / l;
  const last = lines.at(-1);
  const turn = last ? last.dx * dy - last.dy * dx : 1;
  const onward = last !== undefined && last.dx * dx + last.dy * dy > 0;
  const isStraight = onward && Math.abs(turn) < STRAIGHT;
  if (isStraight && last.inset === inset && last.street === street) return;
  if (onward && Math.abs(turn) < STEP_TURN && last.inset !== inset) {
    const up = inset > last.inset ? 1 : -1;
    lines.push({ x: ax, y: ay, dx: -dy * up, dy: dx * up, street: -1, inset: 0 });
  }
  lines.push({ x: ax - dy * inset, y: ay + dx * inset, dx, dy, street, inset });
}

/** The ring in which neighbouring lines meet, after lines that would run backwards are left out. */
function closeLines(all: readonly Line[], leastAreaM2: number): BlockRing | null {
  let lines = mergedEnds(all);
  while (lines.length >= 3) {
    const ring = meetings(lines);
    const n = lines.length;
    let worst = -1;
    let back = -1e-9;
    for (let i = 0; i < n; i++) {
      const j = (i + 1) % n;
      const run =
        (ring[2 * j]! - ring[2 * i]!) * lines[i]!.dx +
        (ring[2 * j + 1]! - ring[2 * i + 1]!) * lines[i]!.dy;
      if (run < back) [back, worst] = [run, i];
    }
    if (worst < 0)
      return signedArea(ring) >= leastAreaM2 && !crossesItself(ring)
        ? { ring, edgeStreet: Int32Array.from(lines, (l) => l.street) }
        : null;
    lines = mergedEnds(lines.filter((_, i) => i !== worst));
  }
  return null;
}

/** Neighbours that are parallel have no meeting point: the later one is left out. */
function mergedEnds(lines: readonly Line[]): Line[] {
  return lines.filter((b, i) => {
    const a = lines[(i + lines.length - 1) % lines.length]!;
    return Math.abs(a.dx * b.dy - a.dy * b.dx) > 1e-3;
  });
}

/** Corner i is where line i − 1 and line i meet. */
function meetings(lines: readonly Line[]): Ring {
  const n = lines.length;
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const a = lines[(i + n - 1) % n]!;
    const b = lines[i]!;
    const cross = a.dx * b.dy - a.dy * b.dx;
    const t = ((b.x - a.x) * b.dy - (b.y - a.y) * b.dx) / cross;
    out[2 * i] = a.x + a.dx * t;
    out[2 * i + 1] = a.y + a.dy * t;
  }
  return out;
}

/** Cuts the corners where two streets meet. */
function cutCorners({ ring, edgeStreet }: BlockRing): BlockRing {
  const n = edgeStreet.length;
  const xy: number[] = [];
  const streets: number[] = [];
  for (let i = 0; i < n; i++) {
    const h = (i + n - 1) % n;
    const j = (i + 1) % n;
    const [x, y] = [ring[2 * i]!, ring[2 * i + 1]!];
    const [ax, ay] = [x - ring[2 * h]!, y - ring[2 * h + 1]!];
    const [bx, by] = [ring[2 * j]! - x, ring[2 * j + 1]! - y];
    const la = Math.sqrt(ax * ax + ay * ay);
    const lb = Math.sqrt(bx * bx + by * by);
    const turn = (ax * by - ay * bx) / (la * lb);
    const meet = edgeStreet[h]! >= 0 && edgeStreet[i]! >= 0 && edgeStreet[h] !== edgeStreet[i];
    if (meet && turn > 0.4 && Math.min(la, lb) > 4 * CORNER_CUT_M) {
      const c = CORNER_CUT_M;
      xy.push(x - (ax / la) * c, y - (ay / la) * c, x + (bx / lb) * c, y + (by / lb) * c);
      streets.push(-1, edgeStreet[i]!);
    } else {
      xy.push(x, y);
      streets.push(edgeStreet[i]!);
    }
  }
  return { ring: Float64Array.from(xy), edgeStreet: Int32Array.from(streets) };
}

/** True where two edges of a ring that are not neighbours meet. */
export function crossesItself(ring: Ring): boolean {
  const n = ring.length / 2;
  const side = (a: number, b: number, c: number): number =>
    (ring[2 * b]! - ring[2 * a]!) * (ring[2 * c + 1]! - ring[2 * a + 1]!) -
    (ring[2 * b + 1]! - ring[2 * a + 1]!) * (ring[2 * c]! - ring[2 * a]!);
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const i1 = i + 1;
      const j1 = (j + 1) % n;
      if (side(i, i1, j) * side(i, i1, j1) < 0 && side(j, j1, i) * side(j, j1, i1) < 0) return true;
    }
  return false;
}
