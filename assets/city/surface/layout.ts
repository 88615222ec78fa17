import type { StreetClass } from '../../../src/domain/city';
import type { PlanSpace } from './planSpace';
import { randomStream, type RandomStream } from './random';

/** What the strip between two valley-wise lines is for. */
export type RowKind = 'river' | 'rail' | 'urban';

/** A straight line in plan space that streets follow; `along` says which coordinate runs. */
export interface PlanLine {
  readonly id: number;
  readonly class: StreetClass;
  readonly along: 'u' | 'v';
  /** The constant coordinate. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Quarter whose swirl bends the line, or −1. */
  readonly quarter: number;
  /** Positions along the line where others meet it. */
  readonly joints: Joint[];
  /** Parts with a level of their own (bridge 1, underpass −1) or `null` where the street is missing. */
  readonly parts: { readonly from: number; readonly to: number; readonly level: number | null }[];
  /** Lines that carry one name share a name key. */
  readonly nameKey: number;
}

export interface Joint {
  readonly pos: number;
  /** The line met there. */
  readonly other: number;
}

/** A rectangle of plan space between arterials, with the local swirl that gives it a grain of its own. */
export interface Quarter {
  readonly id: number;
  readonly u0: number;
  readonly u1: number;
  readonly v0: number;
  readonly v1: number;
  /** Rotation at its middle, radians (small); fades to 0 at its rim. */
  swirl: number;
}

export interface Layout {
  readonly lines: readonly PlanLine[];
  readonly quarters: readonly Quarter[];
  readonly railV: number;
  readonly riverside: readonly [number, number];
}

/** Two joints on one line are either the same crossing or at least this far apart, m. */
const MIN_JOINT_SPACING_M = 48;
/** Blocks are at least this wide from centreline to centreline, m in the world. */
const MIN_BLOCK_WIDTH_M = 66;
/** Streets' crossing angle in the bent plan stays above this (cosine of 52°). */
const MAX_SHEAR_COS = 0.6157;
const MAX_SWIRL = 0.45;
/** Half the strip around the rail line in which only crossing streets stand, m. */
export const RAIL_STRIP_M = 98;
/** Distances of the riverside streets from the river's middle, m: levee side, park side. */
const LEVEE_STREET_M = 112;
const PARK_STREET_M = 176;

type Edge = 'west' | 'east' | 'south' | 'north';
interface Cell extends Readonly<Record<Edge, PlanLine>> {
  readonly u0: number;
  readonly u1: number;
  readonly v0: number;
  readonly v1: number;
}

/** Target size of blocks at a place: short and long side, m. */
export type BlockGrain = (u: number, v: number) => { short: number; long: number };

/** Where across the valley the railway runs: v of its axis, m. */
export function railPosition(seed: number): number {
  const rng = randomStream(seed, 'rail');
  return (rng.chance(0.65) ? 1 : -1) * rng.range(560, 640);
}

/** Lays out the lines of all streets in plan space. */
export function layOut(seed: number, space: PlanSpace, railV: number, grain: BlockGrain): Layout {
  return new LayoutBuilder(seed, space, grain).build(railV);
}

class LayoutBuilder {
  private readonly lines: PlanLine[] = [];
  private readonly quarters: Quarter[] = [];
  private readonly rng: RandomStream;
  private readonly point = new Float64Array(2);
  private nameKeys = 0;

  constructor(
    private readonly seed: number,
    private readonly space: PlanSpace,
    private readonly grain: BlockGrain,
  ) {
    this.rng = randomStream(seed, 'layout');
  }

  build(railV: number): Layout {
    const valley = this.valleyLines(railV);
    const spines = this.spines();
    this.joinSpines(valley, spines, railV);
    for (let r = 0; r + 1 < valley.length; r++) {
      const south = valley[r]!;
      const north = valley[r + 1]!;
      if (rowKind(south.at, north.at, railV) !== 'urban') continue;
      const passing = spines.filter((s) => s.from <= south.at + 1e-6 && s.to >= north.at - 1e-6);
      for (let k = 0; k + 1 < passing.length; k++)
        this.quarter({
          u0: passing[k]!.at,
          u1: passing[k + 1]!.at,
          v0: south.at,
          v1: north.at,
          west: passing[k]!,
          east: passing[k + 1]!,
          south,
          north,
        });
    }
    for (const line of this.lines) line.joints.sort((a, b) => a.pos - b.pos);
    return {
      lines: this.lines,
      quarters: this.quarters,
      railV,
      riverside: [-PARK_STREET_M, LEVEE_STREET_M],
    };
  }

