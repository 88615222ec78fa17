import { describe, expect, it } from 'vitest';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import {
  darcyWeisbachDrag,
  equivalentNDarcyWeisbach,
  equivalentNHazenWilliams,
  frictionFactor,
  hazenWilliamsDrag,
} from '../../../../workers/flood/drainage/forceMains';
import { DrainageSimulation } from '../../../../workers/flood/drainage/simulation';

const GRAVITY = 32.2 * 0.3048;

/** A full main between a node and an outfall held above its crown, with steady inflow. */
function main(law: string, roughness: number): DrainageSimulation {
  const model = parseInp(
    `[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
ROUTING_STEP 1
FORCE_MAIN_EQUATION ${law}
[JUNCTIONS]
A 10 30 0 0 0
[OUTFALLS]
OUT 9 FIXED 12 NO
[CONDUITS]
C A OUT 500 0.013 0 0 0 0
[XSECTIONS]
C FORCE_MAIN 0.5 ${roughness} 0 0 1
[INFLOWS]
A FLOW "" FLOW 1 1 0.4
`,
    { file: 'main.inp' },
  );
  const s = new DrainageSimulation(model);
  s.advance(1800);
  return s;
}

describe('force mains', () => {
  it('have the friction factors of the Moody diagram', () => {
    // Relative roughness 0.001 (White, Fluid Mechanics, figure 6.13); within 2 % of Colebrook.
    expect(frictionFactor(0.001, 0.25, 1e5) / 0.0222).toBeCloseTo(1, 1);
    expect(frictionFactor(0.001, 0.25, 1e8) / 0.0196).toBeCloseTo(1, 1);
    expect(frictionFactor(0.001, 0.25, 1000)).toBeCloseTo(0.064, 6);
    const between = frictionFactor(0.001, 0.25, 3000);
    expect(between).toBeGreaterThan(0.032);
    expect(between).toBeLessThan(frictionFactor(0.001, 0.25, 4000));
  });

  it('lose what Hazen and Williams ask for', () => {
    const s = main('H-W', 120);
    const { depthM, flowCms } = s.routing.state;
    const velocity = 0.4 / ((Math.PI / 4) * 0.25);
    const slope = (velocity / (0.849 * 120 * 0.125 ** 0.63)) ** (1 / 0.54);
    expect(flowCms[0]).toBeCloseTo(0.4, 5);
    expect((10 + depthM[0]! - 12) / (slope * 500)).toBeCloseTo(1, 2);
  });

  it('lose what Darcy and Weisbach ask for, with roughness in millimetres', () => {
    const s = main('D-W', 0.5);
    const velocity = 0.4 / ((Math.PI / 4) * 0.25);
    const f = frictionFactor(0.0005, 0.125, (velocity * 0.5) / 1.0219e-6);
    const loss = (f * (500 / 0.5) * velocity ** 2) / (2 * GRAVITY);
    expect((10 + s.routing.state.depthM[0]! - 12) / loss).toBeCloseTo(1, 2);
  });

  it('have about the same Manning’s n part-full', () => {
    expect(equivalentNHazenWilliams(130, 0.6, 0.005)).toBeGreaterThan(0.009);
    expect(equivalentNHazenWilliams(130, 0.6, 0.005)).toBeLessThan(0.013);
    const n = equivalentNDarcyWeisbach(0.0005, 0.6);
    const drag = (GRAVITY * n * n) / 0.15 ** (4 / 3);
    expect(drag / darcyWeisbachDrag(0.0005, 100, 0.15)).toBeCloseTo(1, 1);
    expect(hazenWilliamsDrag(120, 1, 0.125)).toBeGreaterThan(hazenWilliamsDrag(140, 1, 0.125));
  });

  it('refuse a roughness of nothing', () => {
    expect(() => main('H-W', 0)).toThrow(expect.objectContaining({ code: 'drainage.link' }));
  });
});
