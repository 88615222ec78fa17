import { describe, expect, it } from 'vitest';
import type { City, UtilityLink, UtilityNetwork } from '../../../src/domain/city';
import { pathProfile, sectionProfile } from '../../../src/domain/section';
import { networkPath } from '../../../src/domain/trace';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';

const city = tinyCity();
const frame = tinyFloodFrame(600);
const storm = city.utilities[0]!;

function link(id: string, path: number[], extra: Partial<UtilityLink> = {}): UtilityLink {
  return {
    id,
    from: 'a',
    to: 'b',
    kind: 'pipe',
    path: Float64Array.from(path),
    shape: 'circular',
    heightM: 0.5,
    widthM: 0.5,
    wallM: 0.05,
    ...extra,
  };
}

function cityWith(links: UtilityLink[]): City {
  const network: UtilityNetwork = { kind: 'storm', nodes: [], links };
  return { ...city, utilities: [network] };
}

describe('the section along a line', () => {
  it('finds a pipe that crosses square, with its levels there', () => {
    const c = cityWith([link('x', [310, 280, 20, 310, 320, 18])]);
    const [pipe, ...others] = sectionProfile(c, null, [[300, 300], [340, 300]]).pipes; // prettier-ignore
    expect(others).toHaveLength(0);
    expect(pipe).toMatchObject({ id: 'x', kind: 'storm', relation: 'crossing' });
    expect(pipe!.fromM).toBeCloseTo(10, 9);
    expect(pipe!.toM).toBeCloseTo(10, 9);
    expect(pipe!.invertFromM).toBeCloseTo(19, 9);
    expect(pipe!.crownFromM).toBeCloseTo(19.5, 9);
    expect(pipe!.widthM).toBeCloseTo(0.5, 9);
    expect(pipe!.waterFromM).toBeNaN();
  });

  it('widens a pipe that crosses at 45 degrees by the root of two', () => {
    const c = cityWith([link('x', [300, 290, 20, 320, 310, 20])]);
    const [pipe] = sectionProfile(c, null, [[300, 300], [340, 300]]).pipes; // prettier-ignore
    expect(pipe!.relation).toBe('crossing');
    expect(pipe!.widthM).toBeCloseTo(0.5 * Math.SQRT2, 9);
  });

  it('counts a pipe once where it bends on the line or the line bends on it', () => {
    const bent = cityWith([link('x', [310, 280, 20, 310, 300, 19, 312, 320, 18])]);
    expect(sectionProfile(bent, null, [[300, 300], [340, 300]]).pipes).toHaveLength(1); // prettier-ignore
    const straight = cityWith([link('x', [320, 280, 20, 320, 320, 18])]);
    const line = [[300, 300], [320, 300], [340, 302]] as const; // prettier-ignore
    expect(sectionProfile(straight, null, line).pipes).toHaveLength(1);
  });

  it('shows a parallel pipe along the line, turned the way the line runs, clipped to it', () => {
    const c = cityWith([link('x', [400, 301, 16, 200, 301, 20])]);
    const [pipe] = sectionProfile(c, null, [[300, 300], [340, 300]]).pipes; // prettier-ignore
    expect(pipe!.relation).toBe('along');
    expect(pipe!.fromM).toBeCloseTo(0, 9);
    expect(pipe!.toM).toBeCloseTo(40, 9);
    expect(pipe!.invertFromM).toBeCloseTo(18, 9);
    expect(pipe!.invertToM).toBeCloseTo(17.2, 9);
  });

  it('leaves out a parallel pipe beyond the corridor and utilities not asked for', () => {
    const c = cityWith([link('x', [400, 304, 16, 200, 304, 20])]);
    expect(sectionProfile(c, null, [[300, 300], [340, 300]]).pipes).toHaveLength(0); // prettier-ignore
    const wide = sectionProfile(c, null, [[300, 300], [340, 300]], { corridorM: 5 }); // prettier-ignore
    expect(wide.pipes).toHaveLength(1);
    const gas = sectionProfile(c, null, [[300, 300], [340, 300]], { corridorM: 5, utilities: ['gas'] }); // prettier-ignore
    expect(gas.pipes).toHaveLength(0);
  });

  it('samples the ground to the very end and stays monotone in distance', () => {
    const p = sectionProfile(city, frame, [[10, 100], [333.3, 100], [333.3, 200]], { stepM: 7 }); // prettier-ignore
    expect(p.lengthM).toBeCloseTo(423.3, 9);
    expect(p.distanceM.at(-1)).toBe(p.lengthM);
    expect(p.groundM).toHaveLength(p.distanceM.length);
    expect(p.distanceM.every((d, i) => i === 0 || d > p.distanceM[i - 1]!)).toBe(true);
  });

  it('puts flood water on the ground by the depth field, between frames too', () => {
    const line = [[290, 120], [310, 120]] as const; // prettier-ignore
    const p = sectionProfile(city, frame, line, { stepM: 10 });
    // The pond of the fixture is 1.2 m deep in the middle and 20 + 600/30 = 40 m wide.
    expect(p.waterM[1]! - p.groundM[1]!).toBeGreaterThan(1.1);
    const later = tinyFloodFrame(1200);
    const mixed = sectionProfile(city, frame, line, { stepM: 10, next: later, mix: 0.5 });
    const end = sectionProfile(city, later, line, { stepM: 10 });
    expect(mixed.waterM[0]!).toBeCloseTo((p.waterM[0]! + end.waterM[0]!) / 2, 6);
    expect(sectionProfile(city, null, line).waterM.every(Number.isNaN)).toBe(true);
  });

  it('of a line without length is empty', () => {
    const p = sectionProfile(city, frame, [[10, 10], [10, 10]]); // prettier-ignore
    expect(p.lengthM).toBe(0);
    expect(p.distanceM).toHaveLength(0);
  });
});

describe('the section along pipes', () => {
  it('runs downstream through all pipes with the head of the nodes', () => {
    const path = networkPath(storm, 'MH0', 'MH3')!;
    const p = pathProfile(city, storm, frame, path, { stepM: 1 });
    expect(p.lengthM).toBeCloseTo(515, 6);
    expect(p.pipes.map((x) => x.id)).toEqual(['P0', 'P1', 'P2']);
    expect(p.nodes.map((n) => n.id)).toEqual(['MH0', 'MH1', 'MH2', 'MH3']);
    expect(p.nodes.map((n) => Math.round(n.atM))).toEqual([0, 230, 430, 515]);
    expect(p.hglM[0]).toBeCloseTo(storm.nodes[0]!.invertM + 0.2, 5);
    expect(p.hglM.at(-1)).toBeCloseTo(storm.nodes[3]!.invertM + 0.8, 5);
    expect(p.pipes[1]!.waterToM).toBeCloseTo(storm.nodes[2]!.invertM + 0.5, 5);
  });

  it('turns pipes round where the way runs against them', () => {
    const down = pathProfile(city, storm, frame, networkPath(storm, 'MH0', 'MH3')!);
    const up = pathProfile(city, storm, frame, networkPath(storm, 'MH3', 'MH0')!);
    expect(up.pipes.map((x) => x.id)).toEqual(['P2', 'P1', 'P0']);
    expect(up.pipes[0]!.invertFromM).toBe(down.pipes[2]!.invertToM);
    expect(up.pipes[0]!.waterFromM).toBeCloseTo(down.pipes[2]!.waterToM, 9);
    expect(up.hglM[0]).toBeCloseTo(down.hglM.at(-1)!, 6);
  });
});