  private line(
    cls: StreetClass,
    along: 'u' | 'v',
    at: number,
    from: number,
    to: number,
    quarter = -1,
    nameKey = this.nameKeys++,
  ): PlanLine {
    const id = this.lines.length;
    const line: PlanLine = {
      id,
      class: cls,
      along,
      at,
      from,
      to,
      quarter,
      joints: [],
      parts: [],
      nameKey,
    };
    this.lines.push(line);
    return line;
  }

  /** Lines along the valley: riverside streets, arterials on the terraces, the streets beside the rail. */
  private valleyLines(railV: number): PlanLine[] {
    const { range } = this.space;
    const at: { v: number; cls: StreetClass }[] = [
      { v: -PARK_STREET_M, cls: 'collector' },
      { v: LEVEE_STREET_M, cls: 'collector' },
    ];
    for (const side of [-1, 1]) {
      const railHere = side * railV > 0;
      let v = side > 0 ? LEVEE_STREET_M : PARK_STREET_M;
      const limit = side > 0 ? range.maxY : -range.minY;
      if (railHere) {
        const rail = Math.abs(railV);
        at.push({ v: side * (rail - RAIL_STRIP_M), cls: 'arterial' });
        at.push({ v: side * (rail + RAIL_STRIP_M), cls: 'collector' });
        v = rail + RAIL_STRIP_M;
      }
      let major = !railHere || this.rng.chance(0.5);
      for (;;) {
        v += this.rng.range(390, 560);
        if (v > limit) break;
        at.push({ v: side * v, cls: major ? 'arterial' : 'collector' });
        major = !major;
      }
    }
    at.sort((a, b) => a.v - b.v);
    // A rim street outside the extent closes the last row on both sides.
    at.unshift({ v: range.minY - 300, cls: 'collector' });
    at.push({ v: range.maxY + 300, cls: 'collector' });
    return at.map(({ v, cls }) => this.line(cls, 'u', v, range.minX - 400, range.maxX + 400));
  }

  /** Lines across the valley. Those that bridge the river run through; the others serve one side. */
  private spines(): PlanLine[] {
    const { range } = this.space;
    const spines: PlanLine[] = [];
    const low = range.minY - 300;
    const high = range.maxY + 300;
    // One bridge near the middle of the city, one beside it, then about every second street.
    const first = this.rng.range(-140, 140);
    const second = this.rng.chance(0.5) ? 1 : -1;
    const places: { u: number; k: number }[] = [{ u: first, k: 0 }];
    for (const way of [1, -1])
      for (let u = first, k = way; ; k += way) {
        u += way * this.rng.range(400, 560);
        if (u > range.maxX + 300 || u < range.minX - 300) break;
        places.push({ u, k });
      }
    for (const { u, k } of places) {
      if (k % 2 === 0 || k === second || this.rng.chance(0.2)) {
        spines.push(this.line('arterial', 'v', u, low, high));
        continue;
      }
      // One-sided spines need not face each other over the river.
      spines.push(this.line('collector', 'v', u, low, -PARK_STREET_M));
      spines.push(this.line('collector', 'v', u + this.rng.range(-70, 70), LEVEE_STREET_M, high));
    }
    return spines.sort((a, b) => a.at - b.at);
  }

