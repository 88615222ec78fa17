import type { EngineInfo } from '../runtime/protocol';
import type { PollutionSetup } from './setup';

/** Concentrations are handed out in the unit of the limit values. */
export const UNIT = 'µg/m³';

/** Species of continuous sources and of the background, in order of appearance. */
export function speciesOf(setup: PollutionSetup): readonly string[] {
  const names = new Set<string>();
  for (const s of setup.sources) for (const r of s.rates) names.add(r.species);
  for (const b of setup.background) names.add(b.species);
  if (setup.sources.some((s) => s.trafficId !== undefined)) {
    for (const name of ['NOx', 'NO2', 'PM10']) names.add(name);
  }
  return [...names];
}

/** Substances of accidental releases, each once. */
export function substancesOf(setup: PollutionSetup): readonly string[] {
  return [...new Set(setup.releases.map((r) => r.substance))];
}

export const canyonSeries = (species: string, side: 'leeward' | 'windward'): string =>
  `${species}.${side}`;

/** What frames will carry. */
export function outputsOf(setup: PollutionSetup): EngineInfo['outputs'] {
  const outputs: { type: 'field' | 'series'; name: string; unit: string }[] = [];
  const species = speciesOf(setup);
  for (const name of species) {
    outputs.push({ type: 'field', name, unit: UNIT });
    if (setup.receptors.length > 0) outputs.push({ type: 'series', name, unit: UNIT });
    if (setup.sources.some((s) => s.canyon)) {
      outputs.push({ type: 'series', name: canyonSeries(name, 'leeward'), unit: UNIT });
      outputs.push({ type: 'series', name: canyonSeries(name, 'windward'), unit: UNIT });
    }
  }
  for (const name of substancesOf(setup)) {
    outputs.push({ type: 'field', name, unit: UNIT });
    outputs.push({ type: 'field', name: `max.${name}`, unit: UNIT });
    outputs.push({ type: 'field', name: `aegl.${name}`, unit: '1' });
    if (setup.receptors.length > 0) outputs.push({ type: 'series', name, unit: UNIT });
  }
  return outputs;
}
