import { STREET_CLASSES, type PackedStreets } from '../worker/packed';
import type { StreetPlan } from './streetPlan';
import type { GroundTheme } from './theme';

export type Canvas2D = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Pixels larger than this show no markings, m. */
const MARKINGS_MAX_PIXEL_M = 0.7;
const CROSSINGS_MAX_PIXEL_M = 0.45;
const MARKING_WIDTH_M = 0.15;
/** Depth of a pedestrian crossing and the pitch of its bars, m. */
const CROSSING_DEPTH_M = 3;
const CROSSING_PITCH_M = 1;

const PEDESTRIAN = STREET_CLASSES.indexOf('pedestrian');
const RAIL = STREET_CLASSES.indexOf('rail');
const SERVICE = STREET_CLASSES.indexOf('service');
const LOCAL = STREET_CLASSES.indexOf('local');

/**
 * Draws streets in local metres (the context's transform does the rest): sidewalks, kerbs,
 * carriageways, then markings and crossings where a pixel is fine enough. `which` are the streets that
 * touch the tile.
 */
export function paintStreets(
  ctx: Canvas2D,
  s: PackedStreets,
  plan: StreetPlan,
  which: readonly number[],
  pixelM: number,
  theme: GroundTheme,
): void {
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  // Bridges are drawn over everything at grade, underpasses first.
  for (const level of [-1, 0, 1]) {
    const here = which.filter((i) => Math.sign(s.level[i]!) === level);
    if (here.length === 0) continue;
    const roads = here.filter((i) => s.class[i] !== RAIL && s.class[i] !== PEDESTRIAN);
    for (const i of roads) {
      if (s.sidewalkM[i]! > 0 && pixelM < 4) {
        stroke(ctx, s, i, s.widthM[i]! + 2 * s.sidewalkM[i]!, theme.sidewalk);
      }
    }
    for (const i of here) {
      if (s.class[i] === PEDESTRIAN)
        stroke(ctx, s, i, Math.max(s.widthM[i]!, pixelM), theme.paving);
    }
    if (pixelM < 1.2) for (const i of roads) stroke(ctx, s, i, s.widthM[i]! + 0.4, theme.kerb);
    for (const i of roads) {
      const minor = s.class[i]! >= LOCAL;
      stroke(
        ctx,
        s,
        i,
        Math.max(s.widthM[i]!, 0.8 * pixelM),
        minor ? theme.asphaltMinor : theme.asphalt,
      );
    }
    for (const i of here) if (s.class[i] === RAIL) paintRail(ctx, s, i, pixelM, theme);
    if (pixelM < MARKINGS_MAX_PIXEL_M) {
      for (const i of roads)
        if (s.class[i]! < SERVICE) paintMarkings(ctx, s, plan, i, pixelM, theme);
    }
  }
}

function stroke(ctx: Canvas2D, s: PackedStreets, i: number, widthM: number, style: string): void {
  ctx.strokeStyle = style;
  ctx.lineWidth = widthM;
  ctx.beginPath();
  trace(ctx, lineOf(s, i));
  ctx.stroke();
}

function lineOf(s: PackedStreets, i: number): Float64Array {
  return s.lines.coords.subarray(s.lines.start[i]! * 2, s.lines.start[i + 1]! * 2);
}

function trace(ctx: Canvas2D, line: ArrayLike<number>): void {
  for (let k = 0; k + 1 < line.length; k += 2) {
    if (k === 0) ctx.moveTo(line[k]!, line[k + 1]!);
    else ctx.lineTo(line[k]!, line[k + 1]!);
  }
}

function paintRail(
  ctx: Canvas2D,
  s: PackedStreets,
  i: number,
  pixelM: number,
  theme: GroundTheme,
): void {
  stroke(ctx, s, i, Math.max(s.widthM[i]!, 3.2), theme.ballast);
  if (pixelM > 1) return;
  ctx.lineCap = 'butt';
  ctx.setLineDash([0.25, 0.4]);
  stroke(ctx, s, i, 2.5, theme.footprint);
  ctx.setLineDash([]);
  ctx.strokeStyle = theme.railSteel;
  ctx.lineWidth = Math.max(0.12, pixelM * 0.7);
  ctx.beginPath();
  for (const side of [-0.72, 0.72]) trace(ctx, offsetLine(lineOf(s, i), side));
  ctx.stroke();
  ctx.lineCap = 'round';
}

