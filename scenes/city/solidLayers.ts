import { Pass } from 'cesium';
import type { City } from '../../src/domain/city';
import type { Pick } from '../../src/domain/view';
import { parseCssColour } from '../shared/colourMaps';
import { UTILITY_COLOURS } from '../shared/palette';
import { treeMesh, tubeMesh, type BaseMesh } from './gl/baseMeshes';
import { ChunkLayer, type Chunk, type ChunkGeometry } from './gl/chunkLayer';
import { solidState, twoSidedState } from './gl/renderStates';
import {
  MESH_FS,
  MESH_LOCATIONS,
  MESH_VS,
  TREE_FS,
  TREE_LOCATIONS,
  TREE_VS,
  TUBE_FS,
  TUBE_LOCATIONS,
  TUBE_VS,
} from './gl/solidShaders';
import type { LocalAxes } from './localAxes';
import { originUniform, shaderColour, type Look } from './look';
import type { InstanceChunk, MeshChunk } from './mesh/chunks';
import { TREE_STRIDE, TUBE_STRIDE, type UtilityChunk } from './mesh/instances';
import { Selection } from './selection';
import { UTILITY_KINDS } from './worker/packed';

/** Who a drawn thing is, as `Scene.pick` finds it on a primitive of ours. */
export interface DrawnThing {
  readonly kind: Pick['kind'];
  readonly id: string;
}

/** Trees nearer than this have round crowns and trunks, up to the next they are simple, beyond not drawn. */
const TREE_NEAR_M = 350;
const TREE_FAR_M = 3500;
/**
 * Shadows of trees farther away are specks beside the shade painted under them, and ten thousand crowns
 * in four cascades cost more than all else that casts.
 */
const TREE_SHADOWS_M = 600;
/** Beyond this a pipe is thinner than a pixel. */
const PIPE_FAR_M = 4000;

const NEAR_TREE = treeMesh(7, 5, true);
const FAR_TREE = treeMesh(4, 2, false);
const TUBE = tubeMesh(10);

/** Blocks with roofs, for Cities without 3D Tiles. */
export function buildingLayer(
  city: City,
  chunks: readonly MeshChunk[],
  axes: LocalAxes,
  look: Look,
  selection: Selection,
): ChunkLayer {
  const layer = new ChunkLayer({
    vertexShader: MESH_VS,
    fragmentShader: MESH_FS,
    locations: MESH_LOCATIONS,
    uniforms: { ...look.uniforms(), ...selection.uniforms(), u_cutApplies: () => true },
    renderState: solidState,
    pass: Pass.OPAQUE,
    castShadows: true,
    receiveShadows: true,
    idOf: (f) => ({ kind: 'building', id: city.buildings[f]!.id }) satisfies DrawnThing,
  });
  selection.attach(layer);
  for (const c of chunks) layer.add(meshChunk(c, axes));
  return layer;
}

/** Decks of bridges. */
export function bridgeLayer(
  city: City,
  chunks: readonly MeshChunk[],
  axes: LocalAxes,
  look: Look,
): ChunkLayer {
  const layer = new ChunkLayer({
    vertexShader: MESH_VS,
    fragmentShader: MESH_FS,
    locations: MESH_LOCATIONS,
    uniforms: { ...look.uniforms(), ...new Selection().uniforms(), u_cutApplies: () => true },
    renderState: solidState,
    pass: Pass.OPAQUE,
    castShadows: true,
    receiveShadows: true,
    idOf: (f) => ({ kind: 'street', id: city.streets[f]!.id }) satisfies DrawnThing,
  });
  for (const c of chunks) layer.add(meshChunk(c, axes));
  return layer;
}

/** Earth walls and floor of the cut box. */
export function trenchLayer(
  chunk: MeshChunk,
  axes: LocalAxes,
  look: Look,
  selection: Selection,
): ChunkLayer {
  const layer = new ChunkLayer({
    vertexShader: MESH_VS,
    fragmentShader: MESH_FS,
    locations: MESH_LOCATIONS,
    uniforms: { ...look.uniforms(), ...selection.uniforms(), u_cutApplies: () => false },
    renderState: solidState,
    pass: Pass.OPAQUE,
    receiveShadows: false,
  });
  layer.add(meshChunk({ ...chunk, features: new Uint32Array(0) }, axes));
  return layer;
}

