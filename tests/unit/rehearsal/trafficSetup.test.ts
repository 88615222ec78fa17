import { describe, expect, it } from 'vitest';
import { buildTraffic } from '../../../assets/city/networks';
import type { City } from '../../../src/domain/city';
import type { Frame } from '../../../src/domain/frame';
import type { Forcing, Scenario } from '../../../src/domain/scenario';
import { trafficSetup } from '../../../src/rehearsal/trafficSetup';
import { trafficEngine } from '../../../workers/traffic/engine';
import { smallPlan } from '../../fixtures/smallPlan';
import { tinyCity } from '../../fixtures/tinyCity';

// Without residents: as many trips as there are lanes for.
const city: City = { ...tinyCity(), buildings: [], traffic: buildTraffic(smallPlan()) };

function scenario(change: Partial<Scenario> = {}): Scenario {
  return {
    dryrunScenario: 1,
    id: 's',
    name: 's',
    horizonS: 900,
    outputEveryS: 60,
    seed: 1,
    forcings: [],
    measures: [],
    ...change,
  };
}

const demand = (factor: [number, number][]): Forcing => ({ kind: 'demand', id: 'd', factor });

describe('traffic set-up of a City', () => {
  it('has the trips its seed decides, in order and within the run', () => {
    const { vehicles } = trafficSetup(city, scenario()).demand;
    expect(vehicles.length).toBeGreaterThan(20);
    expect(trafficSetup(city, scenario()).demand.vehicles).toEqual(vehicles);
    expect(trafficSetup(city, scenario({ seed: 2 })).demand.vehicles).not.toEqual(vehicles);
    for (let i = 1; i < vehicles.length; i++) {
      expect(vehicles[i]!.departS).toBeGreaterThanOrEqual(vehicles[i - 1]!.departS);
    }
    expect(vehicles.at(-1)!.departS).toBeLessThan(900);
    expect(new Set(vehicles.map((v) => v.id)).size).toBe(vehicles.length);
  });

  it('scales them by the demand forcing, linear between its rows', () => {
    const count = (forcings: Forcing[]) =>
      trafficSetup(city, scenario({ forcings })).demand.vehicles.length;
    const usual = count([]);
    expect(count([demand([[0, 2]])]) / usual).toBeCloseTo(2, 0);
    expect(count([demand([[0, 0]])])).toBe(0);
    const ramp = count([
      demand([
        [0, 0],
        [900, 2],
      ]),
    ]);
    expect(Math.abs(ramp - usual)).toBeLessThan(0.1 * usual);
  });

  it('runs in the engine: every trip has a way, and nobody is lost', async () => {
    const engine = trafficEngine.create();
    const setup = trafficSetup(city, scenario());
    await engine.prepare(setup);
    const frames: Frame[] = [];
    await engine.advance(900, new AbortController().signal, (f) => frames.push(f));
    const { totals } = frames.at(-1)!;
    expect(totals['inserted']! + totals['waiting']!).toBe(setup.demand.vehicles.length);
    expect(totals['inserted']).toBe(totals['arrived']! + totals['running']!);
    expect(totals['arrived']).toBeGreaterThan(0.5 * setup.demand.vehicles.length);
    expect(totals['throughRed']).toBe(0);
  });

  it('is refused without a road network', () => {
    expect(() => trafficSetup({ ...city, traffic: null }, scenario())).toThrow(
      expect.objectContaining({ code: 'traffic.setup.network' }),
    );
  });
});
