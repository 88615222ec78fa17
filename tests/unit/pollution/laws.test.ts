import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nitrogenBalance } from '../../../workers/pollution/chemistry/photostationary';
import { deriveMeteorology } from '../../../workers/pollution/met/meteorology';
import {
  crosswindIntegral,
  lidOf,
  pointPlume,
  verticalDensity,
} from '../../../workers/pollution/plume/plume';
import { neutralRise, neutralRiseDistance, plumeRise } from '../../../workers/pollution/plume/rise';
import { spreadAt } from '../../../workers/pollution/plume/spread';
import { PuffTrain } from '../../../workers/pollution/puffs/train';
import { canyonConcentration } from '../../../workers/pollution/street/canyon';
import { westWind } from './setups';

const day = deriveMeteorology(westWind({ pasquill: 'B', mixingHeightM: 800 }));
const evening = deriveMeteorology(westWind());
const night = deriveMeteorology(westWind({ pasquill: 'F', windMs: 2 }));
const low = { heightM: 0.5, sigmaY0M: 0, sigmaZ0M: 0 };

describe('Gaussian plume', () => {
  it.each([
    ['day', day],
    ['evening', evening],
    ['night', night],
  ])('carries its whole emission through every plane (%s)', (_, m) => {
    for (const source of [low, { heightM: 60, sigmaY0M: 5, sigmaZ0M: 3 }]) {
      for (const x of [20, 300, 5000, 60_000]) {
        const { windMs, sigmaYM, sigmaZM } = spreadAt(m, source, x);
        const lid = lidOf(m, source, { windMs, sigmaYM, sigmaZM });
        const top = Math.min(lid, source.heightM + 12 * sigmaZM);
        const dz = Math.min(sigmaZM / 20, top / 200);
        const levels = Math.ceil(top / dz);
        const dy = sigmaYM / 8;
        let flux = 0;
        for (let k = 0; k < levels; k++) {
          const z = ((k + 0.5) * top) / levels;
          flux += crosswindIntegral(m, source, x, z) * windMs * (top / levels);
        }
        let across = 0;
        for (let j = -80; j <= 80; j++) across += pointPlume(m, source, x, j * dy, 1) * dy;
        expect(flux).toBeCloseTo(1, 6);
        expect(across / crosswindIntegral(m, source, x, 1)).toBeCloseTo(1, 6);
      }
    }
  });

  it('gives nothing upwind, and the value at 1 m on the source itself', () => {
    expect(pointPlume(evening, low, -5, 0, 1.5)).toBe(0);
    expect(pointPlume(evening, low, 0, 0, 1.5)).toBe(pointPlume(evening, low, 1, 0, 1.5));
  });

  it('is the same in all directions in a calm, and finite', () => {
    const calm = deriveMeteorology(westWind({ windMs: 0 }));
    const east = pointPlume(calm, low, 100, 0, 1.5);
    expect(east).toBeGreaterThan(0);
    expect(pointPlume(calm, low, -100, 0, 1.5)).toBe(east);
    expect(pointPlume(calm, low, 0, 100, 1.5)).toBe(east);
    expect(pointPlume(calm, low, 0, 0, 1.5)).toBeLessThan(Infinity);
  });

  it('uses the observed σθ: twice the angle, about half the axis concentration', () => {
    const at = (sigmaThetaDeg: number): number =>
      pointPlume(deriveMeteorology(westWind({ sigmaThetaDeg })), low, 200, 0, 1.5);
    expect(at(8) / at(16)).toBeGreaterThan(1.9);
    expect(at(8) / at(16)).toBeLessThan(2.2);
  });
});

describe('puffs', () => {
  it.each([
    ['day', day],
    ['evening', evening],
    ['night', night],
  ])('in a long train add up to the plume within 1 % (%s)', (_, m) => {
    const source = { heightM: 10, sigmaY0M: 1, sigmaZ0M: 1 };
    const train = new PuffTrain(
      { x: 0, y: 0, shape: source, amountKg: 7200, startS: 0, durationS: 7200 },
      { startsS: [0], met: [m] },
    );
    for (const x of [100, 400, 1000]) {
      let sum = 0;
      for (const p of train.at(7200)) {
        const along = (p.x - x) / p.sigmaXM;
        const across = p.y / p.sigmaYM;
        const spread = { windMs: 1, sigmaYM: p.sigmaYM, sigmaZM: p.sigmaZM };
        const vertical = verticalDensity(spread, 10, 1.5, lidOf(m, source, spread));
        sum +=
          (p.massKg * vertical * Math.exp(-0.5 * (along * along + across * across))) /
          (2 * Math.PI * p.sigmaXM * p.sigmaYM);
      }
      expect(sum / pointPlume(m, source, x, 0, 1.5)).toBeGreaterThan(0.99);
      expect(sum / pointPlume(m, source, x, 0, 1.5)).toBeLessThan(1.01);
    }
  });

  it('keep their mass and turn with the wind', () => {
    const north = deriveMeteorology(westWind({ fromDeg: 180 }));
    const train = new PuffTrain(
      { x: 0, y: 0, shape: low, amountKg: 5, startS: 100, durationS: 60 },
      { startsS: [0, 700], met: [evening, north] },
    );
    const puffs = train.at(1300);
    expect(puffs.reduce((m, p) => m + p.massKg, 0)).toBeCloseTo(5, 9);
    for (const p of puffs) {
      expect(p.x).toBeGreaterThan(500);
      expect(p.y).toBeGreaterThan(500);
    }
    expect(train.at(50)).toHaveLength(0);
  });
});

