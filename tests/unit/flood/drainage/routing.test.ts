import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import type { DrainageModel } from '../../../../src/domain/drainage';
import { DrainageSimulation } from '../../../../workers/flood/drainage/simulation';

interface Pipe {
  readonly diameterM: number;
  readonly dropM: number;
  readonly offsetM: number;
}

/** A chain of pipes into a free outfall, with inflow at its head. */
function chain(pipes: readonly Pipe[], peakCms: number, method: string): DrainageModel {
  let invert = 10;
  const nodes: string[] = [];
  const conduits: string[] = [];
  const sections: string[] = [];
  pipes.forEach((p, k) => {
    nodes.push(`N${k} ${invert} 3 0 0 0`);
    invert -= p.dropM + p.offsetM;
    const end = k + 1 < pipes.length ? `N${k + 1}` : 'OUT';
    conduits.push(`C${k} N${k} ${end} 60 0.013 0 ${p.offsetM} 0 0`);
    sections.push(`C${k} CIRCULAR ${p.diameterM} 0 0 0 1`);
  });
  return parseInp(
    `[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
ROUTING_STEP 2
SURCHARGE_METHOD ${method}
[JUNCTIONS]
${nodes.join('\n')}
[OUTFALLS]
OUT ${invert} FREE NO
[CONDUITS]
${conduits.join('\n')}
[XSECTIONS]
${sections.join('\n')}
[INFLOWS]
N0 FLOW hydrograph FLOW 1 1
[TIMESERIES]
hydrograph 0:00 0
hydrograph 0:10 ${peakCms}
hydrograph 0:30 ${peakCms}
hydrograph 0:45 0
`,
    { file: 'chain.inp' },
  );
}

const pipe = fc.record({
  diameterM: fc.double({ min: 0.3, max: 1.5, noNaN: true }),
  dropM: fc.double({ min: 0.02, max: 2, noNaN: true }),
  offsetM: fc.constantFrom(0, 0, 0.4),
});

describe('routing by Newton’s method', () => {
  it('keeps depths in their nodes and accounts for the water, dry, filling, full and spilling', () => {
    fc.assert(
      fc.property(
        fc.array(pipe, { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (pipes, peak) => {
          const s = new DrainageSimulation(chain(pipes, peak, 'SLOT'));
          for (let t = 60; t <= 5400; t += 60) {
            s.advance(t);
            s.routing.state.depthM.forEach((d, i) => {
              expect(d).toBeGreaterThanOrEqual(0);
              if (s.net.nodeIds[i] !== 'OUT')
                expect(d).toBeLessThanOrEqual(s.net.fullDepthM[i]! + 1e-9);
            });
          }
          const b = s.balance();
          expect(Math.abs(b.errorM3)).toBeLessThan(1e-3 * b.inflowM3);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('comes to normal depth in steady flow', () => {
    const pipes = [1, 2, 3, 4].map(() => ({ diameterM: 1, dropM: 0.3, offsetM: 0 }));
    const s = new DrainageSimulation(chain(pipes, 0.6, 'EXTRAN'));
    s.advance(1800);
    // Manning's formula with the depth found: Q = A·R^(2/3)·√S/n.
    const y = s.routing.state.depthM[1]!;
    const theta = 2 * Math.acos(1 - 2 * y);
    const area = (theta - Math.sin(theta)) / 8;
    const radius = (1 - Math.sin(theta) / theta) / 4;
    const q = (area * radius ** (2 / 3) * Math.sqrt(0.3 / 60)) / 0.013;
    expect(q / 0.6).toBeCloseTo(1, 2);
    expect(s.routing.state.flowCms[3]).toBeCloseTo(0.6, 4);
    expect(s.routing.unconverged).toBe(0);
  });

  it('loses under pressure what Manning’s formula asks for', () => {
    const pipes = [
      { diameterM: 0.6, dropM: 0.05, offsetM: 0 },
      { diameterM: 0.6, dropM: 0.05, offsetM: 0 },
    ];
    const s = new DrainageSimulation(chain(pipes, 0.45, 'EXTRAN'));
    s.advance(1800);
    const { depthM, flowCms } = s.routing.state;
    const head = (i: number): number => s.net.invertM[i]! + depthM[i]!;
    const area = (Math.PI / 4) * 0.36;
    const slope = ((flowCms[0]! * 0.013) / (area * 0.15 ** (2 / 3))) ** 2;
    expect(depthM[1]).toBeGreaterThan(0.6);
    expect((head(0) - head(1)) / (slope * 60)).toBeCloseTo(1, 2);
  });

  it('goes on from a snapshot as if it had not been interrupted', () => {
    const pipes = [0.5, 0.3, 0.6].map((diameterM) => ({ diameterM, dropM: 0.2, offsetM: 0.1 }));
    const model = chain(pipes, 0.5, 'SLOT');
    const whole = new DrainageSimulation(model);
    whole.advance(900);
    const numbers = whole.snapshot();
    whole.advance(2400);
    const again = new DrainageSimulation(model);
    again.restore(numbers);
    again.advance(2400);
    expect(again.snapshot()).toEqual(whole.snapshot());
  });

  it('takes a step back without a trace', () => {
    const model = chain([{ diameterM: 0.5, dropM: 0.2, offsetM: 0 }], 0.3, 'EXTRAN');
    const s = new DrainageSimulation(model);
    s.advance(300);
    const before = s.routing.snapshot();
    s.routing.step(2, 300);
    s.routing.undo();
    expect(s.routing.snapshot()).toEqual(before);
  });
});
