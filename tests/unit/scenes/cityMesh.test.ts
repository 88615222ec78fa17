import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tubeMesh, treeMesh } from '../../../scenes/city/gl/baseMeshes';
import { bridgeMesh } from '../../../scenes/city/mesh/bridgeMesh';
import { buildingMesh } from '../../../scenes/city/mesh/buildingMesh';
import type { MeshChunk } from '../../../scenes/city/mesh/chunks';
import {
  treeInstances,
  TREE_STRIDE,
  TUBE_STRIDE,
  utilityInstances,
} from '../../../scenes/city/mesh/instances';
import { trenchMesh } from '../../../scenes/city/mesh/trenchMesh';
import { waterMesh } from '../../../scenes/city/mesh/waterMesh';
import { HeightField } from '../../../scenes/city/terrain/heightField';
import { packCity } from '../../../scenes/city/worker/packCity';
import type { City } from '../../../src/domain/city';
import { tinyCity } from '../../fixtures/tinyCity';

const city = tinyCity();
const ground = new HeightField(city.terrain);
const packed = await packCity(city);

/** Signed volume enclosed by a mesh (divergence theorem), m³. */
function volume(c: MeshChunk, feature: number): number {
  let sum = 0;
  for (let t = 0; t < c.indices.length; t += 3) {
    if (c.features[c.indices[t]!] !== feature) continue;
    const [a, b, d] = [0, 1, 2].map((k) => {
      const i = c.indices[t + k]! * 3;
      return [c.positions[i]!, c.positions[i + 1]!, c.positions[i + 2]! + 1000] as const;
    });
    sum +=
      (a![0] * (b![1] * d![2] - b![2] * d![1]) -
        a![1] * (b![0] * d![2] - b![2] * d![0]) +
        a![2] * (b![0] * d![1] - b![1] * d![0])) /
      6;
  }
  return sum;
}

/** Volume of a building's mesh, whose missing floor is added at its lowest level. */
function solidVolume(chunk: MeshChunk, feature: number, footprintM2: number): number {
  let base = Infinity;
  for (let v = 0; v < chunk.features.length; v++) {
    if (chunk.features[v] === feature) base = Math.min(base, chunk.positions[v * 3 + 2]!);
  }
  return volume(chunk, feature) - (footprintM2 * (base + 1000)) / 3;
}

function area(ring: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < ring.length; k += 2) {
    const n = (k + 2) % ring.length;
    sum += ring[k]! * ring[n + 1]! - ring[n]! * ring[k + 1]!;
  }
  return sum / 2;
}

