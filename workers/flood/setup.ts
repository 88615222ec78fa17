import type { DrainageModel } from '../../src/domain/drainage';
import type { Grid } from '../../src/domain/grid';

/** Version of the flood engine: part of every run key. Raised with every change of results. */
export const FLOOD_VERSION = '0.4.1';

/** Pairs of seconds and values, as two arrays of equal length; times increase. */
export interface TimeTable {
  readonly timeS: Float64Array;
  readonly value: Float64Array;
}

/** Rain intensity (m/s), constant from each time to the next. `mask` limits it to cells with the same zone number. */
export interface RainSetup {
  readonly intensityMs: TimeTable;
  /** Zone of `FloodSetup.rainZone` this hyetograph falls on; −1: all cells. */
  readonly zone: number;
}

/** Condition along a line of cells (indices into the grid) on the rim or inside of the domain. */
export interface FloodBoundary {
  readonly id: string;
  readonly kind: 'free_outflow' | 'normal_depth' | 'stage' | 'discharge';
  readonly cells: Uint32Array;
  /** Level m (same datum as the bed) for `stage`; m³/s for `discharge`. Linear between rows. */
  readonly table?: TimeTable;
  /** Energy slope for `normal_depth`. */
  readonly slope?: number;
}

/** A water source or sink at a cell, m³/s, linear between rows (negative: abstraction, limited by the water there). */
export interface FloodSource {
  readonly id: string;
  readonly cell: number;
  readonly flowCms: TimeTable;
}

/** A place where street and sewer exchange water: an inlet's grate or a manhole's cover. */
export interface SewerExchange {
  /** Id of the network node the water goes to and comes from. */
  readonly node: string;
  readonly cell: number;
  /** Open area, m², and length of its rim, m. */
  readonly areaM2: number;
  readonly rimM: number;
  /** True for grates; false for covers, which only lift. */
  readonly takesIn: boolean;
  /** Orifice coefficient of what spills; absent: 0.167 (Rubinato et al. 2017). An open shaft: 0.61. */
  readonly spillCoefficient?: number;
}

/** The sewer network and where it meets the surface. The surface takes the rain: subcatchments are not used. */
export interface SewerSetup {
  readonly model: DrainageModel;
  readonly exchanges: readonly SewerExchange[];
  /** Outfalls that end in a cell of the grid: their water arrives there, and its level is their stage. */
  readonly outfalls: readonly { readonly node: string; readonly cell: number }[];
  /** For a first look: exchange with the street and steps of ten seconds, heads to 2 cm. */
  readonly quick?: boolean;
}

/** A thin wall on cell edges with a crest level. Water passes above the crest only. */
export interface EdgeCrests {
  /** Crest of the edge between (col, row) and (col+1, row), index row·cols + col; −Infinity: no wall. Level, m. */
  readonly east: Float32Array;
  /** Crest of the edge between (col, row) and (col, row+1). */
  readonly north: Float32Array;
}

/**
 * What the ground takes in, per cell and per area of the cell (a pervious part's values times its share;
 * see `docs/physics/flood.md`). One law per run. Soils do not dry within a run.
 */
export type Infiltration =
  | {
      readonly law: 'constant';
      /** m/s. */
      readonly capacityMs: Float32Array;
    }
  | {
      readonly law: 'green_ampt';
      /** Hydraulic conductivity K, m/s. */
      readonly conductivityMs: Float32Array;
      /** Suction head at the wetting front times moisture deficit, ψ·Δθ, m. */
      readonly suctionDeficitM: Float32Array;
      /** Moisture deficit Δθ, 0–1. */
      readonly deficit: Float32Array;
    }
  | {
      readonly law: 'horton';
      /** Capacity of the dry and of the wet soil, m/s. */
      readonly initialMs: Float32Array;
      readonly finalMs: Float32Array;
      /** Decay constant, 1/s. */
      readonly decayPerS: Float32Array;
    }
  | {
      readonly law: 'curve_number';
      /** Potential retention S, m: 0.0254·(1000/CN − 10). */
      readonly retentionM: Float32Array;
      /** Initial abstraction Ia, m. */
      readonly initialAbstractionM: Float32Array;
    };

/**
 * All that decides a flood run. Levels are metres above the City's vertical datum; the engine makes
 * them relative to a local datum for f32. Arrays are row-major from the south-west (see `Grid`).
 */
export interface FloodSetup {
  readonly grid: Grid;
  /** Bed elevation, m. NaN: outside the domain (a wall). */
  readonly bedM: Float32Array;
  /** Manning's n per cell, s/m^(1/3). */
  readonly manningN: Float32Array;
  /** 1: no water may stand or flow there (building); its rain goes to the nearest open cell. */
  readonly blocked: Uint8Array;
  /** Initial depth, m (absent: dry). */
  readonly depthM?: Float32Array;
  /** Initial velocity, m/s (absent: at rest). */
  readonly velocityMs?: { readonly x: Float32Array; readonly y: Float32Array };
  /** What the ground takes in (absent: nothing). */
  readonly infiltration?: Infiltration;
  readonly rain: readonly RainSetup[];
  readonly rainZone?: Uint8Array;
  readonly boundaries: readonly FloodBoundary[];
  readonly sources: readonly FloodSource[];
  readonly crests?: EdgeCrests;
  /** What rim cells without a boundary do. */
  readonly rim: 'wall' | 'free_outflow';
  /** Sewer network below, if it takes part. */
  readonly drainage?: SewerSetup;
  readonly horizonS: number;
  readonly outputEveryS: number;
  readonly options?: {
    readonly order?: 1 | 2;
    readonly cfl?: number;
    /** Absent: as many as the machine has to spare and the grid can use; the result is the same bits. */
    readonly threads?: number;
    readonly backend?: 'auto' | 'wasm' | 'webgpu';
    /** Seconds; the step never goes below it (0: none). */
    readonly minStepS?: number;
    /** Depth of water, m, that rests where it is (surface storage); absent or less: 10 µm. */
    readonly filmM?: number;
  };
}
