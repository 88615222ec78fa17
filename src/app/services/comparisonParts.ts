/** What a comparison counts with, as one chunk: it comes with the first comparison. */
import type { Scenario } from '../../domain/scenario';
import { runKeyOf } from '../../rehearsal/runKey';

export { compareIndicators } from '../../rehearsal/compare/deltas';
export { differenceFrame } from '../../rehearsal/compare/differenceFrame';
export { floodIndicators } from '../../rehearsal/indicators/compute';
export { DEFAULT_DAMAGE } from '../../rehearsal/indicators/damage';

/** Equal for scenarios that give the same run on the open City. */
export function contentKey(scenario: Scenario): string {
  const engines = (scenario.engines ?? ['flood']).map((name) => ({
    name,
    version: '',
    backend: 'wasm' as const,
  }));
  return runKeyOf({ cityDigest: '', scenario, engines });
}