function paintMarkings(
  ctx: Canvas2D,
  s: PackedStreets,
  plan: StreetPlan,
  i: number,
  pixelM: number,
  theme: GroundTheme,
): void {
  const from = plan.setbackM[i * 2]!;
  const to = plan.setbackM[i * 2 + 1]!;
  const hasCrossing = [plan.crossing[i * 2]! > 0, plan.crossing[i * 2 + 1]! > 0] as const;
  const clearance = CROSSING_DEPTH_M + 1;
  const line = trimLine(
    lineOf(s, i),
    from + (hasCrossing[0] ? clearance : 0),
    to + (hasCrossing[1] ? clearance : 0),
  );
  ctx.lineCap = 'butt';
  if (line) {
    ctx.lineWidth = Math.max(MARKING_WIDTH_M, pixelM * 0.6);
    const lanes = Math.max(1, s.lanes[i]!);
    const laneM = s.widthM[i]! / lanes;
    const twoWay = s.oneway[i] === 0 && lanes >= 2;
    if (twoWay) paintCentre(ctx, line, lanes, theme);
    ctx.strokeStyle = theme.marking;
    ctx.setLineDash([2, 4]);
    ctx.beginPath();
    for (let k = 1; k < lanes; k++) {
      if (twoWay && lanes % 2 === 0 && k === lanes / 2) continue;
      trace(ctx, offsetLine(line, (k - lanes / 2) * laneM));
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (pixelM < CROSSINGS_MAX_PIXEL_M) {
    for (const end of [0, 1] as const) {
      if (hasCrossing[end]) paintCrossing(ctx, s, i, end, plan.setbackM[i * 2 + end]!, theme);
    }
  }
  ctx.lineCap = 'round';
}

/** Four and more lanes: a double solid line; two: a dashed one. */
function paintCentre(ctx: Canvas2D, line: Float64Array, lanes: number, theme: GroundTheme): void {
  ctx.strokeStyle = theme.centreMarking;
  ctx.beginPath();
  if (lanes >= 4) {
    trace(ctx, offsetLine(line, 0.15));
    trace(ctx, offsetLine(line, -0.15));
  } else {
    ctx.setLineDash([3, 3]);
    trace(ctx, line);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

function paintCrossing(
  ctx: Canvas2D,
  s: PackedStreets,
  i: number,
  end: 0 | 1,
  setbackM: number,
  theme: GroundTheme,
): void {
  const full = lineOf(s, i);
  const cut = trimLine(full, end === 0 ? setbackM : 0, end === 0 ? 0 : setbackM);
  if (!cut || cut.length < 4) return;
  const k = end === 0 ? 0 : cut.length - 2;
  const towards = end === 0 ? 2 : cut.length - 4;
  const x = cut[k]!;
  const y = cut[k + 1]!;
  const length = Math.hypot(cut[towards]! - x, cut[towards + 1]! - y);
  if (length < CROSSING_DEPTH_M + 2) return;
  const ux = (cut[towards]! - x) / length;
  const uy = (cut[towards + 1]! - y) / length;
  const half = s.widthM[i]! / 2 - 0.3;
  ctx.strokeStyle = theme.marking;
  ctx.lineWidth = CROSSING_PITCH_M / 2;
  ctx.beginPath();
  for (let d = -half + 0.25; d <= half; d += CROSSING_PITCH_M) {
    ctx.moveTo(x - uy * d, y + ux * d);
    ctx.lineTo(x - uy * d + ux * CROSSING_DEPTH_M, y + ux * d + uy * CROSSING_DEPTH_M);
  }
  ctx.stroke();
  // Stop line over the half that comes towards the junction: u points away from it, traffic keeps right.
  const stop = CROSSING_DEPTH_M + 1;
  ctx.lineWidth = 0.3;
  ctx.beginPath();
  ctx.moveTo(x + ux * stop, y + uy * stop);
  ctx.lineTo(x + ux * stop - uy * half, y + uy * stop + ux * half);
  ctx.stroke();
}

/** The line without its first `fromM` and last `toM` metres, or null where nothing is left. */
export function trimLine(line: Float64Array, fromM: number, toM: number): Float64Array | null {
  let total = 0;
  for (let k = 0; k + 3 < line.length; k += 2) {
    total += Math.hypot(line[k + 2]! - line[k]!, line[k + 3]! - line[k + 1]!);
  }
  const end = total - toM;
  if (end - fromM < 0.5) return null;
  const out: number[] = [];
  let at = 0;
  for (let k = 0; k + 3 < line.length; k += 2) {
    const dx = line[k + 2]! - line[k]!;
    const dy = line[k + 3]! - line[k + 1]!;
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    const next = at + length;
    if (next >= fromM && at <= end) {
      const a = Math.max(0, (fromM - at) / length);
      const b = Math.min(1, (end - at) / length);
      if (out.length === 0) out.push(line[k]! + dx * a, line[k + 1]! + dy * a);
      out.push(line[k]! + dx * b, line[k + 1]! + dy * b);
    }
    at = next;
  }
  return out.length >= 4 ? Float64Array.from(out) : null;
}

/** Parallel line `offsetM` to the left; corners are mitred, at most twice the offset. */
export function offsetLine(line: Float64Array, offsetM: number): Float64Array {
  const n = line.length / 2;
  const out = new Float64Array(line.length);
  for (let k = 0; k < n; k++) {
    const p = Math.max(0, k - 1) * 2;
    const q = Math.min(n - 1, k + 1) * 2;
    const [ax, ay] = normal(line, p, k === 0 ? q : k * 2);
    const [bx, by] = normal(line, k === n - 1 ? p : k * 2, q);
    const mx = ax + bx;
    const my = ay + by;
    const scale = Math.min(2, 2 / Math.max(1e-6, mx * mx + my * my));
    out[k * 2] = line[k * 2]! + mx * scale * offsetM;
    out[k * 2 + 1] = line[k * 2 + 1]! + my * scale * offsetM;
  }
  return out;
}

/** Unit normal to the left of the segment between two vertices (number offsets). */
function normal(line: Float64Array, p: number, q: number): [number, number] {
  const dx = line[q]! - line[p]!;
  const dy = line[q + 1]! - line[p + 1]!;
  const length = Math.hypot(dx, dy) || 1;
  return [-dy / length, dx / length];
}
