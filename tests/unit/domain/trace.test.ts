import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UtilityLink, UtilityNetwork, UtilityNode } from '../../../src/domain/city';
import { linkLevels, levelAlong, SeriesReader } from '../../../src/domain/networkState';
import { linkLengthM, networkPath, traceNetwork } from '../../../src/domain/trace';
import { tinyFloodFrame } from '../../fixtures/tinyCity';

function node(id: string, x: number, y: number): UtilityNode {
  return { id, kind: 'manhole', x, y, coverM: 10, invertM: 8, diameterM: 1 };
}

function network(
  points: Record<string, [number, number]>,
  pipes: [string, string][],
): UtilityNetwork {
  const links: UtilityLink[] = pipes.map(([from, to]) => ({
    id: `${from}${to}`,
    from,
    to,
    kind: 'pipe',
    path: Float64Array.of(...points[from]!, 8, ...points[to]!, 8),
    shape: 'circular',
    heightM: 0.4,
    widthM: 0.4,
    wallM: 0.04,
  }));
  const nodes = Object.entries(points).map(([id, [x, y]]) => node(id, x, y));
  return { kind: 'storm', nodes, links };
}

// A → B → D is 200 m, A → C → D a detour; E hangs upstream of B; Z is alone.
const net = network(
  { A: [0, 0], B: [100, 0], C: [50, 200], D: [200, 0], E: [100, 80], Z: [900, 900] },
  [['A', 'B'], ['B', 'D'], ['A', 'C'], ['C', 'D'], ['E', 'B']], // prettier-ignore
);

describe('the way between two nodes', () => {
  it('is the shortest along the pipes', () => {
    const path = networkPath(net, 'A', 'D')!;
    expect(path.nodes).toEqual(['A', 'B', 'D']);
    expect(path.links).toEqual(['AB', 'BD']);
    expect(path.forward).toEqual([true, true]);
    expect(path.lengthM).toBeCloseTo(200, 9);
  });

  it('goes against pipes only where no way leads downstream', () => {
    const path = networkPath(net, 'A', 'E')!;
    expect(path.links).toEqual(['AB', 'EB']);
    expect(path.forward).toEqual([true, false]);
  });

  it('takes links as places: from the upper node of the first to the lower node of the last', () => {
    expect(networkPath(net, 'AB', 'BD')!.links).toEqual(['AB', 'BD']);
    expect(networkPath(net, 'EB', 'EB')!.links).toEqual(['EB']);
  });

  it('is null for places that are not joined or not there, and empty from a node to itself', () => {
    expect(networkPath(net, 'A', 'Z')).toBeNull();
    expect(networkPath(net, 'A', 'nowhere')).toBeNull();
    expect(networkPath(net, 'A', 'A')).toEqual({
      nodes: ['A'],
      links: [],
      forward: [],
      lengthM: 0,
    });
  });

  it('is never longer than any other way (against Floyd and Warshall)', () => {
    const graph = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 4, maxLength: 16 });
    fc.assert(
      fc.property(graph, (edges) => {
        const points: Record<string, [number, number]> = {};
        for (let i = 0; i < 7; i++) points[`n${i}`] = [i * i * 7, (i * 37) % 50];
        const pipes = edges
          .filter(([a, b], i) => a !== b && edges.findIndex((e) => e[0] === a && e[1] === b) === i)
          .map(([a, b]): [string, string] => [`n${a}`, `n${b}`]);
        const g = network(points, pipes);
        const d = Array.from({ length: 7 }, (_, i) =>
          Array.from({ length: 7 }, (_, j) => (i === j ? 0 : Number.POSITIVE_INFINITY)),
        );
        for (const l of g.links) d[Number(l.from[1])]![Number(l.to[1])] = linkLengthM(l);
        for (let k = 0; k < 7; k++)
          for (let i = 0; i < 7; i++)
            for (let j = 0; j < 7; j++) d[i]![j] = Math.min(d[i]![j]!, d[i]![k]! + d[k]![j]!);
        const found = networkPath(g, 'n0', 'n6');
        if (Number.isFinite(d[0]![6]!)) expect(found!.lengthM).toBeCloseTo(d[0]![6]!, 6);
        else expect(found === null || found.forward.includes(false)).toBe(true);
      }),
    );
  });
});

