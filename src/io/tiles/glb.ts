import { FACADES, facadePng, MODULES } from './facadeTexture';
import type { TileMeshes } from './buildingMesh';
import { VERTEX_BYTES, type MeshBuffer } from './meshBuffer';
import type { PropertyTable } from './propertyTable';

const FLOAT = 5126;
const BYTE = 5120;
const UNSIGNED_BYTE = 5121;
const SHORT = 5122;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const VERTICES = 34962;
const INDICES = 34963;
const REPEAT = 10497;
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;

type Json = Record<string, unknown>;

/**
 * A tile's meshes as binary glTF 2.0. Feature ids of the vertices (EXT_mesh_features) point into the
 * property table (EXT_structural_metadata), so that a pick gives the building's id. Normals and texture
 * coordinates are small integers (KHR_mesh_quantization); positions are float32 from the tile's origin.
 */
export function encodeGlb(meshes: TileMeshes, table: PropertyTable): Uint8Array {
  const binary = new Binary();
  const accessors: Json[] = [];
  const materials: Json[] = [];
  const textures: Json[] = [];
  const images: Json[] = [];
  const primitives: Json[] = [];
  for (const name of [...FACADES, 'plain'] as const) {
    const mesh = meshes[name];
    if (mesh.indices.length === 0) continue;
    const pbr: Json = { metallicFactor: 0, roughnessFactor: name === 'office' ? 0.55 : 0.9 };
    if (name !== 'plain') {
      // Texture coordinates count bays and storeys; a picture shows MODULES of each.
      const scale = [1 / MODULES, 1 / MODULES];
      pbr['baseColorTexture'] = {
        index: textures.length,
        extensions: { KHR_texture_transform: { scale } },
      };
      textures.push({ sampler: 0, source: images.length });
      images.push({ bufferView: binary.add(facadePng(name)), mimeType: 'image/png' });
    }
    primitives.push(primitive(mesh, materials.length, table.count, binary, accessors));
    materials.push({ name, pbrMetallicRoughness: pbr });
  }
  const metadata = {
    schema: table.schema,
    propertyTables: [table.write((bytes) => binary.add(bytes))],
  };
  const textured = textures.length > 0;
  const json = {
    asset: { version: '2.0', generator: 'Dryrun' },
    extensionsUsed: [
      'EXT_mesh_features',
      'EXT_structural_metadata',
      'KHR_mesh_quantization',
      ...(textured ? ['KHR_texture_transform'] : []),
    ],
    extensionsRequired: ['KHR_mesh_quantization'],
    extensions: { EXT_structural_metadata: metadata },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives }],
    materials,
    ...(textured && {
      textures,
      images,
      samplers: [
        { magFilter: LINEAR, minFilter: LINEAR_MIPMAP_LINEAR, wrapS: REPEAT, wrapT: REPEAT },
      ],
    }),
    accessors,
    bufferViews: binary.views,
    buffers: [{ byteLength: binary.length }],
  };
  return container(new TextEncoder().encode(JSON.stringify(json)), binary);
}

function primitive(
  mesh: MeshBuffer,
  material: number,
  featureCount: number,
  binary: Binary,
  accessors: Json[],
): Json {
  const vertices = binary.add(mesh.vertexBytes(), { byteStride: VERTEX_BYTES, target: VERTICES });
  const indexArray = mesh.indexArray();
  const indices = binary.add(new Uint8Array(indexArray.buffer), { target: INDICES });
  const attribute = (byteOffset: number, more: Json): number =>
    accessors.push({ bufferView: vertices, byteOffset, count: mesh.vertices, ...more }) - 1;
  const attributes = {
    POSITION: attribute(0, { componentType: FLOAT, type: 'VEC3', min: mesh.min, max: mesh.max }),
    NORMAL: attribute(12, { componentType: BYTE, normalized: true, type: 'VEC3' }),
    TEXCOORD_0: attribute(16, { componentType: SHORT, type: 'VEC2' }),
    COLOR_0: attribute(20, { componentType: UNSIGNED_BYTE, normalized: true, type: 'VEC4' }),
    _FEATURE_ID_0: attribute(24, { componentType: UNSIGNED_SHORT, type: 'SCALAR' }),
  };
  return {
    attributes,
    material,
    mode: 4,
    indices:
      accessors.push({
        bufferView: indices,
        componentType: indexArray instanceof Uint16Array ? UNSIGNED_SHORT : UNSIGNED_INT,
        count: indexArray.length,
        type: 'SCALAR',
      }) - 1,
    extensions: {
      EXT_mesh_features: { featureIds: [{ featureCount, attribute: 0, propertyTable: 0 }] },
    },
  };
}

/** The one buffer of a GLB; views begin at multiples of eight, as property tables ask. */
class Binary {
  readonly views: Json[] = [];
  readonly parts: Uint8Array[] = [];
  length = 0;

  add(bytes: Uint8Array, more: Json = {}): number {
    this.views.push({ buffer: 0, byteOffset: this.length, byteLength: bytes.length, ...more });
    this.parts.push(bytes);
    this.length += Math.ceil(bytes.length / 8) * 8;
    return this.views.length - 1;
  }
}

function container(json: Uint8Array, binary: Binary): Uint8Array {
  // The JSON chunk is padded with spaces so that the binary one begins at a multiple of eight too.
  const jsonBytes = Math.ceil((20 + json.length + 8) / 8) * 8 - 28;
  const out = new Uint8Array(20 + jsonBytes + 8 + binary.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x46546c67, true); // glTF
  view.setUint32(4, 2, true);
  view.setUint32(8, out.length, true);
  view.setUint32(12, jsonBytes, true);
  view.setUint32(16, 0x4e4f534a, true); // JSON
  out.fill(0x20, 20, 20 + jsonBytes);
  out.set(json, 20);
  view.setUint32(20 + jsonBytes, binary.length, true);
  view.setUint32(24 + jsonBytes, 0x004e4942, true); // BIN
  let at = 28 + jsonBytes;
  for (const part of binary.parts) {
    out.set(part, at);
    at += Math.ceil(part.length / 8) * 8;
  }
  return out;
}
