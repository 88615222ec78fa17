import { describe, expect, it } from 'vitest';
import { atan, cos, erf, sin } from '../../../workers/pollution/math';
import { deriveMeteorology } from '../../../workers/pollution/met/meteorology';
import { windAt } from '../../../workers/pollution/met/profile';
import {
  classOfObukhov,
  classOfSigmaTheta,
  obukhovOfClass,
  solarElevation,
  turnerClass,
} from '../../../workers/pollution/met/stability';
import { westWind } from './setups';

const RAD = Math.PI / 180;

describe("Turner's method", () => {
  it.each([
    ['a bright calm noon', 1, 65, 2, 'A'],
    ['a bright windy noon', 7, 65, 2, 'C'],
    ['a clear still night', 1, -20, 0, 'F'],
    ['a windy night', 7, -20, 0, 'D'],
    ['a fresh morning', 3, 30, 3, 'C'],
  ])('names %s', (_, windMs, degrees, cloudTenths, expected) => {
    expect(turnerClass({ windMs, solarElevation: degrees * RAD, cloudTenths })).toBe(expected);
  });

  it('is neutral under a low overcast, day or night', () => {
    for (const degrees of [60, -30]) {
      const sky = { windMs: 2, solarElevation: degrees * RAD, cloudTenths: 10, ceilingM: 500 };
      expect(turnerClass(sky)).toBe('D');
    }
  });

  it('knows where the sun stands', () => {
    // Noon of the June solstice at 30° N: 90 − 30 + 23.44 degrees.
    expect(solarElevation(172, 12, 30, 0) / RAD).toBeCloseTo(83.4, 0);
    expect(solarElevation(172, 0, 30, 0)).toBeLessThan(0);
  });
});

describe('surface layer', () => {
  it('has an Obukhov length that follows from heat flux and u* and gives back the wind', () => {
    for (const heatFluxWm2 of [-20, 150]) {
      const { pasquill: _, ...hour } = westWind();
      const m = deriveMeteorology({ ...hour, heatFluxWm2 });
      const density = 101_325 / (287.04 * m.temperatureK);
      const l =
        (-density * 1004 * m.temperatureK * m.frictionMs ** 3) / (0.4 * 9.80665 * heatFluxWm2);
      expect(m.obukhovM / l).toBeCloseTo(1, 4);
      expect(windAt(10, m.frictionMs, m.roughnessM, m.obukhovM)).toBeCloseTo(4, 4);
    }
  });

  it("goes from class to Obukhov length and back by Golder's curves", () => {
    for (const c of ['A', 'B', 'C', 'D', 'E', 'F'] as const) {
      expect(classOfObukhov(obukhovOfClass(c, 0.1), 0.1)).toBe(c);
    }
    expect(1 / obukhovOfClass('B', 0.1)).toBeCloseTo(-0.057, 3);
  });

  it('reads a class from σθ', () => {
    expect(classOfSigmaTheta(25, 0.15)).toBe('A');
    expect(classOfSigmaTheta(10, 0.15)).toBe('D');
    expect(classOfSigmaTheta(3, 0.15)).toBe('F');
  });
});

describe('exact functions', () => {
  it('agree with the library', () => {
    for (let x = -20; x < 20; x += 0.0137) {
      expect(sin(x)).toBeCloseTo(Math.sin(x), 13);
      expect(cos(x)).toBeCloseTo(Math.cos(x), 13);
      expect(atan(x)).toBeCloseTo(Math.atan(x), 13);
    }
    expect(erf(0.5)).toBeCloseTo(0.5204998778, 6);
    expect(erf(-1)).toBeCloseTo(-0.8427007929, 6);
  });
});