function meshChunk(c: MeshChunk, axes: LocalAxes): Chunk {
  const make = (): ChunkGeometry => ({
    attributes: [
      { location: MESH_LOCATIONS.position, data: c.positions, components: 3 },
      { location: MESH_LOCATIONS.normal, data: c.normals, components: 4, normalize: true },
      { location: MESH_LOCATIONS.colour, data: c.colours, components: 4, normalize: true },
    ],
    indices: c.positions.length / 3 < 65536 ? Uint16Array.from(c.indices) : c.indices,
  });
  return {
    matrix: axes.matrix(c.origin),
    centre: axes.point(...c.origin),
    radiusM: c.radiusM,
    geometry: () => ({ key: 'full', make }),
    uniforms: originUniform(c.origin),
    ...(c.features.length > 0 && { features: c.features }),
  };
}

export function treeLayer(
  chunks: readonly InstanceChunk[],
  axes: LocalAxes,
  look: Look,
): ChunkLayer {
  const layer = new ChunkLayer({
    vertexShader: TREE_VS,
    fragmentShader: TREE_FS,
    locations: TREE_LOCATIONS,
    uniforms: look.uniforms(),
    renderState: twoSidedState,
    pass: Pass.OPAQUE,
    castShadows: true,
    receiveShadows: true,
  });
  for (const c of chunks) {
    const n = c.features.length;
    const instances = [
      {
        location: TREE_LOCATIONS.foot,
        data: columns(c.instances, TREE_STRIDE, 0, 3),
        components: 3,
        perInstance: true,
      },
      {
        location: TREE_LOCATIONS.size,
        data: columns(c.instances, TREE_STRIDE, 3, 2),
        components: 2,
        perInstance: true,
      },
    ];
    const near = (): ChunkGeometry => instanced(NEAR_TREE, TREE_LOCATIONS.position, instances, n);
    const far = (): ChunkGeometry => instanced(FAR_TREE, TREE_LOCATIONS.position, instances, n);
    layer.add({
      matrix: axes.matrix(c.origin),
      centre: axes.point(...c.origin),
      radiusM: c.radiusM,
      geometry: (d) => {
        if (d > TREE_FAR_M) return null;
        return d < TREE_NEAR_M ? { key: 'near', make: near } : { key: 'far', make: far };
      },
      uniforms: originUniform(c.origin),
      shadowsToM: TREE_SHADOWS_M,
    });
  }
  return layer;
}

/** Pipes and chambers of one utility in true position. */
export function utilityLayer(
  utility: number,
  chunks: readonly UtilityChunk[],
  things: { readonly links: readonly DrawnThing[]; readonly nodes: readonly DrawnThing[] },
  axes: LocalAxes,
  look: Look,
  selection: Selection,
): ChunkLayer {
  const colour = shaderColour(parseCssColour(UTILITY_COLOURS[UTILITY_KINDS[utility]!]));
  // Nodes follow links in one numbering, so that both share a layer.
  const nodeOffset = things.links.length;
  const layer = new ChunkLayer({
    vertexShader: TUBE_VS,
    fragmentShader: TUBE_FS,
    locations: TUBE_LOCATIONS,
    uniforms: { ...look.uniforms(), ...selection.uniforms(), u_colour: () => colour },
    renderState: solidState,
    pass: Pass.OPAQUE,
    idOf: (f) => (f < nodeOffset ? things.links[f]! : things.nodes[f - nodeOffset]!),
  });
  selection.attach(layer);
  for (const c of chunks) {
    const n = c.features.length;
    const instances = (
      [
        [TUBE_LOCATIONS.from, 0, 3],
        [TUBE_LOCATIONS.to, 3, 3],
        [TUBE_LOCATIONS.radii, 6, 2],
      ] as const
    ).map(([location, at, components]) => ({
      location,
      data: columns(c.instances, TUBE_STRIDE, at, components),
      components,
      perInstance: true,
    }));
    const make = (): ChunkGeometry => instanced(TUBE, TUBE_LOCATIONS.position, instances, n);
    layer.add({
      matrix: axes.matrix(c.origin),
      centre: axes.point(...c.origin),
      radiusM: c.radiusM,
      geometry: (d) => (d > PIPE_FAR_M ? null : { key: 'full', make }),
      features: c.of === 'node' ? c.features.map((f) => f + nodeOffset) : c.features,
      featuresPerInstance: true,
    });
  }
  return layer;
}

function instanced(
  base: BaseMesh,
  location: number,
  instances: ChunkGeometry['attributes'],
  instanceCount: number,
): ChunkGeometry {
  return {
    attributes: [{ location, data: base.positions, components: 4 }, ...instances],
    indices: base.indices,
    instanceCount,
  };
}

/** Some columns of a table of rows of `stride` numbers. */
function columns(table: Float32Array, stride: number, from: number, count: number): Float32Array {
  const rows = table.length / stride;
  const out = new Float32Array(rows * count);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < count; k++) out[r * count + k] = table[r * stride + from + k]!;
  }
  return out;
}
