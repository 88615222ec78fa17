import type { Extent } from '../../../src/domain/grid';
import type { Rgb } from '../../shared/colourMaps';
import type { HeightField } from '../terrain/heightField';
import { MeshBuilder, type MeshChunk } from './chunks';

const STEP_M = 2;
const MAX_STEPS = 400;
const SURFACE: Rgb = [126, 100, 72];
const DEEP: Rgb = [92, 74, 56];
const FLOOR: Rgb = [104, 84, 62];

/** Walls and floor of the cut box: the earth that shows where the ground is taken away. */
export function trenchMesh(box: Extent, floorM: number, ground: HeightField): MeshChunk {
  const mesh = new MeshBuilder();
  const corners = [
    [box.minX, box.minY],
    [box.maxX, box.minY],
    [box.maxX, box.maxY],
    [box.minX, box.maxY],
  ] as const;
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % 4]!;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const steps = Math.max(1, Math.min(MAX_STEPS, Math.ceil(length / STEP_M)));
    // Seen from inside: the normal points into the box.
    const nx = -(b[1] - a[1]) / length;
    const ny = (b[0] - a[0]) / length;
    let low = -1;
    let high = -1;
    for (let i = 0; i <= steps; i++) {
      const x = a[0] + ((b[0] - a[0]) * i) / steps;
      const y = a[1] + ((b[1] - a[1]) * i) / steps;
      const l = mesh.vertex(x, y, floorM, nx, ny, 0, DEEP, 255, 0);
      const h = mesh.vertex(x, y, ground.at(x, y), nx, ny, 0, SURFACE, 255, 0);
      if (i > 0) {
        mesh.triangle(low, high, l);
        mesh.triangle(l, high, h);
      }
      low = l;
      high = h;
    }
  });
  const floor = corners.map(([x, y]) => mesh.vertex(x, y, floorM, 0, 0, 1, FLOOR, 255, 0));
  mesh.triangle(floor[0]!, floor[1]!, floor[2]!);
  mesh.triangle(floor[0]!, floor[2]!, floor[3]!);
  return mesh.finish();
}
