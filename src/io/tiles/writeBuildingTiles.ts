import type { Building } from '../../domain/city';
import { localProjection, type LocalFrame } from '../../domain/crs';
import {
  invertRigid,
  localToEcef,
  type EcefProjection,
  type Matrix4,
  type Vec3,
} from '../../domain/ecef';
import { DryrunError } from '../../domain/errors';
import { addBlock, addBuilding, type TileMeshes } from './buildingMesh';
import { encodeGlb } from './glb';
import { MeshBuffer } from './meshBuffer';
import { PropertyTable } from './propertyTable';
import { landmarks, quadtree, type QuadNode } from './quadtree';
import { TileFrame } from './tileFrame';

/** Where the tiles are written to: paths relative to `tileset.json`. */
export interface TileSink {
  write(href: string, bytes: Uint8Array): Promise<void>;
}

/** Blocks a tile above the leaves shows at most. */
const MAX_BLOCKS = 400;
/**
 * Geometric error per metre of a tile's edge. At Cesium's default of 16 pixels on a 1080-line screen
 * a tile gives way to its children at about 58 times its error: a 500 m tile at 1.2 km.
 */
const ERROR_PER_SIDE = 1 / 24;
/** Beyond this many times the root's error nothing is drawn at all. */
const VANISH_FACTOR = 4;

type Json = Record<string, unknown>;
interface Box {
  readonly min: Vec3;
  readonly max: Vec3;
}

/**
 * Writes buildings as 3D Tiles 1.1: a quadtree of binary glTF, leaves with every building in full,
 * tiles above them with the largest as blocks (refinement by replacement). The root stands in the
 * east-north-up frame at the middle of the buildings; each tile has an origin of its own, so that
 * vertices are within a millimetre of where the City has them. Heights are metres above the City's
 * datum, taken as ellipsoidal (see `domain/ecef`).
 *
 * @returns the bytes of `tileset.json`, which the caller writes.
 * @throws DryrunError `tiles.empty` where there are no buildings.
 */
export async function writeBuildingTiles(
  buildings: readonly Building[],
  frame: LocalFrame,
  sink: TileSink,
): Promise<Uint8Array> {
  const tree = quadtree(buildings);
  if (!tree) {
    throw new DryrunError({
      code: 'tiles.empty',
      what: 'There are no buildings to make tiles of.',
      mend: 'Leave the layer out.',
    });
  }
  const ecef = localToEcef(localProjection(frame));
  const [x, y, z] = middleOf(buildings);
  const enu = ecef.enuAt(x, y, z);
  const writer = new TilesetWriter(ecef, invertRigid(enu), sink);
  const root = await writer.tile(tree, [0, 0, 0], enu);
  const rootError = tree.children.length > 0 ? tree.sideM * ERROR_PER_SIDE : LEAF_ONLY_ERROR;
  const tileset = {
    asset: { version: '1.1', generator: 'Dryrun' },
    geometricError: rootError * VANISH_FACTOR,
    root,
  };
  return new TextEncoder().encode(`${JSON.stringify(tileset)}\n`);
}

/** A tileset of one leaf is drawn up to some kilometres, m. */
const LEAF_ONLY_ERROR = 40;

class TilesetWriter {
  private readonly ecef: EcefProjection;
  private readonly toEnu: Matrix4;
  private readonly sink: TileSink;

  constructor(ecef: EcefProjection, toEnu: Matrix4, sink: TileSink) {
    this.ecef = ecef;
    this.toEnu = toEnu;
    this.sink = sink;
  }

  /** Writes a tile and all below it; gives its JSON. `base`: the root's frame, for the root only. */
  async tile(node: QuadNode, parentOrigin: Vec3, base?: Matrix4): Promise<Json> {
    return (await this.subtree(node, parentOrigin, base)).json;
  }