describe('tracing', () => {
  it('collects everything downstream and upstream, nearest first', () => {
    expect(traceNetwork(net, 'A', 'downstream').nodes).toEqual(['A', 'B', 'C', 'D']);
    expect(traceNetwork(net, 'D', 'upstream').nodes).toEqual(['D', 'B', 'C', 'A', 'E']);
    expect(traceNetwork(net, 'B', 'upstream').links).toEqual(['AB', 'EB']);
  });

  it('starts from a link at its far end and counts the link itself', () => {
    expect(traceNetwork(net, 'EB', 'downstream')).toEqual({
      nodes: ['B', 'D'],
      links: ['EB', 'BD'],
    });
    expect(traceNetwork(net, 'BD', 'upstream').links).toEqual(['BD', 'AB', 'EB']);
  });

  it('follows the water where it runs against a pipe', () => {
    const flow = (id: string): number => (id === 'AB' ? -0.2 : 0.1);
    expect(traceNetwork(net, 'B', 'downstream', flow).nodes).toEqual(['B', 'A', 'D', 'C']);
  });

  it('ends in loops', () => {
    const ring = network({ A: [0, 0], B: [1, 0], C: [0, 1] }, [['A', 'B'], ['B', 'C'], ['C', 'A']]); // prettier-ignore
    expect(traceNetwork(ring, 'A', 'downstream').links).toEqual(['AB', 'BC', 'CA']);
  });
});

describe('levels in a pipe', () => {
  const levels = new Float64Array(3);

  it('join the levels of its nodes in a straight line', () => {
    linkLevels(10, 9, 10.6, 9.8, Number.NaN, levels, 0);
    expect([...levels]).toEqual([10.6, 10.2, 9.8].map((v) => expect.closeTo(v, 9)));
    expect(levelAlong(levels, 0, 0.25)).toBeCloseTo(10.4, 9);
  });

  it('never fall under its own invert, and take the depth of the engine in the middle', () => {
    linkLevels(10, 9, 8, 9.5, 0.3, levels, 0);
    expect([...levels]).toEqual([10, 9.8, 9.5].map((v) => expect.closeTo(v, 9)));
  });

  it('carry the depth of the known end to the other, and are NaN where nothing is known', () => {
    linkLevels(10, 9, 10.4, Number.NaN, Number.NaN, levels, 0);
    expect(levels[2]).toBeCloseTo(9.4, 9);
    linkLevels(10, 9, Number.NaN, Number.NaN, Number.NaN, levels, 0);
    expect([...levels].every(Number.isNaN)).toBe(true);
  });
});

describe('reading a series', () => {
  it('puts values in the order asked for, NaN for the unknown, and mixes frames', () => {
    const frame = tinyFloodFrame(0);
    const reader = new SeriesReader(['MH2', 'nobody', 'MH0']);
    const out = new Float32Array(3);
    expect(reader.read({ frame, next: null, mix: 0 }, 'nodeDepth', out)).toBe(true);
    expect([...out]).toEqual([0.5, Number.NaN, expect.closeTo(0.2, 6)]);
    const more = { ...frame, series: frame.series.map((s) => ({ ...s, values: s.values.map((v) => v * 3) })) }; // prettier-ignore
    reader.read({ frame, next: more, mix: 0.5 }, 'nodeDepth', out);
    expect(out[0]).toBeCloseTo(1, 6);
    expect(reader.read({ frame, next: null, mix: 0 }, 'missing', out)).toBe(false);
    expect([...out].every(Number.isNaN)).toBe(true);
  });
});
