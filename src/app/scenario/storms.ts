import type { Forcing, RainDesign, Scenario } from '../../domain/scenario';
import { hyetographOf } from '../../domain/storm/design';
import type { Hyetograph } from '../../domain/storm/hyetograph';

/** A design storm offered by name; null: no rain. */
export interface StormPreset {
  readonly id: 'none' | 'uniform100' | 'uniform60' | 'burst150' | 'peaked90' | 'long20';
  readonly design: RainDesign | null;
}

const MINUTE_S = 60;
const HOUR_S = 3600;

function uniform(intensityMmH: number, durationS: number): RainDesign {
  return { kind: 'uniform', intensityMmH, durationS };
}

export const STORM_PRESETS: readonly StormPreset[] = [
  { id: 'uniform100', design: uniform(100, HOUR_S) },
  { id: 'uniform60', design: uniform(60, 2 * HOUR_S) },
  { id: 'burst150', design: uniform(150, 20 * MINUTE_S) },
  {
    id: 'peaked90',
    design: {
      kind: 'triangular',
      depthMm: 90,
      durationS: 2 * HOUR_S,
      peakShare: 0.4,
      stepS: 5 * MINUTE_S,
    },
  },
  { id: 'long20', design: uniform(20, 6 * HOUR_S) },
  { id: 'none', design: null },
];

/** Rain of a scenario: its rows, and how they were designed where that is known. */
export interface Rain {
  readonly rows: Hyetograph;
  readonly design: RainDesign | null;
}

const DRY: Hyetograph = [[0, 0]];

export function presetRain({ design }: StormPreset): Rain {
  return { rows: design ? hyetographOf(design) : DRY, design };
}

/** The preset a hyetograph is, or null for another. */
export function presetOf(rows: Hyetograph): StormPreset | null {
  return (
    STORM_PRESETS.find((p) => {
      const preset = presetRain(p).rows;
      return (
        preset.length === rows.length &&
        preset.every((r, i) => r[0] === rows[i]![0] && r[1] === rows[i]![1])
      );
    }) ?? null
  );
}

/** The rain that falls on the whole City in a scenario. */
export function rainOf(scenario: Scenario): Rain {
  const rain = scenario.forcings.find((f) => f.kind === 'rain' && !f.area);
  return rain?.kind === 'rain'
    ? { rows: rain.intensityMmH, design: rain.design ?? null }
    : { rows: DRY, design: null };
}

/** The scenario with other rain on the whole City. */
export function withRain(scenario: Scenario, { rows, design }: Rain): Scenario {
  const others = scenario.forcings.filter((f) => f.kind !== 'rain' || f.area);
  if (rows.every((r) => r[1] === 0)) return { ...scenario, forcings: others };
  const rain: Forcing = {
    kind: 'rain',
    id: 'rain',
    intensityMmH: rows.map(([t, v]): [number, number] => [t, v]),
    ...(design && { design }),
  };
  return { ...scenario, forcings: [rain, ...others] };
}
