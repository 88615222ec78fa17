import type { HeightField } from '../terrain/heightField';
import { UTILITY_KINDS, type PackedUtilities } from '../worker/packed';
import { bounds, ChunkMap, type InstanceChunk } from './chunks';

/** Numbers per tree: foot x, y, z, height, crown radius. */
export const TREE_STRIDE = 5;
/** Numbers per tube: start x, y, z, end x, y, z, half width, half height (negative: box section). */
export const TUBE_STRIDE = 8;

interface Bucket {
  readonly numbers: number[];
  readonly features: number[];
}
const bucket = (): Bucket => ({ numbers: [], features: [] });

/** Trees standing on the ground, by square. Features are tree indices. */
export function treeInstances(trees: Float32Array, ground: HeightField): InstanceChunk[] {
  const chunks = new ChunkMap(bucket);
  for (let i = 0; i * 4 < trees.length; i++) {
    const x = trees[i * 4]!;
    const y = trees[i * 4 + 1]!;
    const b = chunks.at(x, y);
    b.numbers.push(x, y, ground.at(x, y), trees[i * 4 + 2]!, trees[i * 4 + 3]!);
    b.features.push(i);
  }
  return chunks.values().map((b) => finish(b, TREE_STRIDE, 1, 20));
}

/** Tubes of one utility: pipes by segment, then chambers as upright tubes. */
export interface UtilityChunk extends InstanceChunk {
  /** Index into UTILITY_KINDS. */
  readonly utility: number;
  /** What the features are indices of, in the order of the City's networks. */
  readonly of: 'link' | 'node';
}

/** Smallest drawn radius, so that a 3 cm cable can still be seen and hit, m. */
const MIN_RADIUS_M = 0.06;
const CHAMBER_COLLAR_M = 0.05;

/** Pipes, ducts and cables by segment and nodes as upright chambers, by utility and square. */
export function utilityInstances(u: PackedUtilities): UtilityChunk[] {
  const links = UTILITY_KINDS.map(() => new ChunkMap(bucket));
  const nodes = UTILITY_KINDS.map(() => new ChunkMap(bucket));
  const { coords, start } = u.lines;
  for (let i = 0; i + 1 < start.length; i++) {
    const w = Math.max(MIN_RADIUS_M, u.lineWidthM[i]! / 2);
    const h = Math.max(MIN_RADIUS_M, u.lineHeightM[i]! / 2);
    const lift = u.lineInvert[i]! === 1 ? h : 0;
    for (let v = start[i]!; v + 1 < start[i + 1]!; v++) {
      const b = links[u.lineUtility[i]!]!.at(coords[v * 3]!, coords[v * 3 + 1]!);
      for (const k of [v, v + 1])
        b.numbers.push(coords[k * 3]!, coords[k * 3 + 1]!, coords[k * 3 + 2]! + lift);
      b.numbers.push(w, u.lineBox[i]! === 1 ? -h : h);
      b.features.push(i);
    }
  }
  for (let i = 0; i * 5 < u.nodes.length; i++) {
    const [x, y, cover, invert, diameter] = u.nodes.subarray(i * 5, i * 5 + 5);
    const r = Math.max(0.15, diameter! / 2);
    const b = nodes[u.nodeUtility[i]!]!.at(x!, y!);
    b.numbers.push(
      x!,
      y!,
      invert! - CHAMBER_COLLAR_M,
      x!,
      y!,
      Math.max(cover!, invert! + 0.3),
      r,
      r,
    );
    b.features.push(i);
  }
  return UTILITY_KINDS.flatMap((_, utility) => [
    ...links[utility]!.values().map((b) => ({
      ...finish(b, TUBE_STRIDE, 2, 2),
      utility,
      of: 'link' as const,
    })),
    ...nodes[utility]!.values().map((b) => ({
      ...finish(b, TUBE_STRIDE, 2, 2),
      utility,
      of: 'node' as const,
    })),
  ]);
}

/** Makes places relative to the middle; `points` places of three numbers lead each instance. */
function finish(b: Bucket, stride: number, points: number, marginM: number): InstanceChunk {
  const [origin, radius] = bounds(b.numbers, stride, points);
  const instances = Float32Array.from(b.numbers, (n, i) =>
    i % stride < 3 * points ? n - origin[(i % stride) % 3]! : n,
  );
  return {
    origin,
    radiusM: radius + marginM,
    stride,
    instances,
    features: Uint32Array.from(b.features),
  };
}
