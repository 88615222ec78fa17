import { describe, expect, it } from 'vitest';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import { DrainageSimulation } from '../../../../workers/flood/drainage/simulation';
import { leftOut } from '../../../../workers/flood/drainage/support';

/** A 100 m² tank over a basin, joined by a bottom orifice and a pump; inflow 0.1 m³/s. */
const model = (controls: string, more = ''): ReturnType<typeof parseInp> =>
  parseInp(`[OPTIONS]
FLOW_UNITS CMS
ROUTING_STEP 5
START_DATE 07/01/2026
START_TIME 06:00:00
[STORAGE]
T 10 5 1 FUNCTIONAL 0 0 100
B 0 5 0 FUNCTIONAL 0 0 1000
[OUTFALLS]
O -5 FREE NO
[ORIFICES]
G T B BOTTOM 0 0.65 NO 0.1
[PUMPS]
P B O C OFF
[XSECTIONS]
G RECT_CLOSED 0.3 0.3 0 0
[CURVES]
C PUMP2 0.1 0
C 5 0.05
M CONTROL 0 0
M 2 1
[INFLOWS]
T FLOW "" FLOW 1 1 0.1
${more}
[CONTROLS]
${controls}
`);

const run = (controls: string, untilS: number): DrainageSimulation => {
  const simulation = new DrainageSimulation(model(controls));
  simulation.advance(untilS);
  return simulation;
};
const setting = (s: DrainageSimulation, id: string): number =>
  s.routing.state.setting[s.net.linkIndex.get(id)!]!;

describe('control rules', () => {
  it('switches a pump by a depth, and off again by ELSE', () => {
    const rule = 'RULE A\nIF NODE B DEPTH > 0.2\nTHEN PUMP P STATUS = ON\nELSE PUMP P STATUS = OFF';
    expect(setting(run(rule, 60), 'P')).toBe(0);
    expect(setting(run(rule, 1800), 'P')).toBe(1);
  });

  it('moves a gate no faster than it can', () => {
    const rule = 'RULE A\nIF SIMULATION TIME >= 0\nTHEN ORIFICE G SETTING = 0';
    expect(setting(run(rule, 180), 'G')).toBeCloseTo(0.5, 2);
    expect(setting(run(rule, 400), 'G')).toBe(0);
  });

  it('lets the rule of higher priority win, whatever its place', () => {
    const low = 'RULE A\nIF SIMULATION TIME >= 0\nTHEN PUMP P STATUS = ON\nPRIORITY 1';
    const high = 'RULE B\nIF SIMULATION CLOCKTIME >= 6:00\nTHEN PUMP P STATUS = OFF\nPRIORITY 2';
    expect(setting(run(`${low}\n${high}`, 20), 'P')).toBe(0);
    expect(setting(run(`${high}\n${low}`, 20), 'P')).toBe(0);
  });

  it('takes OR after a premise that fails and AND after one that holds', () => {
    const or =
      'RULE A\nIF NODE B DEPTH > 9\nOR SIMULATION MONTH = 7\nAND NODE T DEPTH > 0\nTHEN PUMP P STATUS = ON';
    const and = 'RULE A\nIF SIMULATION MONTH = 7\nAND NODE B DEPTH > 9\nTHEN PUMP P STATUS = ON';
    expect(setting(run(or, 20), 'P')).toBe(1);
    expect(setting(run(and, 20), 'P')).toBe(0);
  });

  it('modulates a gate by a curve and by a controller that holds a level', () => {
    const curve = run('RULE A\nIF NODE T DEPTH >= 0\nTHEN ORIFICE G SETTING = CURVE M', 20);
    expect(setting(curve, 'G')).toBeGreaterThan(0.4);
    expect(setting(curve, 'G')).toBeLessThan(1);
    const pid = run('RULE A\nIF NODE T DEPTH <> 2\nTHEN ORIFICE G SETTING = PID -1 5 0', 4 * 3600);
    const t = pid.net.nodeIndex.get('T')!;
    expect(pid.routing.state.depthM[t]).toBeCloseTo(2, 1);
  });

  it('goes on from a snapshot as if nothing had happened', () => {
    const rule = 'RULE A\nIF NODE T DEPTH <> 2\nTHEN ORIFICE G SETTING = PID -1 5 0';
    const through = run(rule, 3600);
    const first = run(rule, 1800);
    const second = new DrainageSimulation(model(rule));
    second.restore(first.snapshot());
    second.advance(3600);
    expect([...second.routing.state.depthM]).toEqual([...through.routing.state.depthM]);
  });

  it('names the rule and clause it cannot follow', () => {
    const bad =
      (text: string): unknown =>
      () =>
        new DrainageSimulation(model(text));
    for (const clause of [
      'NODE X DEPTH > 1',
      'NODE T COLOUR > 1',
      'GAGE R 1-HR > 2',
      'NODE T DEPTH ~ 1',
    ])
      expect(bad(`RULE A\nIF ${clause}\nTHEN PUMP P STATUS = ON`)).toThrow(
        expect.objectContaining({ code: 'drainage.rule', place: '[CONTROLS] A' }),
      );
  });
});

describe('what is left out', () => {
  it('is named once for each kind of thing', () => {
    const notices = leftOut(model('', '[POLLUTANTS]\nTSS MG/L 0 0 0 0\n'));
    expect(notices.map((n) => n.place)).toEqual(['[POLLUTANTS]']);
    expect(leftOut(model(''))).toEqual([]);
  });
});
