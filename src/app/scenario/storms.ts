import type { Forcing, Scenario } from '../../domain/scenario';

/** Rows of a hyetograph: [seconds, mm/h], each value holding until the next row. */
export type Hyetograph = readonly (readonly [number, number])[];

/** A design storm offered by name. */
export interface StormPreset {
  readonly id: 'none' | 'uniform100' | 'uniform60' | 'burst150' | 'peaked90' | 'long20';
  readonly rows: Hyetograph;
}

const MINUTE = 60;
const HOUR = 3600;

/** Rain of one intensity over a duration. */
function uniform(intensityMmH: number, durationS: number): Hyetograph {
  return [
    [0, intensityMmH],
    [durationS, 0],
  ];
}

/**
 * Triangular hyetograph (Yen & Chow 1980): intensity rises in a straight line to 2·depth/duration at
 * `peakShare` of the duration and falls to 0 at its end; each step holds its mean, so the depth is exact.
 */
export function triangular(
  depthMm: number,
  durationS: number,
  peakShare: number,
  stepS: number,
): Hyetograph {
  const peakS = peakShare * durationS;
  const peakMmH = (2 * depthMm) / (durationS / HOUR);
  /** Depth (mm) fallen until t: the integral of the two straight lines. */
  const fallen = (t: number): number => {
    if (t <= peakS) return (peakMmH * t * t) / (2 * peakS * HOUR);
    const left = durationS - t;
    return depthMm - (peakMmH * left * left) / (2 * (durationS - peakS) * HOUR);
  };
  const rows: [number, number][] = [];
  for (let t = 0; t < durationS; t += stepS) {
    const end = Math.min(t + stepS, durationS);
    rows.push([t, ((fallen(end) - fallen(t)) / (end - t)) * HOUR]);
  }
  rows.push([durationS, 0]);
  return rows;
}

export const STORM_PRESETS: readonly StormPreset[] = [
  { id: 'uniform100', rows: uniform(100, HOUR) },
  { id: 'uniform60', rows: uniform(60, 2 * HOUR) },
  { id: 'burst150', rows: uniform(150, 20 * MINUTE) },
  { id: 'peaked90', rows: triangular(90, 2 * HOUR, 0.4, 5 * MINUTE) },
  { id: 'long20', rows: uniform(20, 6 * HOUR) },
  { id: 'none', rows: [[0, 0]] },
];

/** The preset a hyetograph is, or null for one made by hand. */
export function presetOf(rows: Hyetograph): StormPreset | null {
  return (
    STORM_PRESETS.find(
      (p) =>
        p.rows.length === rows.length &&
        p.rows.every((r, i) => r[0] === rows[i]![0] && r[1] === rows[i]![1]),
    ) ?? null
  );
}

/** Rain depth (mm) of a hyetograph up to a time. */
export function rainDepthMm(rows: Hyetograph, untilS: number): number {
  let sum = 0;
  rows.forEach(([t, v], i) => {
    const end = Math.min(rows[i + 1]?.[0] ?? untilS, untilS);
    // A dry row may last for ever: nothing times infinity is not nothing.
    if (v > 0 && end > t) sum += (v * (end - t)) / HOUR;
  });
  return sum;
}

/** The rain that falls on the whole City in a scenario. */
export function rainOf(scenario: Scenario): Hyetograph {
  const rain = scenario.forcings.find((f) => f.kind === 'rain' && !f.area);
  return rain?.kind === 'rain' ? rain.intensityMmH : [[0, 0]];
}

/** The scenario with other rain on the whole City. */
export function withRain(scenario: Scenario, rows: Hyetograph): Scenario {
  const rain: Forcing = {
    kind: 'rain',
    id: 'rain',
    intensityMmH: rows.map(([t, v]): [number, number] => [t, v]),
  };
  return {
    ...scenario,
    forcings: [rain, ...scenario.forcings.filter((f) => f.kind !== 'rain' || f.area)],
  };
}
