import { beforeAll, describe, expect, it } from 'vitest';
import type { Building, RoofShape } from '../../../src/domain/city';
import { localProjection } from '../../../src/domain/crs';
import { localToEcef, transformPoint, type Matrix4, type Vec3 } from '../../../src/domain/ecef';
import { ringArea } from '../../../src/io/geojson/rings';
import { roofFacets, roofHeightAt, roofOf } from '../../../src/io/tiles/roof';
import { writeBuildingTiles } from '../../../src/io/tiles/writeBuildingTiles';
import { tinyCity } from '../../fixtures/tinyCity';

interface Tile {
  transform: number[];
  geometricError: number;
  boundingVolume: { box: number[] };
  content: { uri: string };
  children?: Tile[];
}

interface Accessor {
  bufferView: number;
  byteOffset?: number;
  componentType: number;
  count: number;
  min?: number[];
}

/** A GLB taken apart, with its vertices as numbers. */
function parseGlb(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  expect(view.getUint32(0, true)).toBe(0x46546c67);
  expect(view.getUint32(4, true)).toBe(2);
  expect(view.getUint32(8, true)).toBe(bytes.length);
  const jsonLength = view.getUint32(12, true);
  expect(view.getUint32(16, true)).toBe(0x4e4f534a);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength)));
  const binStart = 28 + jsonLength;
  expect(binStart % 8).toBe(0);
  expect(view.getUint32(20 + jsonLength, true)).toBe(bytes.length - binStart);
  expect(view.getUint32(24 + jsonLength, true)).toBe(0x004e4942);
  for (const v of json.bufferViews) {
    expect(v.byteOffset % 8).toBe(0);
    expect(v.byteOffset + v.byteLength).toBeLessThanOrEqual(json.buffers[0].byteLength);
  }
  const slice = (bufferView: number): DataView => {
    const v = json.bufferViews[bufferView];
    return new DataView(bytes.buffer, bytes.byteOffset + binStart + v.byteOffset, v.byteLength);
  };
  const primitives = json.meshes[0].primitives.map(
    (p: { attributes: Record<string, number>; indices: number }) => {
      const at = (name: string): Accessor => json.accessors[p.attributes[name]!];
      const position = at('POSITION');
      const data = slice(position.bufferView);
      const stride = json.bufferViews[position.bufferView].byteStride;
      const read = (name: string, i: number, k: number, size: number): number =>
        i * stride + (at(name).byteOffset ?? 0) + k * size;
      const vertices = Array.from({ length: position.count }, (_, i) => ({
        p: [0, 1, 2].map((k) => data.getFloat32(read('POSITION', i, k, 4), true)) as Vec3,
        n: [0, 1, 2].map((k) => data.getInt8(read('NORMAL', i, k, 1)) / 127) as Vec3,
        uv: [0, 1].map((k) => data.getInt16(read('TEXCOORD_0', i, k, 2), true)),
        id: data.getUint16(read('_FEATURE_ID_0', i, 0, 2), true),
      }));
      const indexAccessor: Accessor = json.accessors[p.indices];
      const wide = indexAccessor.componentType === 5125;
      const indexData = slice(indexAccessor.bufferView);
      const indices = Array.from({ length: indexAccessor.count }, (_, i) =>
        wide ? indexData.getUint32(4 * i, true) : indexData.getUint16(2 * i, true),
      );
      expect(indices.every((i) => i < position.count)).toBe(true);
      return { vertices, indices };
    },
  ) as { vertices: { p: Vec3; n: Vec3; uv: number[]; id: number }[]; indices: number[] }[];
  const table = json.extensions.EXT_structural_metadata.propertyTables[0];
  const offsets = slice(table.properties.id.stringOffsets);
  const text = slice(table.properties.id.values);
  const ids = Array.from({ length: table.count }, (_, i) => {
    const [a, b] = [offsets.getUint32(4 * i, true), offsets.getUint32(4 * i + 4, true)];
    return new TextDecoder().decode(new Uint8Array(text.buffer, text.byteOffset + a, b - a));
  });
  return { json, primitives, ids };
}

