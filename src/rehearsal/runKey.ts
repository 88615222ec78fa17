import { canonicalJson, sha256Hex } from '../domain/hash';
import type { EngineName } from '../domain/frame';
import type { Forcing, Scenario } from '../domain/scenario';

/** Everything that decides a run's result. */
export interface RunIdentity {
  readonly cityDigest: string;
  readonly scenario: Scenario;
  readonly engines: readonly {
    readonly name: EngineName;
    readonly version: string;
    readonly backend: 'wasm' | 'webgpu' | 'js';
    /** Options of the engine that change the result (order of the scheme …), not the thread count. */
    readonly options?: Readonly<Record<string, string | number>>;
  }[];
}

/**
 * The run key: SHA-256 over the identity, hex. What does not change the result (names, notes, costs,
 * owners, how rows were designed) is left out, so that renaming a scenario finds its run again.
 */
export function runKeyOf(identity: RunIdentity): string {
  const { scenario } = identity;
  const deciding = {
    city: identity.cityDigest,
    engines: [...identity.engines].sort((a, b) => (a.name < b.name ? -1 : 1)),
    horizonS: scenario.horizonS,
    outputEveryS: scenario.outputEveryS,
    seed: scenario.seed,
    floodCellSizeM: scenario.floodCellSizeM,
    infiltration: scenario.infiltration,
    forcings: scenario.forcings.map(withoutDesign),
    measures: scenario.measures.map(({ name: _n, note: _t, owner: _o, cost: _c, ...rest }) => rest),
  };
  return sha256Hex(canonicalJson(deciding));
}

function withoutDesign(forcing: Forcing): Forcing {
  if (!('design' in forcing)) return forcing;
  const { design: _, ...rest } = forcing;
  return rest;
}
