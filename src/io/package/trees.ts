import type { Trees } from '../../domain/city';
import { DryrunError } from '../../domain/errors';
import type { FeatureReader } from '../geojson/featureReader';

/** x, y, height, crown radius. */
const STRIDE = 4;
const TREE_BYTES = STRIDE * Float32Array.BYTES_PER_ELEMENT;

/** Trees as little-endian float32: x, y (local metres), height, crown radius (m) per tree. */
export function encodeTrees(trees: Trees): Uint8Array {
  const bytes = new Uint8Array(trees.length * 4);
  const view = new DataView(bytes.buffer);
  trees.forEach((v, i) => view.setFloat32(4 * i, v, true));
  return bytes;
}

/** @throws DryrunError `package.trees` where the file is cut off or holds what is no number. */
export function decodeTrees(bytes: Uint8Array, file: string): Trees {
  const refuse = (place: string, what: string): never => {
    throw new DryrunError({
      code: 'package.trees',
      file,
      place,
      what,
      mend: 'Give x, y, height and crown radius of each tree as four little-endian float32.',
    });
  };
  if (bytes.length % TREE_BYTES !== 0) {
    refuse(`byte ${bytes.length}`, `${bytes.length} bytes are no whole number of trees (16 each).`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const trees = new Float32Array(bytes.length / 4);
  for (let i = 0; i < trees.length; i++) trees[i] = view.getFloat32(4 * i, true);
  const bad = trees.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) refuse(`tree ${Math.floor(bad / STRIDE)}`, 'A value is not a number.');
  return trees;
}

/** A tree given as a GeoJSON point. */
export function readTree(f: FeatureReader): number[] {
  const [x, y] = f.point();
  return [x, y, f.number('heightM', 0, 150), f.number('crownRadiusM', 0, 50)];
}