  private async subtree(
    node: QuadNode,
    parentOrigin: Vec3,
    base?: Matrix4,
  ): Promise<{ json: Json; box: Box }> {
    const leaf = node.children.length === 0;
    const shown = leaf ? node.buildings : landmarks(node.buildings, MAX_BLOCKS);
    const frame = new TileFrame(this.ecef, this.toEnu, ...middleOf(node.buildings));
    const meshes: TileMeshes = {
      dwelling: new MeshBuffer(),
      office: new MeshBuffer(),
      hall: new MeshBuffer(),
      plain: new MeshBuffer(),
    };
    shown.forEach((b, id) => (leaf ? addBuilding : addBlock)(meshes, b, id, frame));
    const href = `tiles/${node.key}.glb`;
    await this.sink.write(href, encodeGlb(meshes, new PropertyTable(shown)));

    let box = boxOf(meshes, frame.origin);
    const children: Json[] = [];
    for (const child of node.children) {
      const below = await this.subtree(child, frame.origin);
      children.push(below.json);
      box = union(box, below.box);
    }
    return {
      box,
      json: {
        boundingVolume: { box: boxVolume(box, frame.origin) },
        geometricError: leaf ? 0 : node.sideM * ERROR_PER_SIDE,
        ...(base && { refine: 'REPLACE' }),
        transform: shifted(base ?? null, frame.origin, parentOrigin),
        content: { uri: href },
        ...(children.length > 0 && { children }),
      },
    };
  }
}

/** Middle of the footprints' corners and the lowest ground, local metres. */
function middleOf(buildings: readonly Building[]): Vec3 {
  let [minX, minY, maxX, maxY, minZ] = [Infinity, Infinity, -Infinity, -Infinity, Infinity];
  for (const { footprint, groundM } of buildings) {
    const { outer } = footprint;
    for (let i = 0; i < outer.length; i += 2) {
      minX = Math.min(minX, outer[i]!);
      maxX = Math.max(maxX, outer[i]!);
      minY = Math.min(minY, outer[i + 1]!);
      maxY = Math.max(maxY, outer[i + 1]!);
    }
    minZ = Math.min(minZ, groundM);
  }
  return [(minX + maxX) / 2, (minY + maxY) / 2, minZ];
}

/** The meshes' bounds in the city's east-north-up frame. glTF is y up: (x, y, z) → (x, −z, y). */
function boxOf(meshes: TileMeshes, origin: Vec3): Box {
  let box: Box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  for (const { min, max } of Object.values(meshes)) {
    box = union(box, {
      min: [min[0] + origin[0], -max[2] + origin[1], min[1] + origin[2]],
      max: [max[0] + origin[0], -min[2] + origin[1], max[1] + origin[2]],
    });
  }
  return box;
}

const union = (a: Box, b: Box): Box => ({
  min: [0, 1, 2].map((i) => Math.min(a.min[i]!, b.min[i]!)) as Vec3,
  max: [0, 1, 2].map((i) => Math.max(a.max[i]!, b.max[i]!)) as Vec3,
});

/** 3D Tiles' box: middle and half axes, from the tile's origin. */
function boxVolume({ min, max }: Box, origin: Vec3): number[] {
  const middle = [0, 1, 2].map((i) => millimetres((min[i]! + max[i]!) / 2 - origin[i]!));
  const [hx, hy, hz] = [0, 1, 2].map((i) => millimetres((max[i]! - min[i]!) / 2 + 0.001)) as Vec3;
  return [...middle, hx, 0, 0, 0, hy, 0, 0, 0, hz];
}

const millimetres = (m: number): number => Math.round(m * 1000) / 1000;

/** A tile's transform to its parent: a shift, for the root on top of its frame on the globe. */
function shifted(base: Matrix4 | null, origin: Vec3, parent: Vec3): number[] {
  const [x, y, z] = [0, 1, 2].map((i) => origin[i]! - parent[i]!) as Vec3;
  if (!base) return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1];
  const m = [...base];
  for (let i = 0; i < 3; i++) m[12 + i]! += base[i]! * x + base[4 + i]! * y + base[8 + i]! * z;
  return m;
}
