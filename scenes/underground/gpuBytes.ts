import { BufferGeometry, Mesh, type BufferAttribute, type Object3D } from 'three';
import type { ElementState } from './elementState';
import { PICTURE_PX } from './ground/groundPainter';

/** Bytes the buffers of a scene's meshes and its element textures take on the GPU (pictures with their mipmaps). */
export function gpuBytes(root: Object3D, state: ElementState | undefined): number {
  const seen = new Set<unknown>();
  let bytes = 0;
  const add = (attribute: BufferAttribute | null): void => {
    if (!attribute || seen.has(attribute)) return;
    seen.add(attribute);
    bytes += attribute.array.byteLength;
  };
  root.traverse((o) => {
    if (!(o instanceof Mesh) || !(o.geometry instanceof BufferGeometry)) return;
    if (seen.has(o.geometry)) return;
    seen.add(o.geometry);
    for (const a of Object.values(o.geometry.attributes)) add(a as BufferAttribute);
    add(o.geometry.index);
    if (o.userData['picture']) bytes += (PICTURE_PX * PICTURE_PX * 4 * 4) / 3;
  });
  for (const texture of [state?.colour, state?.water]) {
    bytes += texture?.image.data?.byteLength ?? 0;
  }
  return Math.round(bytes);
}
