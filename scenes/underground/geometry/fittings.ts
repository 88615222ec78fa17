import {
  CHAMBER_WALL_M,
  chamberRadius,
  frameAndCover,
  type Chamber,
  type PipeEnd,
} from './manhole';
import { PART, type MeshBuilder } from './meshBuilder';
import { ball, box, revolve } from './solids';
import { sweepRod } from './sweep';

/** A gully: square pot with an iron grate on the kerb side. */
export function inlet(mesh: MeshBuilder, c: Chamber, ends: readonly PipeEnd[]): void {
  const inside = Math.min(Math.max(0.45, c.diameterM), 1.2);
  const angle = ends[0]?.angle ?? 0;
  const wall = 0.08;
  const top = c.coverM - 0.06;
  const base = c.invertM - 0.15;
  const at = (u: number, v: number, bottom: number, high: number) => ({
    x: c.x + u * Math.cos(angle) - v * Math.sin(angle),
    y: c.y + u * Math.sin(angle) + v * Math.cos(angle),
    angle,
    bottom,
    top: high,
  });
  const off = (inside + wall) / 2;
  box(mesh, at(0, 0, base, c.invertM), inside + 2 * wall, inside + 2 * wall, PART.concrete, 0.7);
  for (const side of [-1, 1]) {
    box(mesh, at(0, side * off, c.invertM, top), inside + 2 * wall, wall, PART.outer);
    box(mesh, at(side * off, 0, c.invertM, top), wall, inside, PART.outer);
  }
  const rim = inside / 2 + 0.03;
  for (const side of [-1, 1]) {
    box(mesh, at(0, side * rim, top, c.coverM), inside + 0.18, 0.08, PART.iron);
    box(mesh, at(side * rim, 0, top, c.coverM), 0.08, inside, PART.iron);
  }
  const bars = 7;
  for (let i = 0; i < bars; i++) {
    const u = -inside / 2 + ((i + 0.5) * inside) / bars;
    box(mesh, at(u, 0, top + 0.01, c.coverM - 0.002), (0.5 * inside) / bars, inside, PART.grate);
  }
}

/** A wet well or tank: round chamber with a roof slab and an access cover. */
export function tank(mesh: MeshBuilder, c: Chamber): void {
  const r = Math.max(0.6, c.diameterM / 2);
  const wall = Math.max(CHAMBER_WALL_M, 0.06 * r);
  const roof = Math.max(c.invertM + 0.6, c.coverM - 0.12);
  const slab = Math.min(0.25, 0.2 * (roof - c.invertM));
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r: 0, z: c.invertM - 0.3, part: PART.concrete, light: 0.6 },
      { r: r + wall, z: c.invertM - 0.3, part: PART.outer },
      { r: r + wall, z: roof, part: PART.outer },
      { r: 0, z: roof },
    ],
    48,
  );
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r: 0, z: roof - slab, part: PART.inner, light: 0.55 },
      { r, z: roof - slab, part: PART.inner, light: 0.7 },
      { r, z: c.invertM, part: PART.concrete, light: 0.6 },
      { r: 0, z: c.invertM },
    ],
    48,
  );
  frameAndCover(mesh, { x: c.x + r * 0.6, y: c.y, coverM: c.coverM });
}

/** A pump sump: chamber, two submersible pumps on guide feet and their risers. */
export function pump(mesh: MeshBuilder, c: Chamber): void {
  tank(mesh, c);
  const r = Math.max(0.6, c.diameterM / 2);
  const size = Math.min(0.35, r * 0.3);
  for (const side of [-1, 1]) {
    const x = c.x + side * r * 0.45;
    const z = c.invertM;
    revolve(
      mesh,
      x,
      c.y,
      [
        { r: 0, z: z + 0.05, part: PART.machine },
        { r: size * 1.15, z: z + 0.05, part: PART.machine },
        { r: size * 1.25, z: z + size * 0.4, part: PART.machine },
        { r: size * 1.0, z: z + size * 0.9, part: PART.machine },
        { r: size * 0.72, z: z + size, part: PART.accent },
        { r: size * 0.72, z: z + size * 2.4, part: PART.machine },
        { r: size * 0.45, z: z + size * 2.7, part: PART.machine },
        { r: 0, z: z + size * 2.7 },
      ],
      24,
    );
    const riser = Float64Array.of(
      x + side * size * 0.9, c.y, z + size * 0.5,
      x + side * size * 1.35, c.y, z + size * 0.5,
      x + side * size * 1.35, c.y, Math.max(z + size * 3, c.coverM - 0.9),
    ); // prettier-ignore
    sweepRod(mesh, riser, size * 0.28, 14, { part: PART.iron });
  }
}

