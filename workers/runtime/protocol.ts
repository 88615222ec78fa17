import type { Measure } from '../../src/domain/scenario';
import type { EngineName, Frame } from '../../src/domain/frame';
import type { Grid } from '../../src/domain/grid';
import type { Notice } from '../../src/domain/errors';

/** What an engine says of itself once it is prepared. */
export interface EngineInfo {
  readonly engine: EngineName;
  /** Semantic version of the engine: part of the run key. */
  readonly version: string;
  /** Backend class: CPU results are bit-equal among themselves, GPU results within a stated tolerance. */
  readonly backend: 'wasm' | 'webgpu' | 'js';
  readonly threads: number;
  readonly grid: Grid | null;
  /** Fields, series and tracks that frames will carry. */
  readonly outputs: readonly {
    readonly type: 'field' | 'series' | 'tracks';
    readonly name: string;
    readonly unit: string;
  }[];
  readonly notices: readonly Notice[];
}

/** What became of measures handed to a running engine. */
export interface ApplyResult {
  readonly applied: readonly string[];
  readonly refused: readonly {
    readonly id: string;
    readonly code: string;
    readonly what: string;
  }[];
  /** Lines an engine brought onto its grid (walls onto cell edges), local metres: what it computes with and the map shows. */
  readonly snapped?: readonly {
    readonly id: string;
    readonly line: readonly (readonly [number, number])[];
  }[];
}

/**
 * The one contract of all engines. An engine is pure: no DOM, no clock, no `Math.random`; the same
 * code runs in a Web Worker, a Node worker thread and a test. Methods are called one after another,
 * never concurrently; only the abort signal may fire meanwhile. Errors are `DryrunError`s.
 */
export interface Engine<Setup> {
  /** Takes the set-up (its arrays may be kept, the caller gives them away). Called once, first. */
  prepare(setup: Setup): Promise<EngineInfo>;
  /**
   * Runs to `untilS` and hands out each frame as it comes. Rejects with an `AbortError` soon (within
   * about 50 ms of work) after the signal fires, leaving a consistent state from which `advance` may be called again.
   */
  advance(untilS: number, signal: AbortSignal, onFrame: (frame: Frame) => void): Promise<void>;
  /** Takes measures into the running simulation at its present time (or at `atS`, if later). */
  apply(measures: readonly Measure[], atS: number): Promise<ApplyResult>;
  /**
   * Hands over a frame of an engine this one listens to, at the present time: water on the roads for
   * traffic, emissions for the air. Absent where the engine listens to none. Called between advances.
   */
  feed?(frame: Frame): Promise<void>;
  /** The whole state; `restore` on an engine prepared with the same set-up continues bit-equal. */
  snapshot(): Promise<Uint8Array>;
  restore(bytes: Uint8Array): Promise<void>;
  dispose(): void;
}

/** A folder under `workers/` and one line in the registry. */
export interface EngineModule<Setup> {
  readonly name: EngineName;
  readonly version: string;
  create(): Engine<Setup>;
}
