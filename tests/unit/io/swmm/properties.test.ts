import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrainageLink, DrainageModel, DrainageNode } from '../../../../src/domain/drainage';
import { FLOW_UNITS } from '../../../../src/domain/drainageUnits';
import { DryrunError } from '../../../../src/domain/errors';
import { fileNumber, scaled } from '../../../../src/io/swmm/numbers';
import { parseInp } from '../../../../src/io/swmm/parseInp';
import { writeInp } from '../../../../src/io/swmm/writeInp';

/** A number as files have them: a few decimals. */
const decimal = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((n) => n / 1000);

const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_. -]{0,8}[A-Za-z0-9]$/);

interface Row {
  readonly name: string;
  readonly invert: number;
  readonly depth: number;
  readonly length: number;
  readonly size: number;
  readonly inOffset: number;
}

const rows = fc.uniqueArray(
  fc.record<Row>({
    name: id,
    invert: decimal(-50, 900),
    depth: decimal(0, 30),
    length: decimal(1, 2000),
    size: decimal(1, 5),
    inOffset: decimal(0, 3),
  }),
  { minLength: 2, maxLength: 12, selector: (r) => r.name.toUpperCase() },
);

function inpOf(list: readonly Row[], flow: string): string {
  const q = (s: string): string => `"${s}"`;
  const inner = list.slice(0, -1);
  const last = list.at(-1)!;
  return [
    '[OPTIONS]',
    `FLOW_UNITS ${flow}`,
    '[JUNCTIONS]',
    ...inner.map((r) => `${q(r.name)} ${r.invert} ${r.depth} 0 0 ${r.size}`),
    '[OUTFALLS]',
    `${q(last.name)} ${last.invert} FIXED ${last.invert + 1} YES`,
    '[CONDUITS]',
    ...inner.map(
      (r, i) => `L${i} ${q(r.name)} ${q(list[i + 1]!.name)} ${r.length} 0.013 ${r.inOffset} 0 0 0`,
    ),
    '[XSECTIONS]',
    ...inner.map((r, i) => `L${i} CIRCULAR ${r.size} 0 0 0 1`),
    '[COORDINATES]',
    ...list.map((r) => `${q(r.name)} ${r.length} ${r.invert}`),
  ].join('\n');
}

describe('parse and write of .inp, for any network', () => {
  it('parse ∘ write ∘ parse is the identity in every flow unit', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...FLOW_UNITS), (list, flow) => {
        const model = parseInp(inpOf(list, flow));
        expect(parseInp(writeInp(model))).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });

  it('write ∘ parse is the identity for models made in SI', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const model = siModel(list);
        expect(parseInp(writeInp(model))).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same SI network whatever unit system a network was written in', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const feet = parseInp(inpOf(list, 'CFS'));
        const metres = parseInp(inpOf(list, 'CMS'));
        feet.nodes.forEach((n, i) =>
          expect(n.invertM).toBeCloseTo(metres.nodes[i]!.invertM * 0.3048, 9),
        );
      }),
    );
  });

  it('ends in a DryrunError or a model for any text, never in another error', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '[JUNCTIONS]',
        '[CONDUITS]',
        '[XSECTIONS]',
        '[CURVES]',
        '[TIMESERIES]',
        '[X]',
      ),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        try {
          parseInp(lines.join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(DryrunError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('numbers in file units', () => {
  it('come back to the last bit after SI', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.constantFrom(0.3048, 0.3048 ** 3, 0.0254, 4046.8564224, 1 / 3600, 0.0254 / 3600),
        (file, factor) => {
          const si = file * factor;
          // `===`, not `Object.is`: the sign of zero is nothing a file can say.
          expect(Number(scaled(si, factor)) * factor === si).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are the shortest that do', () => {
    expect(scaled(12.6 * 0.3048, 0.3048)).toBe('12.6');
    expect(fileNumber(40.7 / 100, (40.7 / 100) * 100, (v) => v / 100)).toBe('40.7');
  });
});

function siModel(list: readonly Row[]): DrainageModel {
  const nodes = list.map((r, i): DrainageNode => {
    const base = { id: r.name, x: r.length, y: r.invert, invertM: r.invert };
    return i < list.length - 1
      ? {
          ...base,
          kind: 'junction',
          maxDepthM: r.depth,
          initDepthM: 0,
          surchargeDepthM: 0,
          pondedAreaM2: r.size,
        }
      : { ...base, kind: 'outfall', type: 'free', flapGate: true };
  });
  const links = list.slice(0, -1).map((r, i): DrainageLink => ({
    kind: 'conduit',
    id: `L${i}`,
    from: r.name,
    to: list[i + 1]!.name,
    vertices: Float64Array.of(r.length, r.size, r.depth, r.invert),
    lengthM: r.length,
    roughnessN: 0.013,
    inOffsetM: r.inOffset,
    outOffsetM: 0,
    initFlowCms: 0,
    maxFlowCms: 0,
    section: { shape: 'CIRCULAR', geom: [r.size, 0, 0, 0], barrels: 1, culvertCode: 0 },
    lossIn: r.depth,
    lossOut: 0,
    lossAvg: 0,
    flapGate: false,
    seepageMs: 0,
  }));
  return {
    title: 'made',
    options: { FLOW_UNITS: 'CMS' },
    nodes,
    links,
    subcatchments: [],
    curves: [],
    timeSeries: [],
    patterns: [],
    inflows: [],
    rainGages: [],
    controls: [],
    raw: {},
  };
}
