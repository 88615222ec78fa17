import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import type { Forcing, Scenario } from '../../../src/domain/scenario';
import { pollutionSetup } from '../../../src/rehearsal/pollutionSetup';
import { pollutionEngine } from '../../../workers/pollution/engine';
import { tinyCity } from '../../fixtures/tinyCity';

function scenario(forcings: Forcing[]): Scenario {
  return {
    dryrunScenario: 1,
    id: 's',
    name: 's',
    horizonS: 1200,
    outputEveryS: 600,
    seed: 1,
    forcings,
    measures: [],
  };
}

const wind: Forcing = {
  kind: 'wind',
  id: 'w',
  speedMs: [
    [0, 4],
    [600, 2],
  ],
  fromDeg: [
    [0, 270],
    [600, 180],
  ],
  pasquillClass: 'D',
};

describe('pollution set-up of a City', () => {
  it('runs in the engine: smoke of a site goes with the wind, then turns', async () => {
    const site: Forcing = {
      kind: 'emission',
      id: 'site',
      species: 'PM10',
      point: [300, 300],
      rateKgS: [[0, 1e-3]],
      part: 'site',
    };
    const setup = pollutionSetup(tinyCity(), scenario([wind, site]));
    expect(setup.met.map((h) => [h.startS, h.windMs, h.fromDeg])).toEqual([
      [0, 4, 270],
      [600, 2, 180],
    ]);
    const engine = pollutionEngine.create();
    await engine.prepare(setup);
    const frames: Frame[] = [];
    await engine.advance(1200, new AbortController().signal, (f) => frames.push(f));
    const at = (f: Frame, x: number, y: number): number => {
      const { grid, values } = f.fields.find((field) => field.name === 'PM10')!;
      const row = Math.floor((y - grid.y0) / grid.cellSizeM);
      return values[row * grid.cols + Math.floor((x - grid.x0) / grid.cellSizeM)]!;
    };
    expect(at(frames[0]!, 455, 305)).toBeGreaterThan(10);
    expect(at(frames[0]!, 305, 455)).toBe(0);
    expect(at(frames[1]!, 455, 305)).toBe(0);
    expect(at(frames[1]!, 305, 455)).toBeGreaterThan(10);
  });

  it('has cells without value inside buildings and people where they live', () => {
    const city = tinyCity();
    const setup = pollutionSetup(city, scenario([]));
    expect(setup.blocked.some((b) => b === 1)).toBe(true);
    const people = city.buildings.reduce((s, b) => s + b.population, 0);
    expect(setup.population!.reduce((s, p) => s + p, 0)).toBeCloseTo(people, 2);
    expect(setup.met).toHaveLength(1);
  });

  it('refuses an emission without a place', () => {
    const nowhere: Forcing = { kind: 'emission', id: 'e', species: 'NOx', rateKgS: [[0, 1]] };
    expect(() => pollutionSetup(tinyCity(), scenario([nowhere]))).toThrow('0 places');
  });
});