const multiply = (a: ArrayLike<number>, b: ArrayLike<number>): Matrix4 =>
  Float64Array.from({ length: 16 }, (_, i) => {
    const [row, col] = [i % 4, Math.floor(i / 4)];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + row]! * b[4 * col + k]!, 0);
  });

const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

async function tilesOf(buildings: readonly Building[]) {
  const files = new Map<string, Uint8Array>();
  const bytes = await writeBuildingTiles(buildings, tinyCity().frame, {
    write: async (href, data) => void files.set(href, data),
  });
  const tileset = JSON.parse(new TextDecoder().decode(bytes)) as {
    asset: { version: string };
    geometricError: number;
    root: Tile;
  };
  return { tileset, files, bytes };
}

/** The hand-made buildings, many times over: enough for a quadtree. */
function manyBuildings(): Building[] {
  return Array.from({ length: 12 }, (_, k) =>
    tinyCity().buildings.map((b) => {
      const [dx, dy] = [(k % 4) * 600, Math.floor(k / 4) * 600];
      const outer = b.footprint.outer.map((v, i) => v + (i % 2 === 0 ? dx : dy));
      return { ...b, id: `${k}:${b.id}`, footprint: { outer, holes: [] } };
    }),
  ).flat();
}

describe('3D Tiles of buildings', () => {
  const buildings = manyBuildings();
  let made: Awaited<ReturnType<typeof tilesOf>>;
  const leaves: { tile: Tile; matrix: Matrix4 }[] = [];
  const inner: Tile[] = [];

  beforeAll(async () => {
    made = await tilesOf(buildings);
    const walk = (tile: Tile, parent: Matrix4 | null): void => {
      const own = Float64Array.from(tile.transform);
      const matrix = parent ? multiply(parent, own) : own;
      if (tile.children) inner.push(tile);
      else leaves.push({ tile, matrix });
      tile.children?.forEach((child) => walk(child, matrix));
    };
    walk(made.tileset.root, null);
  });

  it('holds every building once in the leaves, found by its id', () => {
    expect(made.tileset.asset.version).toBe('1.1');
    expect(leaves.length).toBeGreaterThan(3);
    const ids = leaves.flatMap(({ tile }) => parseGlb(made.files.get(tile.content.uri)!).ids);
    expect(ids.toSorted()).toEqual(buildings.map((b) => b.id).toSorted());
  });

  it('coarsens upwards: errors fall from the root to zero at the leaves', () => {
    const walk = (tile: Tile): void => {
      for (const child of tile.children ?? []) {
        expect(child.geometricError).toBeLessThan(tile.geometricError);
        walk(child);
      }
    };
    expect(made.tileset.geometricError).toBeGreaterThan(made.tileset.root.geometricError);
    walk(made.tileset.root);
    expect(leaves.every(({ tile }) => tile.geometricError === 0)).toBe(true);
    for (const tile of inner) {
      expect(parseGlb(made.files.get(tile.content.uri)!).ids.length).toBeLessThanOrEqual(400);
    }
  });

  it('has every vertex within a millimetre of where the city has it on the globe', () => {
    const ecef = localToEcef(localProjection(tinyCity().frame));
    const byId = new Map(buildings.map((b) => [b.id, b]));
    let worst = 0;
    for (const { tile, matrix } of leaves) {
      const { primitives, ids } = parseGlb(made.files.get(tile.content.uri)!);
      for (const { vertices } of primitives) {
        for (const { p, id } of vertices) {
          // glTF is y up: the runtime turns (x, y, z) into (x, −z, y) before the tile's transform.
          const world = transformPoint(matrix, p[0], -p[2], p[1]);
          const [x, y] = ecef.fromEcef(...world);
          const b = byId.get(ids[id]!)!;
          // The vertices of eaves and walls stand on footprint corners: find the nearest.
          const ring = b.footprint.outer;
          let nearest = Infinity;
          for (let i = 0; i < ring.length; i += 2) {
            const d = Math.hypot(ring[i]! - x, ring[i + 1]! - y);
            if (d < nearest) nearest = d;
          }
          if (b.roofShape === 'flat') worst = Math.max(worst, nearest);
        }
      }
    }
    expect(worst).toBeLessThan(1e-3);
  });

  it('stands at its height: flat roofs at ground plus height, to the millimetre', () => {
    const ecef = localToEcef(localProjection(tinyCity().frame));
    const byId = new Map(buildings.map((b) => [b.id, b]));
    let worst = 0;
    for (const { tile, matrix } of leaves) {
      const { primitives, ids } = parseGlb(made.files.get(tile.content.uri)!);
      for (const { vertices } of primitives) {
        for (const { p, n, id } of vertices) {
          const b = byId.get(ids[id]!)!;
          if (b.roofShape !== 'flat' || n[1] < 0.99) continue;
          const [, , z] = ecef.fromEcef(...transformPoint(matrix, p[0], -p[2], p[1]));
          worst = Math.max(worst, Math.abs(z - b.groundM - b.heightM));
        }
      }
    }
    expect(worst).toBeLessThan(1e-3);
  });

  it('winds triangles the way their normals point, outward and up', () => {
    const { primitives, ids } = parseGlb(made.files.get(leaves[0]!.tile.content.uri)!);
    const sums = new Map<number, { c: Vec3; n: number }>();
    for (const { vertices } of primitives) {
      for (const { p, id } of vertices) {
        const s = sums.get(id) ?? { c: [0, 0, 0], n: 0 };
        s.c = [s.c[0] + p[0], s.c[1] + p[1], s.c[2] + p[2]];
        s.n++;
        sums.set(id, s);
      }
    }
    const byId = new Map(buildings.map((b) => [b.id, b]));
    let seen = 0;
    let [aligned, lowest, outward] = [1, 1, 1];
    for (const { vertices, indices } of primitives) {
      for (let i = 0; i < indices.length; i += 3) {
        const [a, b, c] = [0, 1, 2].map((k) => vertices[indices[i + k]!]!) as [
          (typeof vertices)[0],
          (typeof vertices)[0],
          (typeof vertices)[0],
        ];
        const face = cross(sub(b.p, a.p), sub(c.p, a.p));
        const size = Math.hypot(...face);
        if (size < 1e-4) continue;
        aligned = Math.min(aligned, dot(face, a.n) / size);
        const { c: sum, n } = sums.get(a.id)!;
        const middle: Vec3 = [sum[0] / n, sum[1] / n, sum[2] / n];
        // Four-cornered footprints are convex: every face looks away from the middle.
        if (byId.get(ids[a.id]!)!.footprint.outer.length === 8 && a.n[1] < 0.1) {
          outward = Math.min(outward, dot(a.n, sub(a.p, middle)));
          seen++;
        }
        lowest = Math.min(lowest, a.n[1]);
      }
    }
    expect(seen).toBeGreaterThan(100);
    expect(aligned).toBeGreaterThan(0.97);
    expect(outward).toBeGreaterThan(0);
    expect(lowest).toBeGreaterThan(-0.01);
  });

  it('counts storeys and bays in its texture coordinates', () => {
    const { primitives, ids } = parseGlb(made.files.get(leaves[0]!.tile.content.uri)!);
    const byId = new Map(buildings.map((b) => [b.id, b]));
    const top = new Map<number, number>();
    for (const { vertices } of primitives) {
      for (const { uv, id } of vertices) top.set(id, Math.max(top.get(id) ?? 0, uv[1]!));
    }
    for (const [id, storeys] of top) expect(storeys).toBe(byId.get(ids[id]!)!.storeys);
  });

  it('keeps each tile and all below it inside its bounding box', () => {
    const walk = (tile: Tile, shift: Vec3, outer: number[] | null): void => {
      const { box } = tile.boundingVolume;
      let over = 0;
      for (const { vertices } of parseGlb(made.files.get(tile.content.uri)!).primitives) {
        for (const { p } of vertices) {
          const enu: Vec3 = [p[0], -p[2], p[1]];
          for (let k = 0; k < 3; k++) {
            over = Math.max(over, Math.abs(enu[k]! - box[k]!) - box[3 + 4 * k]!);
          }
        }
      }
      expect(over).toBeLessThan(2e-3);
      if (outer) {
        for (let k = 0; k < 3; k++) {
          const reach = Math.abs(box[k]! + shift[k]! - outer[k]!) + box[3 + 4 * k]!;
          expect(reach).toBeLessThanOrEqual(outer[3 + 4 * k]! + 5e-3);
        }
      }
      for (const child of tile.children ?? []) {
        walk(child, child.transform.slice(12, 15) as Vec3, box);
      }
    };
    walk(made.tileset.root, [0, 0, 0], null);
  });

  it('is the same to the last byte when written again', async () => {
    const again = await tilesOf(buildings);
    expect(again.bytes).toEqual(made.bytes);
    expect(again.files).toEqual(made.files);
  });
});