  private joinSpines(
    valley: readonly PlanLine[],
    spines: readonly PlanLine[],
    railV: number,
  ): void {
    for (const spine of spines)
      for (const line of valley)
        if (line.at >= spine.from - 1e-6 && line.at <= spine.to + 1e-6) this.join(spine, line);
    for (const spine of spines) {
      if (spine.from < 0 && spine.to > 0)
        spine.parts.push({ from: -PARK_STREET_M, to: LEVEE_STREET_M, level: 1 });
      const crosses = spine.class === 'arterial' || this.rng.chance(0.35);
      if (railV > spine.from && railV < spine.to)
        spine.parts.push({
          from: railV - RAIL_STRIP_M,
          to: railV + RAIL_STRIP_M,
          level: crosses ? -1 : null,
        });
    }
  }

  private join(a: PlanLine, b: PlanLine): void {
    a.joints.push({ pos: b.at, other: b.id });
    b.joints.push({ pos: a.at, other: a.id });
  }

  private quarter(cell: Cell): void {
    const rng = randomStream(
      this.seed,
      'quarter',
      Math.round(cell.u0) * 7919 + Math.round(cell.v0),
    );
    const id = this.quarters.length;
    const quarter: Quarter = { id, u0: cell.u0, u1: cell.u1, v0: cell.v0, v1: cell.v1, swirl: 0 };
    this.quarters.push(quarter);
    quarter.swirl = rng.range(0.4, 1) * MAX_SWIRL * (rng.chance(0.5) ? 1 : -1);
    while (Math.abs(quarter.swirl) > 0.02 && shearCos(this.space, quarter) > MAX_SHEAR_COS)
      quarter.swirl *= 0.7;
    this.split(cell, quarter, rng, rng.chance(0.7), 0);
  }

  /** Splits a cell by a street until its sides fit the grain of the place. */
  private split(
    cell: Cell,
    quarter: Quarter,
    rng: RandomStream,
    longAlongU: boolean,
    depth: number,
  ): void {
    const [scaleU, scaleV] = this.scales(cell);
    const w = (cell.u1 - cell.u0) * scaleU;
    const h = (cell.v1 - cell.v0) * scaleV;
    const g = this.grain((cell.u0 + cell.u1) / 2, (cell.v0 + cell.v1) / 2);
    const along = rng.chance(0.16) ? !longAlongU : longAlongU;
    const rw = w / (along ? g.long : g.short);
    const rh = h / (along ? g.short : g.long);
    if (Math.max(rw, rh) < rng.range(1.2, 1.55)) return;
    const acrossU = rw >= rh;
    const margins: [number, number] = [MIN_BLOCK_WIDTH_M / scaleU, MIN_BLOCK_WIDTH_M / scaleV];
    if (this.splitAt(cell, quarter, rng, along, depth, acrossU, margins)) return;
    if (Math.min(rw, rh) > 1.25) this.splitAt(cell, quarter, rng, along, depth, !acrossU, margins);
  }

  /** World metres per plan metre along u and v in the middle of a cell. */
  private scales(cell: Cell): [number, number] {
    const u = (cell.u0 + cell.u1) / 2;
    const v = (cell.v0 + cell.v1) / 2;
    const o = this.world(u, v);
    const e = this.world(u + 1, v);
    const n = this.world(u, v + 1);
    return [distance(o, e), distance(o, n)];
  }

  private world(u: number, v: number): [number, number] {
    this.space.toWorld(u, v, this.point);
    return [this.point[0]!, this.point[1]!];
  }

  private splitAt(
    cell: Cell,
    quarter: Quarter,
    rng: RandomStream,
    longAlongU: boolean,
    depth: number,
    acrossU: boolean,
    margins: readonly [number, number],
  ): boolean {
    const [lo, hi] = acrossU ? [cell.u0, cell.u1] : [cell.v0, cell.v1];
    const [a, b] = acrossU ? [cell.south, cell.north] : [cell.west, cell.east];
    const pos = choosePosition(lo, hi, a, b, rng, margins[acrossU ? 0 : 1]);
    if (pos === null) return false;
    const big =
      depth <= 1 && hi - lo > 300 && (acrossU ? cell.v1 - cell.v0 : cell.u1 - cell.u0) > 280;
    const cls: StreetClass = big ? 'collector' : 'local';
    const line = this.line(cls, acrossU ? 'v' : 'u', pos, a.at, b.at, quarter.id);
    this.join(line, a);
    this.join(line, b);
    const halves: [Cell, Cell] = acrossU
      ? [
          { ...cell, u1: pos, east: line },
          { ...cell, u0: pos, west: line },
        ]
      : [
          { ...cell, v1: pos, north: line },
          { ...cell, v0: pos, south: line },
        ];
    for (const half of halves) this.split(half, quarter, rng, longAlongU, depth + 1);
    return true;
  }
}

