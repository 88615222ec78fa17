import { describe, expect, it } from 'vitest';
import type { FollowingModel } from '../../../workers/traffic/setup';
import { Simulation } from '../../../workers/traffic/sim/simulation';
import { RUNNING } from '../../../workers/traffic/sim/world';
import { cars, plainCar, setupOf, straightRoad } from './tinyNets';

const MODELS: readonly FollowingModel[] = ['idm', 'krauss'];
const every = (n: number, gapS: number): number[] => Array.from({ length: n }, (_, i) => i * gapS);
const steps = (sim: Simulation, untilS: number): number =>
  Math.round((untilS - sim.world.timeS) / sim.world.stepS);

describe.each(MODELS)('one lane, %s', (model) => {
  const options = { options: { model } };

  it('is driven at the limit within 1 % by a car alone', () => {
    const road = straightRoad([5000], 13.89);
    const sim = new Simulation(setupOf(road, cars(['e0'], [0]), options, plainCar({ sigma: 0 })));
    for (let k = steps(sim, 60); k > 0; k--) sim.step();
    const from = sim.world.pos[0]!;
    for (let k = steps(sim, 160); k > 0; k--) sim.step();
    expect((sim.world.pos[0]! - from) / 100 / 13.89).toBeGreaterThan(0.99);
    expect((sim.world.pos[0]! - from) / 100 / 13.89).toBeLessThan(1.01);
  });

  it('carries a platoon that stops and starts at a red without a collision or a car through red', () => {
    const road = straightRoad([800, 800], 13.89, [
      [40, 'r'],
      [37, 'G'],
      [3, 'y'],
    ]);
    const sim = new Simulation(setupOf(road, cars(['e0', 'e1'], every(60, 3)), options));
    const w = sim.world;
    let stood = false;
    for (let k = steps(sim, 600); k > 0; k--) {
      sim.step();
      expect(w.arrived + w.running).toBe(w.inserted);
      const n = w.laneCount[0]!;
      for (let i = 1; i < n; i++) {
        const ahead = w.list[w.net.laneSlots[0]! + i - 1]!;
        const v = w.list[w.net.laneSlots[0]! + i]!;
        expect(w.pos[ahead]! - w.length[ahead]! - w.pos[v]!).toBeGreaterThan(0);
      }
      if (n > 4 && w.speed[w.list[w.net.laneSlots[0]!]!]! < 0.1) stood = true;
    }
    expect(stood).toBe(true);
    expect(w.collisions).toBe(0);
    expect(w.redPassed).toBe(0);
    expect(w.arrived).toBe(60);
  });

  it('ends at a red that stays: the first car stands within 3 m of the line', () => {
    const road = straightRoad([500, 100], 13.89, [[1000, 'r']]);
    const sim = new Simulation(setupOf(road, cars(['e0', 'e1'], every(5, 2)), options));
    const w = sim.world;
    for (let k = steps(sim, 180); k > 0; k--) sim.step();
    expect(w.arrived).toBe(0);
    expect(w.running).toBe(5);
    expect(w.speed[0]!).toBeLessThan(0.1);
    expect(500 - w.pos[0]!).toBeLessThan(3);
    expect(w.pos[0]!).toBeLessThanOrEqual(500);
  });

  it('keeps its vehicles on every edge: in = out + on it', () => {
    const road = straightRoad([300, 300, 300], 13.89);
    const sim = new Simulation(setupOf(road, cars(['e0', 'e1', 'e2'], every(40, 2)), options));
    const w = sim.world;
    for (let k = steps(sim, 90); k > 0; k--) {
      sim.step();
      for (let e = 0; e < w.net.edges; e++) {
        let on = 0;
        for (let v = 0; v < w.vehicles; v++) {
          if (w.status[v] === RUNNING && w.net.laneEdge[w.lane[v]!] === e) on++;
        }
        const came = w.edgeEntered[e]! + w.edgeDeparted[e]!;
        expect(came - w.edgeLeft[e]! - w.edgeArrived[e]!).toBe(on);
      }
    }
    expect(w.arrived).toBeGreaterThan(0);
    expect(w.running).toBeGreaterThan(0);
  });
});