/** A headwall with wing walls, apron and a hinged flap before the pipe. */
export function outfall(mesh: MeshBuilder, c: Chamber, ends: readonly PipeEnd[]): void {
  const end = ends[0];
  const inward = end?.angle ?? Math.PI / 2;
  const width = end?.widthM ?? 0.6;
  const height = end?.heightM ?? 0.6;
  const z = end?.invertM ?? c.invertM;
  const out = inward + Math.PI;
  const [ux, uy] = [Math.cos(out), Math.sin(out)];
  const at = (u: number, v: number, bottom: number, top: number, turn = 0) => ({
    x: c.x + u * ux - v * uy,
    y: c.y + u * uy + v * ux,
    angle: out + turn,
    bottom,
    top,
  });
  const half = width / 2 + 0.5;
  const side = (half - width / 2) / 2 + width / 2;
  const top = z + height + 0.5;
  const thick = 0.3;
  // The wall is made of pieces around the opening: sill, two cheeks, lintel.
  box(mesh, at(-thick / 2, 0, z - 0.5, z), thick, 2 * half, PART.concrete, 0.85);
  box(mesh, at(-thick / 2, 0, z + height, top), thick, 2 * half, PART.concrete);
  for (const s of [-1, 1]) {
    box(
      mesh,
      at(-thick / 2, s * side, z, z + height),
      thick,
      half - width / 2,
      PART.concrete,
      0.95,
    );
    const wing = 0.6 + height;
    box(
      mesh,
      at(wing * 0.4, s * (half + wing * 0.28), z - 0.5, top - 0.25, s * 0.6),
      wing,
      0.22,
      PART.concrete,
      0.95,
    );
  }
  box(mesh, at(0.6, 0, z - 0.4, z - 0.1), 1.2, 2 * half, PART.concrete, 0.9);
  flap(mesh, { x: c.x, y: c.y, z }, out, width, height);
}

/** The flap gate: a round iron lid that hangs from a hinge above the pipe, a little open. */
function flap(
  mesh: MeshBuilder,
  at: { readonly x: number; readonly y: number; readonly z: number },
  out: number,
  width: number,
  height: number,
): void {
  const open = 0.18;
  const hinge = at.z + height + 0.06;
  const [ux, uy] = [Math.cos(out), Math.sin(out)];
  const middle = height / 2 + 0.06;
  const cx = at.x + ux * (0.08 + middle * Math.sin(open));
  const cy = at.y + uy * (0.08 + middle * Math.sin(open));
  const cz = hinge - middle * Math.cos(open);
  const [nx, ny, nz] = [ux * Math.cos(open), uy * Math.cos(open), Math.sin(open)];
  const t = 0.025;
  const disc = Float64Array.of(
    cx - nx * t, cy - ny * t, cz - nz * t,
    cx + nx * t, cy + ny * t, cz + nz * t,
  ); // prettier-ignore
  sweepRod(mesh, disc, Math.max(width, height) / 2 + 0.05, 28, { part: PART.accent });
  const bar = Float64Array.of(
    at.x + ux * 0.06 + uy * width * 0.4, at.y + uy * 0.06 - ux * width * 0.4, hinge,
    at.x + ux * 0.06 - uy * width * 0.4, at.y + uy * 0.06 + ux * width * 0.4, hinge,
  ); // prettier-ignore
  sweepRod(mesh, bar, 0.03, 10, { part: PART.iron });
}

/** A gate valve: body, flanges across the pipe, bonnet, spindle to a small surface box. */
export function valve(mesh: MeshBuilder, c: Chamber, ends: readonly PipeEnd[]): void {
  const d = Math.max(0.08, ...ends.map((e) => e.heightM));
  const axis = (ends[0]?.invertM ?? c.invertM) + d / 2;
  const angle = ends[0]?.angle ?? 0;
  const r = d / 2 + 0.04;
  for (const side of [-1, 1]) {
    const at = side * r * 1.35;
    const disc = Float64Array.of(
      c.x + Math.cos(angle) * (at - 0.02), c.y + Math.sin(angle) * (at - 0.02), axis,
      c.x + Math.cos(angle) * (at + 0.02), c.y + Math.sin(angle) * (at + 0.02), axis,
    ); // prettier-ignore
    sweepRod(mesh, disc, r * 1.45, 20, { part: PART.iron });
  }
  ball(mesh, c.x, c.y, axis, r * 1.25, 20, PART.accent);
  const cap = Math.max(axis + r * 2.6, c.coverM - 0.12);
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r: r * 0.8, z: axis + r * 0.6, part: PART.accent },
      { r: r * 0.6, z: axis + r * 2, part: PART.iron },
      { r: 0.035, z: axis + r * 2.1, part: PART.iron },
      { r: 0.035, z: cap, part: PART.iron },
      { r: 0.11, z: cap, part: PART.iron },
      { r: 0.11, z: cap + 0.12, part: PART.accent },
      { r: 0, z: cap + 0.125 },
    ],
    18,
  );
}