describe('buildingMesh', () => {
  const chunks = buildingMesh(packed.buildings, ground);

  it('makes every building a closed block of the right volume', () => {
    const seen = new Set<number>();
    for (const c of chunks) {
      for (const i of new Set(c.features)) {
        seen.add(i);
        const b = city.buildings[i]!;
        const footprint = area(b.footprint.outer);
        let base = Infinity;
        for (let v = 0; v < c.features.length; v++) {
          if (c.features[v] === i) base = Math.min(base, c.positions[v * 3 + 2]! + c.origin[2]);
        }
        const block = footprint * (b.groundM + b.heightM - base);
        const whole = solidVolume(c, i, footprint);
        const roof = whole - block;
        // A flat roof adds nothing; a gable or shed half its box; hips less; never more than the box.
        if (b.roofHeightM === 0) expect(Math.abs(roof)).toBeLessThan(block * 1e-3);
        else {
          expect(roof).toBeGreaterThan(0.2 * footprint * b.roofHeightM);
          expect(roof).toBeLessThan(0.51 * footprint * b.roofHeightM + block * 1e-3);
        }
        if (b.roofShape === 'gabled' || b.roofShape === 'shed') {
          expect(roof / (0.5 * footprint * b.roofHeightM)).toBeCloseTo(1, 1);
        }
      }
    }
    expect(seen.size).toBe(city.buildings.length);
  });

  it('stands on the ground everywhere: no wall starts above it', () => {
    for (const c of chunks) {
      const lowest = new Map<number, number>();
      for (let v = 0; v < c.features.length; v++) {
        const f = c.features[v]!;
        lowest.set(f, Math.min(lowest.get(f) ?? Infinity, c.positions[v * 3 + 2]! + c.origin[2]));
      }
      for (const [f, z] of lowest) {
        const ring = city.buildings[f]!.footprint.outer;
        for (let k = 0; k < ring.length; k += 2)
          expect(z).toBeLessThan(ground.at(ring[k]!, ring[k + 1]!));
      }
    }
  });

  it('keeps all vertices within the radius by which it is culled', () => {
    for (const c of chunks) {
      for (let v = 0; v < c.positions.length; v += 3) {
        expect(Math.hypot(...c.positions.subarray(v, v + 3))).toBeLessThanOrEqual(c.radiusM + 1e-3);
      }
    }
  });

  it('leaves courtyards open', async () => {
    const yard: City = {
      ...city,
      buildings: [
        {
          ...city.buildings[0]!,
          roofHeightM: 0,
          roofShape: 'flat',
          footprint: {
            outer: new Float64Array([100, 200, 140, 200, 140, 240, 100, 240]),
            holes: [new Float64Array([110, 210, 110, 230, 130, 230, 130, 210])],
          },
        },
      ],
    };
    const [chunk] = buildingMesh((await packCity(yard)).buildings, ground);
    let roof = 0;
    for (let t = 0; t < chunk!.indices.length; t += 3) {
      const at = [0, 1, 2].map((k) => chunk!.indices[t + k]!);
      if (chunk!.colours[at[0]! * 4 + 3] !== 255) continue;
      const [p, q, r] = at.map(
        (i) => [chunk!.positions[i * 3]!, chunk!.positions[i * 3 + 1]!] as const,
      );
      roof += ((q![0] - p![0]) * (r![1] - p![1]) - (r![0] - p![0]) * (q![1] - p![1])) / 2;
    }
    expect(roof).toBeCloseTo(40 * 40 - 20 * 20, 2);
  });
});

describe('bridgeMesh', () => {
  const bridge: City['streets'][number] = {
    id: 'bridge',
    class: 'arterial',
    centreline: new Float64Array([300, 10, 300, 30, 300, 50, 300, 70, 300, 90]),
    profileM: Float64Array.of(24, 24, 24.5, 24.2, ground.at(300, 90)),
    lanes: 2,
    widthM: 8,
    sidewalkM: 2,
    level: 1,
    oneway: false,
  };

  it("lays a deck of the street's width over the span, at its level, facing up", async () => {
    const [deck, ...others] = bridgeMesh(
      (await packCity({ ...city, streets: [bridge] })).streets,
      ground,
    );
    expect(others).toEqual([]);
    let asphalt = 0;
    for (let t = 0; t < deck!.indices.length; t += 3) {
      const at = [0, 1, 2].map((k) => deck!.indices[t + k]!);
      if (deck!.colours[at[0]! * 4] !== 112) continue;
      expect(deck!.normals[at[0]! * 4 + 2]).toBeGreaterThan(120);
      const [p, q, r] = at.map(
        (i) => [deck!.positions[i * 3]!, deck!.positions[i * 3 + 1]!] as const,
      );
      asphalt += ((q![0] - p![0]) * (r![1] - p![1]) - (r![0] - p![0]) * (q![1] - p![1])) / 2;
      for (const i of at) {
        const y = deck!.positions[i * 3 + 1]! + deck!.origin[1];
        const k = bridge.centreline.findIndex((v, n) => n % 2 === 1 && Math.abs(v - y) < 0.01);
        expect(deck!.positions[i * 3 + 2]! + deck!.origin[2]).toBeCloseTo(
          bridge.profileM![(k - 1) / 2]! + 0.06,
          3,
        );
      }
    }
    expect(asphalt).toBeCloseTo(8 * 80, 1);
  });

  it('draws nothing for streets on the ground or without a level', async () => {
    const streets = [
      { ...bridge, level: 0 },
      { ...bridge, id: 'b', profileM: undefined },
    ].map(({ profileM, ...rest }) => (profileM ? { ...rest, profileM } : rest));
    expect(bridgeMesh((await packCity({ ...city, streets })).streets, ground)).toEqual([]);
  });
});

