/** A path made ready for sweeping: per segment its direction and upright axes, per vertex its mitre plane. */
export interface PathFrames {
  /** x, y, z per vertex (stride 3), duplicates removed. */
  readonly points: Float64Array;
  /** Unit direction per segment (stride 3). */
  readonly along: Float64Array;
  /** Unit axis to the right per segment, level (stride 3). */
  readonly right: Float64Array;
  /** Unit axis up per segment, square to the other two (stride 3). */
  readonly up: Float64Array;
  /** Normal of the joint plane per vertex (stride 3). */
  readonly joint: Float64Array;
  /** Length of each segment, m. */
  readonly lengths: Float64Array;
}

/** Vertices closer than this are one, m. */
const SAME_POINT_M = 1e-3;
/** A joint moves a point along the pipe by at most this share of the shorter segment. */
const MAX_MITRE_SHARE = 0.45;

/**
 * Frames along a path, or null where it has no length. Sections stay upright: the right axis is
 * level, so that the invert stays the lowest point; vertical pieces keep the axis of the piece before.
 */
export function pathFrames(path: Float64Array): PathFrames | null {
  const points = withoutRepeats(path);
  const segments = points.length / 3 - 1;
  if (segments < 1) return null;
  const along = new Float64Array(segments * 3);
  const right = new Float64Array(segments * 3);
  const up = new Float64Array(segments * 3);
  const lengths = new Float64Array(segments);
  let [rx, ry] = firstLevelAxis(points);
  for (let i = 0; i < segments; i++) {
    const o = i * 3;
    const dx = points[o + 3]! - points[o]!;
    const dy = points[o + 4]! - points[o + 1]!;
    const dz = points[o + 5]! - points[o + 2]!;
    const length = Math.hypot(dx, dy, dz);
    const level = Math.hypot(dx, dy);
    if (level > 1e-6 * length) {
      rx = dy / level;
      ry = -dx / level;
    }
    const [tx, ty, tz] = [dx / length, dy / length, dz / length];
    along.set([tx, ty, tz], o);
    right.set([rx, ry, 0], o);
    up.set([ry * tz, -rx * tz, rx * ty - ry * tx], o);
    lengths[i] = length;
  }
  return { points, along, right, up, joint: jointNormals(along), lengths };
}

/**
 * Position of a section point (x right, y up) at a vertex of the path: on the plane that halves the
 * bend, averaged between the pieces on both sides, so that both meet without a gap.
 */
export function ringPoint(
  f: PathFrames,
  vertex: number,
  x: number,
  y: number,
  out: Float64Array,
  at: number,
): void {
  const last = f.lengths.length - 1;
  const before = Math.max(0, vertex - 1);
  const after = Math.min(last, vertex);
  const limit = MAX_MITRE_SHARE * Math.min(f.lengths[before]!, f.lengths[after]!);
  let px = 0;
  let py = 0;
  let pz = 0;
  for (let side = 0; side < 2; side++) {
    const s = (side === 0 ? before : after) * 3;
    const ox = f.right[s]! * x + f.up[s]! * y;
    const oy = f.right[s + 1]! * x + f.up[s + 1]! * y;
    const oz = f.right[s + 2]! * x + f.up[s + 2]! * y;
    const j = vertex * 3;
    const toPlane = ox * f.joint[j]! + oy * f.joint[j + 1]! + oz * f.joint[j + 2]!;
    const facing =
      f.along[s]! * f.joint[j]! +
      f.along[s + 1]! * f.joint[j + 1]! +
      f.along[s + 2]! * f.joint[j + 2]!;
    const shift = Math.max(-limit, Math.min(limit, -toPlane / Math.max(facing, 1e-3)));
    px += ox + f.along[s]! * shift;
    py += oy + f.along[s + 1]! * shift;
    pz += oz + f.along[s + 2]! * shift;
  }
  out[at] = f.points[vertex * 3]! + px / 2;
  out[at + 1] = f.points[vertex * 3 + 1]! + py / 2;
  out[at + 2] = f.points[vertex * 3 + 2]! + pz / 2;
}

/** The path with `startM` and `endM` cut off its ends, but never more than leaves a tenth of it. */
export function trimPath(path: Float64Array, startM: number, endM: number): Float64Array {
  const points = withoutRepeats(path);
  let total = 0;
  for (let i = 0; i + 5 < points.length; i += 3) total += segmentLength(points, i);
  if (total === 0) return points;
  const scale = Math.min(1, (0.9 * total) / Math.max(startM + endM, 1e-9));
  return reversed(cutStart(reversed(cutStart(points, startM * scale)), endM * scale));
}