/** A pillar hydrant above ground with its riser. */
export function hydrant(mesh: MeshBuilder, c: Chamber): void {
  const z = c.coverM;
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r: 0.06, z: c.invertM, part: PART.iron },
      { r: 0.06, z, part: PART.iron },
      { r: 0.17, z, part: PART.machine },
      { r: 0.17, z: z + 0.05, part: PART.machine },
      { r: 0.11, z: z + 0.07, part: PART.machine },
      { r: 0.11, z: z + 0.55, part: PART.machine },
      { r: 0.15, z: z + 0.57, part: PART.machine },
      { r: 0.15, z: z + 0.63, part: PART.machine },
      { r: 0.1, z: z + 0.75, part: PART.machine },
      { r: 0.03, z: z + 0.8, part: PART.machine },
      { r: 0, z: z + 0.86 },
    ],
    20,
  );
  const arm = Float64Array.of(c.x - 0.2, c.y, z + 0.42, c.x + 0.2, c.y, z + 0.42);
  sweepRod(mesh, arm, 0.05, 14, { part: PART.machine });
}

/** Length, width and height of street furniture, m. */
const CABINET_SIZE = { transformer: [2.2, 1.5, 1.8], cabinet: [0.9, 0.4, 1.2] } as const;

/** A transformer or cabinet seen from afar: its box. */
export function farCabinet(mesh: MeshBuilder, c: Chamber, kind: 'transformer' | 'cabinet'): void {
  const [length, width, height] = CABINET_SIZE[kind];
  const place = { x: c.x, y: c.y, angle: 0, bottom: c.coverM, top: c.coverM + height };
  box(mesh, place, length, width, PART.machine);
}

/** A transformer or street cabinet on a plinth above ground. */
export function cabinet(mesh: MeshBuilder, c: Chamber, kind: 'transformer' | 'cabinet'): void {
  const big = kind === 'transformer';
  const [length, width, height] = CABINET_SIZE[kind];
  const place = (bottom: number, top: number) => ({
    x: c.x,
    y: c.y,
    angle: 0,
    bottom: c.coverM + bottom,
    top: c.coverM + top,
  });
  box(mesh, place(-0.5, 0.12), length + 0.2, width + 0.2, PART.concrete);
  box(mesh, place(0.12, height), length, width, PART.machine);
  box(mesh, place(height, height + 0.06), length + 0.1, width + 0.1, PART.accent);
  const fins = big ? 9 : 0;
  for (let i = 0; i < fins; i++) {
    const x = c.x - length / 2 + ((i + 0.5) * length) / fins;
    box(mesh, { ...place(0.3, height - 0.2), x, y: c.y }, 0.06, width + 0.24, PART.iron);
  }
}

/** A joint of pressure pipes or cables: a coupling ball, or a small pit where nothing is known of the pipes. */
export function junction(mesh: MeshBuilder, c: Chamber, ends: readonly PipeEnd[]): void {
  const d = Math.max(0.06, ...ends.map((e) => e.heightM + 2 * e.wallM));
  const z = (ends[0]?.invertM ?? c.invertM) + (ends[0]?.heightM ?? d) / 2;
  ball(mesh, c.x, c.y, z, d * 0.62, 16, PART.accent);
}

/** A chamber seen from afar: a plain upright cylinder. */
export function farChamber(mesh: MeshBuilder, c: Chamber, sides: number): void {
  const r = chamberRadius(c) + CHAMBER_WALL_M;
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r, z: c.invertM - 0.1, part: PART.outer },
      { r, z: c.coverM - 0.05, part: PART.iron },
      { r: 0, z: c.coverM - 0.05 },
    ],
    sides,
  );
}
