import { cos, pow, sin, sqrt } from '../math';
import type { SpeedAt } from './canopy';
import type { UrbanGrid } from './grid';
import { firstHit } from './obstacles';
import type { Heading, Hit, Obstacle } from './obstacles';

// Zones of changed flow around a building, as published. Distances along the wind are x from the
// windward or leeward face; y' = −1…1 across the building; H, W, L its height, width, length.

/** Velocity before the mass correction at cell centres, and whose zone each cell lies in. */
export interface FirstGuess {
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly w: Float32Array;
  /** Wind at roof height of the building whose zone changed the cell, m/s; 0: none did. */
  readonly zoneSpeed: Float32Array;
}

export interface ZoneInput {
  readonly grid: UrbanGrid;
  readonly heading: Heading;
  readonly heightM: Float32Array;
  readonly solid: Int32Array;
  readonly speedAt: SpeedAt;
}

const { PI } = Math;
/** Reach of the upstream displacement zone (Bagal et al. 2004; Röckle 1990 has 2 for 1.5). */
const DISPLACEMENT_REACH = 1.5;
/** Reach of the vortex within it, its height and that of the zone in units of H (Bagal et al. 2004). */
const VORTEX_REACH = 0.6;
const FRONT_HEIGHT = 0.6;
/** Wind left in the displacement zone (Bagal et al. 2004). */
const DISPLACEMENT_SPEED = 0.4;
/** The wake ends at this many cavity lengths (Röckle 1990), its deficit falls with this power. */
const WAKE_REACH = 3;
const WAKE_POWER = 1.5;
/** Vortex on the roof and at the side walls: thickness and length in units of R (Wilson 1979). */
const VORTEX_THICKNESS = 0.22;
const VORTEX_LENGTH = 0.9;

/** Length of the cavity behind a building (Fackrell 1984, as in Röckle 1990), m. */
export function cavityLength(o: Pick<Obstacle, 'heightM' | 'widthM' | 'lengthM'>): number {
  const w = o.widthM / o.heightM;
  const l = Math.min(Math.max(o.lengthM / o.heightM, 0.3), 3);
  return (o.heightM * 1.8 * w) / (pow(l, 0.3) * (1 + 0.24 * w));
}

/** Length scale R of separation on roof and sides (Wilson 1979), m. */
export function separationScale(o: Pick<Obstacle, 'heightM' | 'widthM'>): number {
  const small = Math.min(o.heightM, o.widthM);
  const large = Math.min(Math.max(o.heightM, o.widthM), 8 * small);
  return pow(small, 2 / 3) * pow(large, 1 / 3);
}

/**
 * Writes the zones of all buildings (given from the lowest to the tallest) over the first guess: what
 * lies upstream of any, then cavities, wakes and canyons, then roofs and sides, so that a canyon
 * outlives the displacement zone of the building at its end.
 */
export function applyZones(input: ZoneInput, obstacles: readonly Obstacle[], to: FirstGuess): void {
  for (const part of ['upstream', 'downstream', 'edges'] as const) {
    for (const o of obstacles) applyPart(input, o, to, part);
  }
}

type Part = 'upstream' | 'downstream' | 'edges';

function applyPart(input: ZoneInput, o: Obstacle, to: FirstGuess, part: Part): void {
  const { grid: g, heading: h } = input;
  const cavity = cavityLength(o);
  const front =
    (DISPLACEMENT_REACH * o.heightM * (o.widthM / o.heightM)) / (1 + (0.8 * o.widthM) / o.heightM);
  const reach = WAKE_REACH * cavity;
  const behind: Hit[] = [];
  const ahead: Hit[] = [];
  for (let b = 0; b < o.leeS.length; b++) {
    const t = o.tMin + (b + 0.5) * o.stripM;
    behind.push(firstHit(g, input.heightM, h, o.leeS[b]!, t, 1, reach));
    ahead.push(firstHit(g, input.heightM, h, o.frontS[b]!, t, -1, cavity));
  }
  const middle = Math.floor(o.leeS.length / 2);
  const home = columnAt(g, h, o.leeS[middle]!, o.tMin + (middle + 0.5) * o.stripM);
  const speedAt = (z: number): number => input.speedAt(home, z);
  const atRoof = speedAt(o.heightM);
  const scale = separationScale(o);
  const zone: Zone = { input, o, to, part, cavity, front, behind, ahead, speedAt, atRoof, scale };
  const side = VORTEX_THICKNESS * zone.scale;
  for (const c of columnsAround(g, h, o, Math.max(front, 0), reach, side)) column(zone, c);
}

