import type { Meteorology } from '../met/meteorology';
import type { BuildingOrder } from './canopy';
import type { UrbanGrid } from './grid';
import type { BuildingColumns } from './obstacles';
import type { Closure } from './turbulence';

/** What of a met hour the wind field takes. */
export type WindMet = Pick<
  Meteorology,
  'fromDeg' | 'frictionMs' | 'obukhovM' | 'roughnessM' | 'mixingHeightM' | 'calm'
>;

export interface WindSetup {
  readonly grid: UrbanGrid;
  readonly buildings: BuildingColumns;
  readonly met: WindMet;
  /** How the buildings stand to each other; absent: staggered, as in most cities. */
  readonly order?: BuildingOrder;
  /** Ratio of the weights of horizontal and vertical changes (Sherman 1978); below 1 where stable. */
  readonly verticalWeight?: number;
  /** Turbulence closure; absent: the atmosphere's. */
  readonly closure?: Closure;
}

/** Wind and turbulence of a district. Cells lie x fastest, then y, then z, without ghosts. */
export interface UrbanWind {
  readonly grid: UrbanGrid;
  /** 1: building. */
  readonly solid: Uint8Array;
  /** Velocity on faces, m/s: `u` of (nx+1)·ny·nz west faces, `v` of nx·(ny+1)·nz, `w` of nx·ny·(nz+1). */
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly w: Float32Array;
  /** Turbulent kinetic energy, m²/s², and its length scale l, m, per cell. */
  readonly energy: Float32Array;
  readonly lengthM: Float32Array;
  /** 1: in the separated flow of a building. */
  readonly zone: Uint8Array;
  readonly closure: Closure;
  /** Root mean square of ∇·u before and after the correction, s⁻¹, and the iterations it took. */
  readonly divergence: {
    readonly before: number;
    readonly after: number;
    readonly iterations: number;
  };
}