describe('roofs', () => {
  const shapes: RoofShape[] = ['flat', 'gabled', 'hipped', 'pyramidal', 'shed', 'mansard'];
  const footprints: [string, number[]][] = [
    ['a rectangle', [0, 0, 20, 0, 20, 9, 0, 9]],
    ['a turned rectangle', [0, 0, 16, 12, 10, 20, -6, 8]],
    ['a pentagon', [0, 0, 12, 0, 15, 7, 6, 12, -3, 7]],
    ['an L', [0, 0, 20, 0, 20, 8, 9, 8, 9, 16, 0, 16]],
    ['a courtyard', [0, 0, 30, 0, 30, 24, 0, 24]],
  ];

  for (const [name, outer] of footprints) {
    for (const roofShape of shapes) {
      it(`cover ${name} once (${roofShape})`, () => {
        const holes =
          name === 'a courtyard' ? [new Float64Array([10, 8, 10, 16, 20, 16, 20, 8])] : [];
        const building: Building = {
          ...tinyCity().buildings[0]!,
          footprint: { outer: new Float64Array(outer), holes },
          roofShape,
          roofHeightM: roofShape === 'flat' ? 0 : 3,
        };
        const roof = roofOf(building);
        const facets = roofFacets(building.footprint, roof);
        const plan = facets.reduce((sum, f) => sum + ringArea(f.points), 0);
        const area = ringArea(outer) + holes.reduce((sum, h) => sum + ringArea(h), 0);
        expect(plan).toBeCloseTo(area, 6);
        let highest = 0;
        for (const { points, plane } of facets) {
          for (let i = 0; i < points.length; i += 2) {
            const z = roofHeightAt(roof, points[i]!, points[i + 1]!);
            const own =
              plane.a * (points[i]! - roof.cx) + plane.b * (points[i + 1]! - roof.cy) + plane.c;
            expect(own).toBeCloseTo(z, 5);
            highest = Math.max(highest, z);
            expect(z).toBeGreaterThan(-0.6);
            expect(z).toBeLessThan(3.001);
          }
        }
        if (name.endsWith('rectangle') && roofShape !== 'flat') expect(highest).toBeCloseTo(3, 6);
      });
    }
  }

  it('puts the ridge of a gable in the middle, along the longer side', () => {
    const roof = roofOf({
      ...tinyCity().buildings[0]!,
      footprint: { outer: new Float64Array([0, 0, 20, 0, 20, 10, 0, 10]), holes: [] },
      roofShape: 'gabled',
      roofHeightM: 4,
    });
    expect(roofHeightAt(roof, 3, 5)).toBeCloseTo(4, 9);
    expect(roofHeightAt(roof, 17, 5)).toBeCloseTo(4, 9);
    expect(roofHeightAt(roof, 10, 0)).toBeCloseTo(0, 9);
    expect(roofHeightAt(roof, 10, 7.5)).toBeCloseTo(2, 9);
  });
});