interface Zone {
  readonly input: ZoneInput;
  readonly o: Obstacle;
  readonly to: FirstGuess;
  readonly part: Part;
  readonly cavity: number;
  readonly front: number;
  readonly behind: readonly Hit[];
  readonly ahead: readonly Hit[];
  /** Undisturbed wind speed at a height behind the building, m/s. */
  readonly speedAt: (zM: number) => number;
  readonly atRoof: number;
  /** R of Wilson (1979). */
  readonly scale: number;
}

/** The column that holds a place, or the nearest to it in the grid. */
function columnAt(g: UrbanGrid, h: Heading, s: number, t: number): number {
  const i = Math.floor((s * h.x - t * h.y - g.x0) / g.dxM);
  const j = Math.floor((s * h.y + t * h.x - g.y0) / g.dxM);
  return Math.min(Math.max(j, 0), g.ny - 1) * g.nx + Math.min(Math.max(i, 0), g.nx - 1);
}

/** Columns in the rectangle of the zones, turned into the wind. */
function* columnsAround(
  g: UrbanGrid,
  h: Heading,
  o: Obstacle,
  before: number,
  after: number,
  side: number,
): Generator<{ readonly i: number; readonly j: number; readonly s: number; readonly t: number }> {
  const s0 = Math.min(...o.frontS) - before;
  const s1 = Math.max(...o.leeS) + after;
  const t0 = o.tMin - side;
  const t1 = o.tMin + o.widthM + side;
  const xs = [s0 * h.x - t0 * h.y, s0 * h.x - t1 * h.y, s1 * h.x - t0 * h.y, s1 * h.x - t1 * h.y];
  const ys = [s0 * h.y + t0 * h.x, s0 * h.y + t1 * h.x, s1 * h.y + t0 * h.x, s1 * h.y + t1 * h.x];
  const cell = (at: number, origin: number, n: number): number =>
    Math.min(n - 1, Math.max(0, Math.floor((at - origin) / g.dxM)));
  const jTo = cell(Math.max(...ys), g.y0, g.ny);
  const iTo = cell(Math.max(...xs), g.x0, g.nx);
  for (let j = cell(Math.min(...ys), g.y0, g.ny); j <= jTo; j++) {
    for (let i = cell(Math.min(...xs), g.x0, g.nx); i <= iTo; i++) {
      const x = g.x0 + (i + 0.5) * g.dxM;
      const y = g.y0 + (j + 0.5) * g.dxM;
      const s = x * h.x + y * h.y;
      const t = y * h.x - x * h.y;
      if (s >= s0 && s <= s1 && t >= t0 && t <= t1) yield { i, j, s, t };
    }
  }
}

/** Sets a cell to (along, up) m/s and claims it for the building. */
function put(zone: Zone, cell: number, alongMs: number, upMs: number): void {
  const { to, input, atRoof } = zone;
  to.u[cell] = alongMs * input.heading.x;
  to.v[cell] = alongMs * input.heading.y;
  to.w[cell] = upMs;
  to.zoneSpeed[cell] = Math.max(atRoof, 1e-6);
}

function column(
  zone: Zone,
  at: { readonly i: number; readonly j: number; readonly s: number; readonly t: number },
): void {
  const { input, o } = zone;
  const g = input.grid;
  const base = at.j * g.nx + at.i;
  const layers = input.solid[base]!;
  const strip = Math.floor((at.t - o.tMin) / o.stripM);
  if (strip < 0 || strip >= o.leeS.length) {
    if (zone.part === 'edges') sideVortex(zone, at.s, at.t, base, layers);
    return;
  }
  const yy = (2 * (at.t - o.tMin)) / o.widthM - 1;
  const across = 1 - yy * yy;
  const before = o.frontS[strip]! - at.s;
  const after = at.s - o.leeS[strip]!;
  const top = Math.min(g.nz, Math.ceil((o.heightM + VORTEX_THICKNESS * zone.scale) / g.dzM));
  for (let k = layers; k < top; k++) {
    const cell = k * g.nx * g.ny + base;
    const z = (k + 0.5) * g.dzM;
    if (before > 0) {
      if (zone.part === 'upstream') upstream(zone, cell, z, before, across);
    } else if (after > 0) {
      if (zone.part === 'downstream') downstream(zone, cell, z, after, across, zone.behind[strip]!);
    } else if (zone.part === 'edges') roofVortex(zone, cell, z, -before, zone.ahead[strip]!);
  }
}

