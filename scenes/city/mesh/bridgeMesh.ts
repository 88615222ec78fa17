import type { Rgb } from '../../shared/colourMaps';
import { offsetLine } from '../imagery/paintStreets';
import type { HeightField } from '../terrain/heightField';
import { STREET_CLASSES, type PackedStreets } from '../worker/packed';
import { MeshBuilder, type MeshChunk } from './chunks';

/** A street is a bridge where its surface lies this far above the ground, m. */
const CLEARANCE_M = 0.4;
const DECK_M = 1.3;
const PARAPET_M = 0.9;
const PARAPET_WIDTH_M = 0.3;
/** Lift over the ground at the abutments, so that deck and terrain do not fight for the pixel, m. */
const LIFT_M = 0.06;
/** Piers stand about this far apart, where there is room under the deck for them. */
const PIER_EVERY_M = 28;
const PIER_HALF_M = 0.8;
const PIER_MIN_M = 3.5;

const ASPHALT: Rgb = [112, 114, 118];
const PAVING: Rgb = [198, 194, 185];
const BALLAST: Rgb = [141, 133, 122];
const CONCRETE: Rgb = [186, 184, 178];
const PLAIN = 255;
const RAIL = STREET_CLASSES.indexOf('rail');

/** Decks, parapets and piers of the streets that leave the terrain. Features are street indices. */
export function bridgeMesh(s: PackedStreets, ground: HeightField): MeshChunk[] {
  const chunks: MeshChunk[] = [];
  for (let i = 0; i < s.widthM.length; i++) {
    if (s.level[i]! <= 0) continue;
    for (const [from, to] of spans(s, i, ground)) {
      const mesh = new MeshBuilder();
      addSpan(mesh, s, i, from, to, ground);
      chunks.push(mesh.finish());
    }
  }
  return chunks;
}

/** Runs of vertices above the ground, with one more at each end where the deck meets it. */
function spans(s: PackedStreets, i: number, ground: HeightField): [number, number][] {
  const first = s.lines.start[i]!;
  const last = s.lines.start[i + 1]! - 1;
  const out: [number, number][] = [];
  let from = -1;
  for (let v = first; v <= last + 1; v++) {
    const above =
      v <= last &&
      s.profileM[v]! - ground.at(s.lines.coords[v * 2]!, s.lines.coords[v * 2 + 1]!) > CLEARANCE_M;
    if (above && from < 0) from = v;
    if (!above && from >= 0) {
      const span: [number, number] = [Math.max(first, from - 1), Math.min(last, v)];
      if (span[1] > span[0]) out.push(span);
      from = -1;
    }
  }
  return out;
}

function addSpan(
  mesh: MeshBuilder,
  s: PackedStreets,
  i: number,
  from: number,
  to: number,
  ground: HeightField,
): void {
  const line = s.lines.coords.subarray(from * 2, (to + 1) * 2);
  const z = Array.from(s.profileM.subarray(from, to + 1), (p) => p + LIFT_M);
  const half = s.widthM[i]! / 2;
  const edge = half + Math.max(s.sidewalkM[i]!, 0.5);
  const at = (offset: number): Float64Array => offsetLine(line, offset);
  const strip = (a: number, b: number, za: number, zb: number, colour: Rgb): void =>
    addStrip(mesh, at(a), at(b), z, za, zb, colour, i);
  // Offsets run from right (negative) to left; each strip faces up or outwards.
  const inner = edge;
  const outer = edge + PARAPET_WIDTH_M;
  strip(-half, half, 0, 0, s.class[i] === RAIL ? BALLAST : ASPHALT);
  strip(half, inner, 0, 0, PAVING);
  strip(-inner, -half, 0, 0, PAVING);
  strip(inner, inner, 0, PARAPET_M, CONCRETE);
  strip(inner, outer, PARAPET_M, PARAPET_M, CONCRETE);
  strip(outer, outer, PARAPET_M, -DECK_M, CONCRETE);
  strip(outer, -outer, -DECK_M, -DECK_M, CONCRETE);
  strip(-outer, -outer, -DECK_M, PARAPET_M, CONCRETE);
  strip(-outer, -inner, PARAPET_M, PARAPET_M, CONCRETE);
  strip(-inner, -inner, PARAPET_M, 0, CONCRETE);
  addPiers(mesh, line, z, edge, ground, i);
}

/** Quads between two parallels of the line; `za` and `zb` are heights over the deck's surface. */
function addStrip(
  mesh: MeshBuilder,
  right: Float64Array,
  left: Float64Array,
  z: readonly number[],
  za: number,
  zb: number,
  colour: Rgb,
  feature: number,
): void {
  for (let k = 0; k + 1 < z.length; k++) {
    addQuad(
      mesh,
      [right[k * 2]!, right[k * 2 + 1]!, z[k]! + za],
      [right[k * 2 + 2]!, right[k * 2 + 3]!, z[k + 1]! + za],
      [left[k * 2 + 2]!, left[k * 2 + 3]!, z[k + 1]! + zb],
      [left[k * 2]!, left[k * 2 + 1]!, z[k]! + zb],
      colour,
      feature,
    );
  }
}

type Point = readonly [number, number, number];

/** A flat quad, counter-clockwise as seen from the side it faces. */
function addQuad(
  mesh: MeshBuilder,
  a: Point,
  b: Point,
  c: Point,
  d: Point,
  colour: Rgb,
  f: number,
): void {
  const ux = c[0] - a[0];
  const uy = c[1] - a[1];
  const uz = c[2] - a[2];
  const vx = d[0] - b[0];
  const vy = d[1] - b[1];
  const vz = d[2] - b[2];
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const l = Math.hypot(nx, ny, nz) || 1;
  const at = [a, b, c, d].map((p) =>
    mesh.vertex(p[0], p[1], p[2], nx / l, ny / l, nz / l, colour, PLAIN, f),
  );
  mesh.triangle(at[0]!, at[1]!, at[2]!);
  mesh.triangle(at[0]!, at[2]!, at[3]!);
}

function addPiers(
  mesh: MeshBuilder,
  line: Float64Array,
  z: readonly number[],
  edge: number,
  ground: HeightField,
  feature: number,
): void {
  let since = PIER_EVERY_M / 2;
  for (let k = 1; k + 1 < z.length; k++) {
    const x = line[k * 2]!;
    const y = line[k * 2 + 1]!;
    const dx = x - line[k * 2 - 2]!;
    const dy = y - line[k * 2 - 1]!;
    const step = Math.hypot(dx, dy);
    since += step;
    const foot = ground.at(x, y) - 0.5;
    if (since < PIER_EVERY_M || z[k]! - foot < PIER_MIN_M || step === 0) continue;
    since = 0;
    const ux = (dx / step) * PIER_HALF_M;
    const uy = (dy / step) * PIER_HALF_M;
    const vx = (-dy / step) * edge * 0.8;
    const vy = (dx / step) * edge * 0.8;
    const corners = [
      [x - ux - vx, y - uy - vy],
      [x + ux - vx, y + uy - vy],
      [x + ux + vx, y + uy + vy],
      [x - ux + vx, y - uy + vy],
    ] as const;
    const top = z[k]! - DECK_M;
    corners.forEach((a, n) => {
      const b = corners[(n + 1) % 4]!;
      addQuad(mesh, [...a, foot], [...b, foot], [...b, top], [...a, top], CONCRETE, feature);
    });
  }
}