describe('plume rise', () => {
  it('meets itself where Briggs changes formula, within 1.5 %', () => {
    const below = 55 - 1e-9;
    expect(Math.abs(neutralRise(below, 5) / neutralRise(55, 5) - 1)).toBeLessThan(0.015);
    const d = neutralRiseDistance(below) / neutralRiseDistance(55);
    expect(Math.abs(d - 1)).toBeLessThan(0.015);
    for (const flux of [10, 54, 200]) {
      const x = neutralRiseDistance(flux);
      const rising = (1.6 * Math.cbrt(flux) * Math.cbrt(x) ** 2) / 5;
      expect(Math.abs(rising / neutralRise(flux, 5) - 1)).toBeLessThan(0.015);
    }
  });

  it('is lower in stable air and grows along the plume', () => {
    const stack = { diameterM: 2, exitMs: 15, exitK: 420 };
    const still = plumeRise(night, 50, stack);
    expect(still.finalM).toBeLessThan(plumeRise(day, 50, stack).finalM);
    expect(still.at(20)).toBeLessThan(still.at(60));
    expect(still.at(1e5)).toBe(still.finalM);
  });
});

describe('street canyon', () => {
  const canyon = {
    heightM: 20,
    widthM: 20,
    axisDeg: 0,
    reachM: 100,
    roofWindMs: 4,
    fromDeg: 270,
    trafficMs: 0.2,
    receptorM: 2,
  };

  it('is dirtier on the leeward side for every wind across', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 220, max: 320, noNaN: true }),
        fc.double({ min: 1, max: 12, noNaN: true }),
        fc.double({ min: 8, max: 40, noNaN: true }),
        (fromDeg, roofWindMs, heightM) => {
          const c = canyonConcentration({ ...canyon, fromDeg, roofWindMs, heightM });
          expect(c.leeward).toBeGreaterThan(c.windward);
          expect(c.windward).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('has like sides with the wind along it, and cleans up as the wind rises', () => {
    const along = canyonConcentration({ ...canyon, fromDeg: 0 });
    expect(along.leeward).toBeCloseTo(along.windward, 6);
    const gale = canyonConcentration({ ...canyon, roofWindMs: 12 });
    expect(gale.leeward).toBeLessThan(canyonConcentration(canyon).leeward);
  });
});

describe('nitrogen oxides', () => {
  it('keep NOx and Ox, and stand still at the photostationary state', () => {
    const mix = {
      sourceNoxUgM3: 120,
      primaryNo2UgM3: 15,
      backgroundNoxUgM3: 30,
      backgroundNo2UgM3: 20,
      backgroundO3UgM3: 70,
    };
    const { no2, no, o3 } = nitrogenBalance(mix, 500, 293, Infinity);
    expect(no2 / 46.0055 + no / 30.0061).toBeCloseTo(150 / 46.0055, 9);
    expect(no2 / 46.0055 + o3 / 47.9982).toBeCloseTo(35 / 46.0055 + 70 / 47.9982, 9);
    const j = 0.8e-3 * Math.exp(-10 / 500) + 7.4e-6 * 500;
    const k = 5.38e-2 * Math.exp(-1430 / 293);
    const ppb = (ugM3: number, mass: number): number => (ugM3 * 24.06) / mass;
    expect((k * ppb(no, 30.0061) * ppb(o3, 47.9982)) / (j * ppb(no2, 46.0055))).toBeCloseTo(1, 9);
  });

  it('leave no ozone in the dark where there is more NO than ozone', () => {
    const mix = {
      sourceNoxUgM3: 500,
      primaryNo2UgM3: 0,
      backgroundNoxUgM3: 0,
      backgroundNo2UgM3: 0,
      backgroundO3UgM3: 60,
    };
    const { o3, no2 } = nitrogenBalance(mix, 0, 293, Infinity);
    expect(o3).toBeLessThan(1e-6);
    expect(no2).toBeCloseTo((60 * 46.0055) / 47.9982, 6);
  });
});
