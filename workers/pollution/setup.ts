import type { Grid } from '../../src/domain/grid';
import type { MetObservation } from './met/meteorology';

/** Version of the pollution engine: part of every run key. Raised with every change of results. */
export const POLLUTION_VERSION = '0.1.0';

/** Pairs of seconds and values, as two arrays of equal length; times increase. */
export interface TimeTable {
  readonly timeS: Float64Array;
  readonly value: Float64Array;
}

/** Meteorology from a time on, until the next hour's. */
export interface MetHour extends MetObservation {
  readonly startS: number;
}

/** Who emits: what a control takes away is one of these. */
export type EmissionPart = 'cars' | 'trucks' | 'road_dust' | 'site' | 'stack' | 'other';

/** What a source emits of one species, kg/s over the whole source, linear between rows. */
export interface EmissionRate {
  readonly species: string;
  readonly part: EmissionPart;
  readonly kgS: TimeTable;
}

export type SourceGeometry =
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  /** x, y per vertex, local metres. */
  | { readonly kind: 'line'; readonly path: Float64Array }
  | { readonly kind: 'area'; readonly ring: Float64Array };

/** A stack's gas, from which the plume's rise follows. */
export interface Stack {
  readonly diameterM: number;
  readonly exitMs: number;
  readonly exitK: number;
}

/** Walls on both sides of a road: a street canyon. */
export interface CanyonWalls {
  readonly heightM: number;
  /** From wall to wall, m. */
  readonly widthM: number;
  /** Vehicles per hour and their mean speed, m/s, for the turbulence they make. */
  readonly carsH?: number;
  readonly trucksH?: number;
  readonly speedMs?: number;
}

export interface EmissionSource {
  readonly id: string;
  readonly geometry: SourceGeometry;
  /** Height of release above ground, m. */
  readonly heightM: number;
  /** Initial spreads, m (wakes of vehicles, width of a volume). */
  readonly sigmaY0M: number;
  readonly sigmaZ0M: number;
  readonly stack?: Stack;
  readonly rates: readonly EmissionRate[];
  /** Id in the series of emissions that the traffic engine feeds. */
  readonly trafficId?: string;
  readonly canyon?: CanyonWalls;
}

/** A substance that gets out at one place for a while. */
export interface Release {
  readonly id: string;
  /** Name in the substance table. */
  readonly substance: string;
  readonly x: number;
  readonly y: number;
  readonly heightM: number;
  readonly amountKg: number;
  readonly startS: number;
  readonly durationS: number;
}

/** What the air brings from outside, µg/m³, linear between rows. */
export interface Background {
  readonly species: string;
  readonly ugM3: TimeTable;
}

/** A named place whose concentrations become series; its height above ground, m. */
export interface Receptor {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly heightM: number;
}

/** All the pollution engine needs; see docs/physics/pollution.md. */
export interface PollutionSetup {
  readonly grid: Grid;
  /** Height above ground of the fields, m. */
  readonly heightM: number;
  /** 1 inside buildings: fields have no value there and receptors no place. */
  readonly blocked: Uint8Array;
  /** People per cell; absent: no exposure is counted. */
  readonly population?: Float32Array;
  readonly met: readonly MetHour[];
  readonly sources: readonly EmissionSource[];
  readonly releases: readonly Release[];
  readonly background: readonly Background[];
  readonly receptors: readonly Receptor[];
  readonly horizonS: number;
  readonly outputEveryS: number;
  readonly options?: {
    /** Most bytes the cached source–receptor matrix may take; default 256 MiB. */
    readonly matrixBytes?: number;
  };
}
