import type { City, Facility } from '../../domain/city';
import { cellIndexAt, type Grid } from '../../domain/grid';
import { SITE_WET_M, type Indicator } from './catalogue';
import type { WaterNow } from './roads';
import { isRoad, type RoadPieces } from './sites';

/** Sites that must be reached in a flood. */
const CRITICAL: ReadonlySet<Facility['kind']> = new Set([
  'hospital',
  'fire_station',
  'police',
  'school',
  'shelter',
  'pumping_station',
  'substation',
  'town_hall',
]);

/** Street ends nearer than this are one junction, m. */
const JUNCTION_M = 1;
/** Streets that end this near the rim of the City lead out of it, m. */
const RIM_M = 25;

/**
 * Whether critical sites can be reached by large vehicles: over streets none of whose pieces is closed,
 * from the nearest junction that is reached while it is dry to a street that leads out of the City
 * (where none does, to the largest part of the dry network). A site that no street reaches even then
 * is never said to be cut off.
 */
export class AccessTally {
  readonly #sites: readonly { readonly junction: number; readonly cell: number }[];
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #isOpen: Uint8Array;
  readonly #isGate: Uint8Array;
  readonly #group: Int32Array;
  readonly #secondsOff: Float64Array;
  readonly #wasOff: Uint8Array;

  constructor(
    city: City,
    grid: Grid,
    private readonly pieces: RoadPieces,
  ) {
    const junctions = new Junctions();
    const n = city.streets.length;
    this.#from = new Int32Array(n).fill(-1);
    this.#to = new Int32Array(n).fill(-1);
    city.streets.forEach((s, i) => {
      if (!isRoad(s) || s.centreline.length < 4) return;
      const c = s.centreline;
      this.#from[i] = junctions.at(c[0]!, c[1]!);
      this.#to[i] = junctions.at(c[c.length - 2]!, c[c.length - 1]!);
    });
    this.#isOpen = new Uint8Array(n);
    this.#group = new Int32Array(junctions.count);
    this.#isOpen.fill(1);
    this.#connect();
    this.#isGate = this.#gates(city, junctions);
    const dry = this.#reached();
    const isReached = (j: number): boolean => dry.has(this.#find(j));
    this.#sites = city.facilities
      .filter((f) => CRITICAL.has(f.kind))
      .map((f) => ({
        junction: junctions.nearest(f.x, f.y, isReached),
        cell: cellIndexAt(grid, f.x, f.y),
      }))
      .filter((s) => s.junction >= 0);
    this.#secondsOff = new Float64Array(this.#sites.length);
    this.#wasOff = new Uint8Array(this.#sites.length);
  }

  /** Adds an output time, given which pieces of road are closed to large vehicles then. */
  add(closed: Uint8Array, water: WaterNow, dtS: number): void {
    if (this.#sites.length === 0) return;
    this.#isOpen.fill(1);
    const { street } = this.pieces;
    for (let i = 0; i < closed.length; i++) if (closed[i]) this.#isOpen[street[i]!] = 0;
    this.#connect();
    const reached = this.#reached();
    this.#sites.forEach(({ junction, cell }, k) => {
      const isWet = cell >= 0 && water.depthM[cell]! >= SITE_WET_M;
      if (!isWet && reached.has(this.#find(junction))) return;
      this.#wasOff[k] = 1;
      this.#secondsOff[k]! += dtS;
    });
  }

  /** Empty where the City names no critical site. */
  indicators(): Indicator[] {
    if (this.#sites.length === 0) return [];
    const off = this.#wasOff.reduce((sum, w) => sum + w, 0);
    const seconds = this.#secondsOff.reduce((sum, s) => sum + s, 0);
    return [
      { id: 'sitesCutOff', value: off, unit: '1' },
      { id: 'siteHoursCutOff', value: seconds / 3600, unit: 'h' },
    ];
  }

  /** Called while all streets are joined. */
  #gates(city: City, junctions: Junctions): Uint8Array {
    const { minX, minY, maxX, maxY } = city.extent;
    const gates = new Uint8Array(junctions.count);
    let any = false;
    for (let j = 0; j < junctions.count; j++) {
      const [x, y] = junctions.place(j);
      if (Math.min(x - minX, y - minY, maxX - x, maxY - y) > RIM_M) continue;
      gates[j] = 1;
      any = true;
    }
    if (any) return gates;
    const sizes = new Map<number, number>();
    for (let j = 0; j < junctions.count; j++) {
      sizes.set(this.#find(j), (sizes.get(this.#find(j)) ?? 0) + 1);
    }
    const [largest] = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [-1];
    for (let j = 0; j < junctions.count; j++) if (this.#find(j) === largest) gates[j] = 1;
    return gates;
  }

  /** Groups of junctions that a way out of the City is among. */
  #reached(): Set<number> {
    const reached = new Set<number>();
    for (let j = 0; j < this.#isGate.length; j++) if (this.#isGate[j]) reached.add(this.#find(j));
    return reached;
  }

  /** Joins junctions over open streets. */
  #connect(): void {
    for (let j = 0; j < this.#group.length; j++) this.#group[j] = j;
    for (let s = 0; s < this.#from.length; s++) {
      if (!this.#isOpen[s] || this.#from[s]! < 0) continue;
      const [a, b] = [this.#find(this.#from[s]!), this.#find(this.#to[s]!)];
      if (a !== b) this.#group[Math.max(a, b)] = Math.min(a, b);
    }
  }

  #find(junction: number): number {
    let at = junction;
    while (this.#group[at] !== at) {
      this.#group[at] = this.#group[this.#group[at]!]!;
      at = this.#group[at]!;
    }
    return at;
  }
}

/** Ends of streets that meet, by place. */
class Junctions {
  readonly #known = new Map<string, number>();
  readonly #places: (readonly [number, number])[] = [];

  get count(): number {
    return this.#places.length;
  }

  at(x: number, y: number): number {
    const key = `${Math.round(x / JUNCTION_M)},${Math.round(y / JUNCTION_M)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#places.length);
    this.#places.push([x, y]);
    return this.#places.length - 1;
  }

  place(junction: number): readonly [number, number] {
    return this.#places[junction]!;
  }

  /** The nearest junction of which the predicate holds; −1 where there is none. */
  nearest(x: number, y: number, holds: (junction: number) => boolean): number {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    this.#places.forEach(([px, py], j) => {
      const d = (px - x) ** 2 + (py - y) ** 2;
      if (d < least && holds(j)) [best, least] = [j, d];
    });
    return best;
  }
}