/** The path without vertices that lie within `toleranceM` of what is left (Douglas and Peucker). */
export function simplifyPath(path: Float64Array, toleranceM: number): Float64Array {
  const count = path.length / 3;
  if (count <= 2) return path;
  const keep = new Uint8Array(count);
  keep[0] = 1;
  keep[count - 1] = 1;
  const open: [number, number][] = [[0, count - 1]];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const [a, b] = piece;
    let worst = toleranceM;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const d = distanceToChord(path, i, a, b);
      if (d > worst) [worst, at] = [d, i];
    }
    if (at < 0) continue;
    keep[at] = 1;
    open.push([a, at], [at, b]);
  }
  const out: number[] = [];
  for (let i = 0; i < count; i++) if (keep[i]) out.push(...path.subarray(i * 3, i * 3 + 3));
  return Float64Array.from(out);
}

function distanceToChord(p: Float64Array, i: number, a: number, b: number): number {
  const [ax, ay, az] = [p[a * 3]!, p[a * 3 + 1]!, p[a * 3 + 2]!];
  const [dx, dy, dz] = [p[b * 3]! - ax, p[b * 3 + 1]! - ay, p[b * 3 + 2]! - az];
  const [x, y, z] = [p[i * 3]! - ax, p[i * 3 + 1]! - ay, p[i * 3 + 2]! - az];
  const square = dx * dx + dy * dy + dz * dz;
  const t = square > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy + z * dz) / square)) : 0;
  return Math.hypot(x - dx * t, y - dy * t, z - dz * t);
}

function cutStart(points: Float64Array, cut: number): Float64Array {
  let left = cut;
  let i = 0;
  for (; i + 8 < points.length; i += 3) {
    const length = segmentLength(points, i);
    if (left < length) break;
    left -= length;
  }
  const out = points.slice(i);
  const share = left / segmentLength(points, i);
  for (let k = 0; k < 3; k++) out[k] = out[k]! + (out[k + 3]! - out[k]!) * share;
  return out;
}

function reversed(points: Float64Array): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const j = points.length - 3 - i;
    out[i] = points[j]!;
    out[i + 1] = points[j + 1]!;
    out[i + 2] = points[j + 2]!;
  }
  return out;
}

function segmentLength(p: Float64Array, o: number): number {
  return Math.hypot(p[o + 3]! - p[o]!, p[o + 4]! - p[o + 1]!, p[o + 5]! - p[o + 2]!);
}

function withoutRepeats(path: Float64Array): Float64Array {
  const out: number[] = [];
  for (let i = 0; i + 2 < path.length; i += 3) {
    const n = out.length;
    const far =
      n === 0 ||
      Math.hypot(path[i]! - out[n - 3]!, path[i + 1]! - out[n - 2]!, path[i + 2]! - out[n - 1]!) >
        SAME_POINT_M;
    if (far) out.push(path[i]!, path[i + 1]!, path[i + 2]!);
  }
  return Float64Array.from(out);
}

function firstLevelAxis(points: Float64Array): [number, number] {
  for (let i = 0; i + 5 < points.length; i += 3) {
    const dx = points[i + 3]! - points[i]!;
    const dy = points[i + 4]! - points[i + 1]!;
    const level = Math.hypot(dx, dy);
    if (level > SAME_POINT_M) return [dy / level, -dx / level];
  }
  return [1, 0];
}

function jointNormals(along: Float64Array): Float64Array {
  const segments = along.length / 3;
  const out = new Float64Array((segments + 1) * 3);
  for (let v = 0; v <= segments; v++) {
    const a = Math.max(0, v - 1) * 3;
    const b = Math.min(segments - 1, v) * 3;
    let x = along[a]! + along[b]!;
    let y = along[a + 1]! + along[b + 1]!;
    let z = along[a + 2]! + along[b + 2]!;
    const length = Math.hypot(x, y, z);
    if (length < 1e-6) [x, y, z] = [along[a]!, along[a + 1]!, along[a + 2]!];
    const d = length < 1e-6 ? 1 : length;
    out.set([x / d, y / d, z / d], v * 3);
  }
  return out;
}
