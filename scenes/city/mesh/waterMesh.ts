import earcut from 'earcut';
import type { PackedPolygons } from '../worker/packed';
import { MeshBuilder, type MeshChunk } from './chunks';

const EARTH_RADIUS_M = 6371000;

/** Level water surfaces, one chunk per water body; they follow the earth's curvature at their vertices. */
export function waterMesh(polygons: PackedPolygons, levelM: Float64Array): MeshChunk[] {
  const chunks: MeshChunk[] = [];
  const { polyStart, ringStart, coords } = polygons;
  for (let i = 0; i < levelM.length; i++) {
    const from = ringStart[polyStart[i]!]!;
    const to = ringStart[polyStart[i + 1]!]!;
    const xy = Array.from(coords.subarray(from * 2, to * 2));
    const holes: number[] = [];
    for (let r = polyStart[i]! + 1; r < polyStart[i + 1]!; r++) holes.push(ringStart[r]! - from);
    const mesh = new MeshBuilder();
    for (let v = 0; v < xy.length; v += 2) {
      mesh.vertex(xy[v]!, xy[v + 1]!, levelM[i]!, 0, 0, 1, [255, 255, 255], 0, i);
    }
    const triangles = earcut(xy, holes);
    for (let t = 0; t < triangles.length; t += 3) {
      mesh.triangle(triangles[t]!, triangles[t + 1]!, triangles[t + 2]!);
    }
    const chunk = mesh.finish();
    for (let v = 0; v < chunk.positions.length; v += 3) {
      const d2 = chunk.positions[v]! ** 2 + chunk.positions[v + 1]! ** 2;
      chunk.positions[v + 2]! -= d2 / (2 * EARTH_RADIUS_M);
    }
    chunks.push(chunk);
  }
  return chunks;
}
