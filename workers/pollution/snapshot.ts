import { DryrunError } from '../../src/domain/errors';
import type { Measure } from '../../src/domain/scenario';
import type { FedEmissions } from './emissions';

/** All that changes during a run: plumes and puffs follow from time, weather and emissions. */
export interface EngineState {
  readonly version: string;
  readonly nowS: number;
  /** Null: the horizon is reached. */
  readonly nextOutputS: number | null;
  readonly measures: readonly { readonly measure: Measure; readonly atS: number }[];
  readonly fed: ReturnType<FedEmissions['snapshot']>;
  /** Highest concentrations so far, by field. */
  readonly highest: Readonly<Record<string, readonly number[]>>;
}

export function packState(state: EngineState): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(state));
}

/** @throws DryrunError `engine.snapshot` for bytes of another engine or version */
export function unpackState(bytes: Uint8Array, version: string): EngineState {
  let state: EngineState | null;
  try {
    state = JSON.parse(new TextDecoder().decode(bytes)) as EngineState | null;
  } catch {
    state = null;
  }
  if (state?.version === version) return state;
  throw new DryrunError({
    code: 'engine.snapshot',
    what: `The snapshot is none of the pollution engine ${version}.`,
    mend: 'Restore it with the version that made it, or run again from the start.',
  });
}
