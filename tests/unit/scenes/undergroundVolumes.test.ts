import { describe, expect, it } from 'vitest';
import type { PipeShape } from '../../../src/domain/city';
import { manhole } from '../../../scenes/underground/geometry/manhole';
import { MeshBuilder, type MeshData } from '../../../scenes/underground/geometry/meshBuilder';
import { trimPath } from '../../../scenes/underground/geometry/pathFrames';
import { pipeSection, SHAPE_ROWS, wallArea } from '../../../scenes/underground/geometry/sections';
import { sweepRod, sweepShell } from '../../../scenes/underground/geometry/sweep';
import { ball, box, revolve } from '../../../scenes/underground/geometry/solids';

/** Edges (by welded position) that are not walked once in each direction: 0 for a closed mesh. */
function openEdges(mesh: MeshData): number {
  const key = (i: number): string =>
    [0, 1, 2].map((c) => Math.round(mesh.positions[i * 3 + c]! * 1e4)).join(',');
  const balance = new Map<string, number>();
  for (let t = 0; t < mesh.indices.length; t += 3) {
    const k = [0, 1, 2].map((c) => key(mesh.indices[t + c]!));
    if (k[0] === k[1] || k[1] === k[2] || k[0] === k[2]) continue;
    for (let c = 0; c < 3; c++) {
      const a = k[c]!;
      const b = k[(c + 1) % 3]!;
      const [edge, sign] = a < b ? [`${a}|${b}`, 1] : [`${b}|${a}`, -1];
      balance.set(edge, (balance.get(edge) ?? 0) + sign);
    }
  }
  return [...balance.values()].filter((v) => v !== 0).length;
}

/** Volume by the divergence theorem, m³. */
function volume(mesh: MeshData): number {
  let six = 0;
  const p = (i: number, c: number): number => mesh.positions[i * 3 + c]!;
  for (let t = 0; t < mesh.indices.length; t += 3) {
    const [a, b, d] = [mesh.indices[t]!, mesh.indices[t + 1]!, mesh.indices[t + 2]!];
    six +=
      p(a, 0) * (p(b, 1) * p(d, 2) - p(b, 2) * p(d, 1)) +
      p(a, 1) * (p(b, 2) * p(d, 0) - p(b, 0) * p(d, 2)) +
      p(a, 2) * (p(b, 0) * p(d, 1) - p(b, 1) * p(d, 0));
  }
  return six / 6;
}

function swept(shape: PipeShape, path: number[], segments = 48): MeshData {
  const mesh = new MeshBuilder();
  sweepShell(mesh, Float64Array.from(path), pipeSection(shape, 1.2, 0.9, 0.1, segments));
  return mesh.build();
}

const STRAIGHT = [3, 4, 2, 15, 20, 1.5];
const BENT = [0, 0, 2, 20, 0, 1.8, 30, 15, 1.6, 30, 40, 1.2, 28, 41, -2];

describe('a swept pipe', () => {
  it.each(SHAPE_ROWS)('%s is a closed volume with the wall volume of its section', (shape) => {
    const mesh = swept(shape, STRAIGHT);
    expect(openEdges(mesh)).toBe(0);
    const length = Math.hypot(12, 16, 0.5);
    const expected = wallArea(pipeSection(shape, 1.2, 0.9, 0.1, 48)) * length;
    expect(volume(mesh) / expected).toBeCloseTo(1, 5);
  });

  it.each(SHAPE_ROWS)('%s stays closed and turned outward around bends and drops', (shape) => {
    const mesh = swept(shape, BENT, 16);
    expect(openEdges(mesh)).toBe(0);
    expect(volume(mesh)).toBeGreaterThan(0);
  });

  it('of a circle has the analytic wall volume π(R² − r²)L', () => {
    const mesh = new MeshBuilder();
    sweepShell(mesh, Float64Array.of(0, 0, 0, 10, 0, 0), pipeSection('circular', 1, 1, 0.1, 256));
    const exact = Math.PI * (0.6 ** 2 - 0.5 ** 2) * 10;
    expect(Math.abs(volume(mesh.build()) / exact - 1)).toBeLessThan(2e-4);
  });

  it('keeps the volume of its centroid path through a level mitred bend', () => {
    const mesh = new MeshBuilder();
    sweepShell(
      mesh,
      Float64Array.of(0, 0, 0, 10, 0, 0, 10, 10, 0),
      pipeSection('circular', 1, 1, 0.1, 256),
    );
    const exact = Math.PI * (0.6 ** 2 - 0.5 ** 2) * 20;
    expect(Math.abs(volume(mesh.build()) / exact - 1)).toBeLessThan(2e-4);
  });

  it('draws nothing for a path without length', () => {
    expect(swept('circular', [1, 1, 1, 1, 1, 1]).indices).toHaveLength(0);
  });
});

describe('other solids', () => {
  it('are closed: rod, box, ball and turned profile', () => {
    const rod = new MeshBuilder();
    sweepRod(rod, Float64Array.from(BENT), 0.1, 8);
    expect(openEdges(rod.build())).toBe(0);
    expect(volume(rod.build())).toBeGreaterThan(0);
    const cube = new MeshBuilder();
    box(cube, { x: 5, y: 6, angle: 0.7, bottom: 1, top: 3 }, 4, 2, 0);
    expect(openEdges(cube.build())).toBe(0);
    expect(volume(cube.build())).toBeCloseTo(16, 4);
    const globe = new MeshBuilder();
    ball(globe, 0, 0, 0, 1, 64, 0);
    expect(openEdges(globe.build())).toBe(0);
    expect(volume(globe.build()) / ((4 / 3) * Math.PI)).toBeCloseTo(1, 2);
    const ring = new MeshBuilder();
    const square = [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]].map(([r, z]) => ({ r: r!, z: z! })); // prettier-ignore
    revolve(ring, 0, 0, square, 128);
    expect(openEdges(ring.build())).toBe(0);
    expect(volume(ring.build()) / (Math.PI * 3)).toBeCloseTo(1, 2);
  });

  it('make a manhole whose concrete body is one closed volume with a hollow shaft', () => {
    const mesh = new MeshBuilder();
    const pipe = { invertM: 0, widthM: 0.5, heightM: 0.5, wallM: 0.05 };
    manhole(mesh, { x: 0, y: 0, coverM: 4, invertM: 0, diameterM: 1.2 }, [
      { ...pipe, angle: 0 },
      { ...pipe, angle: Math.PI * 0.9 },
    ]);
    const built = mesh.build();
    expect(openEdges(built)).toBe(0);
    const solid = Math.PI * 0.72 ** 2 * 4.2;
    expect(volume(built)).toBeGreaterThan(0.1 * solid);
    expect(volume(built)).toBeLessThan(0.5 * solid);
  });
});

describe('trimming a path', () => {
  it('takes the lengths off both ends along the pieces', () => {
    const path = trimPath(Float64Array.of(0, 0, 0, 1, 0, 0, 10, 0, 0), 2, 3);
    expect([...path]).toEqual([2, 0, 0, 7, 0, 0]);
  });

  it('leaves something of a path shorter than its cuts', () => {
    const path = trimPath(Float64Array.of(0, 0, 0, 1, 0, 0), 2, 3);
    expect(path[3]! - path[0]!).toBeCloseTo(0.1, 9);
  });
});