describe('instances', () => {
  it('put each tree on the ground, once', () => {
    const chunks = treeInstances(city.trees, ground);
    const found = new Set<number>();
    for (const c of chunks) {
      c.features.forEach((f, i) => {
        found.add(f);
        const z = c.instances[i * TREE_STRIDE + 2]! + c.origin[2];
        expect(z).toBeCloseTo(ground.at(city.trees[f * 4]!, city.trees[f * 4 + 1]!), 2);
        expect(c.instances[i * TREE_STRIDE + 3]).toBe(city.trees[f * 4 + 2]);
      });
    }
    expect(found.size).toBe(city.trees.length / 4);
  });

  it('lay pipes with their axis half a diameter above the invert and chambers up to the cover', () => {
    const chunks = utilityInstances(packed.utilities);
    const links = city.utilities.flatMap((n) => n.links);
    const nodes = city.utilities.flatMap((n) => n.nodes);
    let linkCount = 0;
    let nodeCount = 0;
    for (const c of chunks) {
      c.features.forEach((f, i) => {
        const row = c.instances.subarray(i * TUBE_STRIDE, (i + 1) * TUBE_STRIDE);
        if (c.of === 'link') {
          linkCount++;
          const l = links[f]!;
          const outside = l.heightM / 2 + l.wallM;
          expect(row[6]).toBeCloseTo(outside, 5);
          expect(row[2]! + c.origin[2]).toBeCloseTo(l.path[2]! + outside, 3);
        } else {
          nodeCount++;
          expect(row[5]! + c.origin[2]).toBeCloseTo(nodes[f]!.coverM, 3);
        }
      });
    }
    expect(linkCount).toBe(links.length);
    expect(nodeCount).toBe(nodes.length);
  });
});

describe('waterMesh', () => {
  it('covers each water body exactly, level at its middle', () => {
    const [river] = waterMesh(packed.water.polygons, packed.water.levelM);
    let sum = 0;
    for (let t = 0; t < river!.indices.length; t += 3) {
      const [p, q, r] = [0, 1, 2].map((k) => {
        const i = river!.indices[t + k]! * 3;
        return [river!.positions[i]!, river!.positions[i + 1]!] as const;
      });
      sum += Math.abs((q![0] - p![0]) * (r![1] - p![1]) - (r![0] - p![0]) * (q![1] - p![1])) / 2;
    }
    expect(sum).toBeCloseTo(600 * 40, 3);
    expect(river!.origin[2]).toBe(20);
  });
});

describe('trenchMesh', () => {
  it('reaches from the floor to the ground along every side', () => {
    const box = { minX: 270, minY: 290, maxX: 340, maxY: 360 };
    const c = trenchMesh(box, 18, ground);
    for (let v = 0; v < c.positions.length; v += 3) {
      const z = c.positions[v + 2]! + c.origin[2];
      const top = ground.at(c.positions[v]! + c.origin[0], c.positions[v + 1]! + c.origin[1]);
      expect(Math.min(Math.abs(z - 18), Math.abs(z - top))).toBeLessThan(1e-3);
    }
  });
});

describe('base meshes', () => {
  it('have indices within their vertices and no lone vertex', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 2, max: 6 }),
        (sides, rings) => {
          for (const m of [
            treeMesh(sides, rings, true),
            treeMesh(sides, rings, false),
            tubeMesh(sides),
          ]) {
            expect(new Set(m.indices).size).toBe(m.positions.length / 4);
            expect(Math.max(...m.indices)).toBe(m.positions.length / 4 - 1);
          }
        },
      ),
    );
  });
});
