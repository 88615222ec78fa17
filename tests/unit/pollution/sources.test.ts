import { describe, expect, it } from 'vitest';
import { findSource } from '../../../workers/pollution/finding/find';
import {
  CONSTRUCTION_TSP_KG_M2_S,
  defaultSiltGM2,
  EROSION_THRESHOLD_MS,
  pavedRoadGKm,
  wetHoursFactor,
  windErosionKgM2,
} from '../../../workers/pollution/sources/ap42';
import {
  aeglReached,
  SUBSTANCES,
  substanceNamed,
  ugM3OfPpm,
  withSubstances,
} from '../../../workers/pollution/sources/substances';

describe('dust by AP-42', () => {
  it('from paved roads grows with silt and weight as equation 1 says, worked by hand', () => {
    // 0.62 · 0.6^0.91 · 2^1.02 = 0.62 · 0.62823 · 2.02792
    expect(pavedRoadGKm('PM10', 0.6, 2)).toBeCloseTo(0.7899, 3);
    expect(pavedRoadGKm('PM2.5', 0.6, 2) / pavedRoadGKm('PM10', 0.6, 2)).toBeCloseTo(
      0.15 / 0.62,
      6,
    );
    expect(defaultSiltGM2(300)).toBeGreaterThan(defaultSiltGM2(20_000));
    expect(wetHoursFactor(5, 20)).toBeCloseTo(0.7, 12);
    expect(wetHoursFactor(20, 20)).toBe(0);
  });

  it('from building sites and bare ground is as the source gives it', () => {
    expect(CONSTRUCTION_TSP_KG_M2_S * 10_000 * 30 * 86_400).toBeCloseTo(2690, 6);
    const { overburden } = EROSION_THRESHOLD_MS;
    expect(windErosionKgM2('TSP', overburden, overburden)).toBe(0);
    // 58 · 0.5² + 25 · 0.5 = 27 g/m²
    expect(windErosionKgM2('TSP', overburden + 0.5, overburden)).toBeCloseTo(0.027, 9);
    expect(windErosionKgM2('PM10', overburden + 0.5, overburden)).toBeCloseTo(0.0135, 9);
  });
});

describe('the table of substances', () => {
  it('can be added to and replaced in, and names what it lacks', () => {
    const chlorine = substanceNamed('chlorine');
    const own = { ...chlorine, molarMass: 71 };
    const table = withSubstances([own, { ...own, name: 'mustard' }]);
    expect(table).toHaveLength(SUBSTANCES.length + 1);
    expect(substanceNamed('chlorine', table).molarMass).toBe(71);
    expect(() => substanceNamed('mustard')).toThrow(/no substance "mustard"/);
  });

  it('tells the level of danger a concentration reaches', () => {
    const chlorine = substanceNamed('chlorine');
    // 1 ppm of chlorine at 25 °C is 2.90 mg/m³.
    expect(ugM3OfPpm(1, chlorine.molarMass)).toBeCloseTo(2900, -1);
    const at = (ppm: number): number => aeglReached(chlorine, ugM3OfPpm(ppm, chlorine.molarMass));
    expect([0.4, 0.6, 3, 25].map(at)).toEqual([0, 1, 2, 3]);
  });
});

describe('finding a source', () => {
  it('refuses to guess from no reading', async () => {
    await expect(
      findSource({
        domain: { minX: 0, minY: 0, maxX: 100, maxY: 100 },
        readings: [],
        met: { windMs: 3, fromDeg: 270, windHeightM: 10, roughnessM: 0.1 },
        sourceHeightM: 1,
        sensorHeightM: 1.5,
      }),
    ).rejects.toThrow(/readings are too few/);
  });
});