const distance = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));

/** The kind of the row between two neighbouring valley lines. */
export function rowKind(south: number, north: number, railV: number): RowKind {
  if (south < 0 && north > 0) return 'river';
  return south < railV && railV < north ? 'rail' : 'urban';
}

const meetsCleanly = (p: number, joints: readonly number[]): boolean =>
  joints.every((j) => j === p || Math.abs(j - p) >= MIN_JOINT_SPACING_M);

/**
 * Where to split between lo and hi so that the new street meets both end lines cleanly: at an
 * existing junction or well away from all others. Null where no such place exists.
 */
function choosePosition(
  lo: number,
  hi: number,
  a: PlanLine,
  b: PlanLine,
  rng: RandomStream,
  least: number,
): number | null {
  const size = hi - lo;
  const wish = lo + size * rng.range(0.38, 0.62);
  const nearA = a.joints.map((j) => j.pos).filter((p) => p > lo - 60 && p < hi + 60);
  const nearB = b.joints.map((j) => j.pos).filter((p) => p > lo - 60 && p < hi + 60);
  const margin = Math.max(0.28 * size, least);
  const candidates = [...nearA, ...nearB].map((p) => ({ p, cost: Math.abs(p - wish) * 0.9 + 3 }));
  for (let k = 0; k <= 12; k++)
    for (const s of k === 0 ? [0] : [-1, 1]) {
      const p = wish + (s * k * size) / 40;
      candidates.push({ p, cost: Math.abs(p - wish) });
    }
  candidates.sort((x, y) => x.cost - y.cost || x.p - y.p);
  for (const { p } of candidates)
    if (p - lo >= margin && hi - p >= margin && meetsCleanly(p, nearA) && meetsCleanly(p, nearB))
      return p;
  return null;
}

/** Moves a plan point by its quarter's swirl (in place). */
export function applySwirl(quarter: Quarter, p: Float64Array): void {
  const cu = (quarter.u0 + quarter.u1) / 2;
  const cv = (quarter.v0 + quarter.v1) / 2;
  const du = p[0]! - cu;
  const dv = p[1]! - cv;
  const a = (2 * du) / (quarter.u1 - quarter.u0);
  const b = (2 * dv) / (quarter.v1 - quarter.v0);
  if (a * a >= 1 || b * b >= 1) return;
  const bump = (1 - a * a) * (1 - a * a) * (1 - b * b) * (1 - b * b);
  p[0] = p[0]! - quarter.swirl * dv * bump;
  p[1] = p[1]! + quarter.swirl * du * bump;
}

/** Largest |cos| of the angle between the bent u and v directions inside a quarter. */
function shearCos(space: PlanSpace, q: Quarter): number {
  const at = (u: number, v: number): [number, number] => {
    const p = new Float64Array([u, v]);
    applySwirl(q, p);
    space.toWorld(p[0]!, p[1]!, p);
    return [p[0]!, p[1]!];
  };
  let worst = 0;
  for (let i = 1; i < 8; i++)
    for (let j = 1; j < 8; j++) {
      const u = q.u0 + ((q.u1 - q.u0) * i) / 8;
      const v = q.v0 + ((q.v1 - q.v0) * j) / 8;
      const o = at(u, v);
      const e = at(u + 1, v);
      const n = at(u, v + 1);
      const [ex, ey, nx, ny] = [e[0] - o[0], e[1] - o[1], n[0] - o[0], n[1] - o[1]];
      const cos = (ex * nx + ey * ny) / Math.sqrt((ex * ex + ey * ey) * (nx * nx + ny * ny));
      worst = Math.max(worst, Math.abs(cos));
    }
  return worst;
}