/** Displacement and frontal vortex (Bagal et al. 2004, after Röckle 1990). */
function upstream(zone: Zone, cell: number, z: number, x: number, across: number): void {
  const rise = z / (FRONT_HEIGHT * zone.o.heightM);
  const shape = (1 - rise * rise) * across;
  if (rise >= 1 || shape <= 0) return;
  const edge = zone.front * sqrt(shape);
  if (x >= edge) return;
  const vortex = (edge * VORTEX_REACH) / DISPLACEMENT_REACH;
  if (x >= vortex) {
    put(zone, cell, DISPLACEMENT_SPEED * zone.speedAt(z), 0);
    return;
  }
  const { o, atRoof } = zone;
  const back = (0.6 * cos((PI * z) / (0.5 * o.heightM)) + 0.05) * -0.6 * sin((PI * x) / vortex);
  const up = -0.1 * cos((PI * x) / vortex) - 0.05;
  put(zone, cell, back * atRoof, up * atRoof);
}

/**
 * Vortex of a street canyon (Röckle 1990), for the wind at the lower of its two roofs: back along the
 * street's width, up the leeward and down the windward wall. The correction turns what does not fit
 * between the walls out of the canyon's ends.
 *
 * @param x from the leeward wall, @param far width of the canyon, @param top its height, m
 */
function canyon(zone: Zone, cell: number, x: number, far: number, top: number): void {
  const speed = zone.speedAt(top);
  const xi = (2 * x) / far;
  put(zone, cell, -speed * xi * (2 - xi), 0.5 * speed * Math.abs(1 - xi) * (1 - xi));
}

/** Street canyon where a building stands within the cavity, else cavity and wake (Röckle 1990). */
function downstream(
  zone: Zone,
  cell: number,
  z: number,
  x: number,
  across: number,
  next: Hit,
): void {
  const { o, atRoof } = zone;
  const low = Math.min(o.heightM, next.heightM);
  if (next.distanceM < zone.cavity && z < low) {
    if (x < next.distanceM) canyon(zone, cell, x, next.distanceM, low);
    return;
  }
  if (z >= o.heightM || (x >= next.distanceM && z < next.heightM)) return;
  const rise = z / o.heightM;
  const edge = zone.cavity * sqrt((1 - rise * rise) * Math.max(across, 0));
  if (x < edge) {
    const left = 1 - x / edge;
    put(zone, cell, -atRoof * left * left, 0);
  } else if (x < WAKE_REACH * edge) {
    put(zone, cell, zone.speedAt(z) * (1 - pow(edge / x, WAKE_POWER)), 0);
  }
}

/** Recirculation over the roof behind a windward edge that nothing shelters (Wilson 1979). */
function roofVortex(zone: Zone, cell: number, z: number, x: number, ahead: Hit): void {
  const { o, scale } = zone;
  if (ahead.heightM >= 0.5 * o.heightM) return;
  const thick = bubble(x, scale);
  const above = z - o.heightM;
  if (above <= 0 || above >= thick) return;
  put(zone, cell, -zone.speedAt(z) * (1 - above / thick), 0);
}

/** The same at the side walls (Hayati et al. 2017). */
function sideVortex(zone: Zone, s: number, t: number, base: number, layers: number): void {
  const { o } = zone;
  const strip = t < o.tMin ? 0 : o.leeS.length - 1;
  if (zone.ahead[strip]!.heightM >= 0.5 * o.heightM) return;
  const x = s - o.frontS[strip]!;
  const off = t < o.tMin ? o.tMin - t : t - o.tMin - o.widthM;
  const thick = bubble(x, zone.scale);
  if (x <= 0 || s >= o.leeS[strip]! || off >= thick) return;
  const g = zone.input.grid;
  const top = Math.min(g.nz, Math.round(o.heightM / g.dzM));
  for (let k = layers; k < top; k++) {
    const z = (k + 0.5) * g.dzM;
    put(zone, k * g.nx * g.ny + base, -zone.speedAt(z) * (1 - off / thick), 0);
  }
}

/** Thickness of the separated flow at a distance behind the edge: half an ellipse 0.22 R × 0.9 R, m. */
function bubble(x: number, scale: number): number {
  const xi = (2 * x) / (VORTEX_LENGTH * scale) - 1;
  return xi * xi < 1 ? VORTEX_THICKNESS * scale * sqrt(1 - xi * xi) : 0;
}
