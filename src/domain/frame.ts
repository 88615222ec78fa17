import type { Grid } from './grid';

/** Names of the engines. A new engine adds its name here and a folder under `workers/`. */
export type EngineName = 'flood' | 'traffic' | 'pollution';

/** A raster of one quantity on a grid at an output time. */
export interface Field {
  /** e.g. `depth`, `velocityX`, `velocityY`, `maxDepth`, `arrivalTime`. */
  readonly name: string;
  /** SI unit symbol, e.g. `m`, `m/s`, `s`. */
  readonly unit: string;
  readonly grid: Grid;
  /** One value per cell, row-major from the south-west. NaN where it has no meaning. */
  readonly values: Float32Array;
}

/** One value per network element, detector, gauge or receptor at an output time. */
export interface Series {
  /** e.g. `nodeDepth`, `linkFlow`. */
  readonly name: string;
  readonly unit: string;
  /** Ids of the elements, the same array (by content) in every frame of a run. */
  readonly ids: readonly string[];
  readonly values: Float32Array;
}

/** Moving points (vehicles, particles) at an output time. */
export interface Tracks {
  readonly name: string;
  /** Stable over the run, so that a scene can interpolate between frames. */
  readonly ids: Uint32Array;
  /** x, y, z per point, local metres. */
  readonly positions: Float32Array;
  /** Heading per point, radians counter-clockwise from east. */
  readonly headings: Float32Array;
  /** Class code per point (vehicle class, species); meaning in the engine's info. */
  readonly classes: Uint8Array;
}

/** What an engine hands out at an output time. Arrays are transferred, never cloned. */
export interface Frame {
  readonly engine: EngineName;
  /** Simulated seconds since the start of the run. */
  readonly timeS: number;
  readonly fields: readonly Field[];
  readonly series: readonly Series[];
  readonly tracks: readonly Tracks[];
  /** Balances and counters (f64), e.g. `rainM3`, `storedM3`, `balanceErrorM3`. SI units. */
  readonly totals: Readonly<Record<string, number>>;
  /** Hash of the whole engine state at this time: equal hashes, equal runs. */
  readonly stateHash: string;
}
