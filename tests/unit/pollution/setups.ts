import type {
  EmissionSource,
  MetHour,
  PollutionSetup,
  TimeTable,
} from '../../../workers/pollution/setup';

export function steady(value: number): TimeTable {
  return { timeS: Float64Array.of(0), value: Float64Array.of(value) };
}

export function westWind(more: Partial<MetHour> = {}): MetHour {
  return {
    startS: 0,
    windMs: 4,
    windHeightM: 10,
    fromDeg: 270,
    roughnessM: 0.3,
    pasquill: 'D',
    ...more,
  };
}

export function road(id: string, more: Partial<EmissionSource> = {}): EmissionSource {
  return {
    id,
    geometry: { kind: 'line', path: Float64Array.of(200, 100, 200, 700) },
    heightM: 0.5,
    sigmaY0M: 2,
    sigmaZ0M: 1.5,
    rates: [
      { species: 'NOx', part: 'cars', kgS: steady(2e-4) },
      { species: 'NOx', part: 'trucks', kgS: steady(1e-4) },
    ],
    ...more,
  };
}

/** 800 × 800 m in cells of 20 m. */
export function setup(more: Partial<PollutionSetup> = {}): PollutionSetup {
  return {
    grid: { x0: 0, y0: 0, cellSizeM: 20, cols: 40, rows: 40 },
    heightM: 1.5,
    blocked: new Uint8Array(1600),
    met: [westWind()],
    sources: [road('high street')],
    releases: [],
    background: [],
    receptors: [],
    horizonS: 3600,
    outputEveryS: 1800,
    ...more,
  };
}
