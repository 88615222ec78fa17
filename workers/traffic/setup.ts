import type { TrafficDemand, TrafficNetwork } from '../../src/domain/traffic';

/** Version of the traffic engine: part of every run key. Raised with every change of results. */
export const TRAFFIC_VERSION = '0.1.0';

/** How vehicles follow. */
export type FollowingModel =
  /** Intelligent Driver Model with the ACC correction, ballistic update. The default. */
  | 'idm'
  /** Krauss as SUMO has it, Euler update with a step of 1 s. For comparison. */
  | 'krauss';

/** All that decides a traffic run. Times are seconds since the start of the run. */
export interface TrafficSetup {
  readonly network: TrafficNetwork;
  readonly demand: TrafficDemand;
  /** Time on the clock of the demand and of signal offsets at which the run starts, s. */
  readonly beginS: number;
  readonly horizonS: number;
  readonly outputEveryS: number;
  readonly seed: number;
  readonly options?: {
    readonly model?: FollowingModel;
    /** Step, s; absent: 0.5 for `idm`, 1 for `krauss`. */
    readonly stepS?: number;
    /** Share of drivers that reroute when the way ahead is closed, 0–1; absent: 1. */
    readonly informedShare?: number;
  };
}

/** Step of a model where the set-up names none, s. */
export const DEFAULT_STEP_S: Readonly<Record<FollowingModel, number>> = { idm: 0.5, krauss: 1 };
