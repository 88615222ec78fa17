import { describe, expect, it } from 'vitest';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import { DrainageSimulation } from '../../../../workers/flood/drainage/simulation';

const model = (impervious: number, infiltration: string): ReturnType<typeof parseInp> =>
  parseInp(`[OPTIONS]
FLOW_UNITS CMS
INFILTRATION HORTON
ROUTING_STEP 5
WET_STEP 0:01:00
DRY_STEP 1:00:00
START_DATE 07/01/2026
[RAINGAGES]
R INTENSITY 1:00 1 TIMESERIES S
[SUBCATCHMENTS]
C R J 1 ${impervious} 100 1 0
[SUBAREAS]
C 0.01 0.1 0 0 0 OUTLET
[INFILTRATION]
C ${infiltration}
[JUNCTIONS]
J 1 3 0 0 0
[OUTFALLS]
O 0 FREE NO
[CONDUITS]
P J O 50 0.013 0 0
[XSECTIONS]
P CIRCULAR 1 0 0 0
[TIMESERIES]
S 0:00 36
S 1:00 36
S 2:00 0
`);

describe('runoff', () => {
  it('reaches the rain times the area in steady rain, and accounts for the water', () => {
    const simulation = new DrainageSimulation(model(100, '0 0 4 7 0'));
    simulation.advance(7000);
    const j = simulation.net.nodeIndex.get('J')!;
    // 36 mm/h on 1 ha
    expect(simulation.routing.state.lateralCms[j]).toBeCloseTo(0.1, 4);
    simulation.advance(6 * 3600);
    expect(simulation.runoff!.balance.rainM3).toBeCloseTo(720, 3);
    expect(simulation.balance().inflowM3).toBeGreaterThan(715);
    expect(simulation.balance().inflowM3).toBeLessThan(721);
  });

  it('infiltrates by Horton what the soil can take', () => {
    const simulation = new DrainageSimulation(model(0, '18 18 4 7 0'));
    simulation.advance(7200);
    const { rainM3, infiltratedM3 } = simulation.runoff!.balance;
    expect(infiltratedM3 / rainM3).toBeCloseTo(0.5, 2);
    const j = simulation.net.nodeIndex.get('J')!;
    expect(simulation.routing.state.lateralCms[j]).toBeCloseTo(0.05, 3);
  });

  it('is left to the surface grid where there is one', () => {
    const simulation = new DrainageSimulation(model(100, '0 0 4 7 0'), { runoff: false });
    simulation.advance(3600);
    expect(simulation.runoff).toBeNull();
    expect(simulation.balance().inflowM3).toBe(0);
  });

  it('refuses an infiltration it does not have, naming the subcatchment', () => {
    expect(() => new DrainageSimulation(model(0, '90 5 0.3 GREEN_AMPT'))).toThrow(
      expect.objectContaining({ code: 'drainage.infiltration', place: 'C' }),
    );
  });
});
