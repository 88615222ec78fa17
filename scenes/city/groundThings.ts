import Flatbush from 'flatbush';
import type { City, Polyline, Ring } from '../../src/domain/city';
import type { Pick } from '../../src/domain/view';
import { TimeSlice } from '../shared/timeSlice';

/** Which street or water lies under a point of the ground. */
export class GroundThings {
  private constructor(
    private readonly city: City,
    private readonly streets: Flatbush | null,
  ) {}

  static async of(city: City): Promise<GroundThings> {
    const slice = new TimeSlice();
    if (city.streets.length === 0) return new GroundThings(city, null);
    const index = new Flatbush(city.streets.length);
    for (const s of city.streets) {
      let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let k = 0; k < s.centreline.length; k += 2) {
        minX = Math.min(minX, s.centreline[k]!);
        maxX = Math.max(maxX, s.centreline[k]!);
        minY = Math.min(minY, s.centreline[k + 1]!);
        maxY = Math.max(maxY, s.centreline[k + 1]!);
      }
      const half = s.widthM / 2 + s.sidewalkM;
      index.add(minX - half, minY - half, maxX + half, maxY + half);
      if (slice.due()) await slice.rest();
    }
    index.finish();
    return new GroundThings(city, index);
  }

  at(
    x: number,
    y: number,
    layers: { readonly streets: boolean; readonly water: boolean },
  ): Omit<Pick, 'point'> {
    if (layers.streets) {
      for (const i of this.streets?.search(x, y, x, y) ?? []) {
        const s = this.city.streets[i]!;
        if (distanceToLine(s.centreline, x, y) <= s.widthM / 2 + s.sidewalkM) {
          return { kind: 'street', id: s.id };
        }
      }
    }
    if (layers.water) {
      for (const w of this.city.waterBodies) {
        const inside = inRing(w.area.outer, x, y) && !w.area.holes.some((h) => inRing(h, x, y));
        if (inside) return { kind: 'water', id: w.id };
      }
    }
    return { kind: 'ground', id: '' };
  }
}

function distanceToLine(line: Polyline, x: number, y: number): number {
  let best = Infinity;
  for (let k = 0; k + 3 < line.length; k += 2) {
    const ax = line[k]!;
    const ay = line[k + 1]!;
    const dx = line[k + 2]! - ax;
    const dy = line[k + 3]! - ay;
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    best = Math.min(best, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return best;
}

function inRing(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  const n = ring.length / 2;
  for (let i = 0, j = n - 1; i < n; j = i++) {
    const yi = ring[i * 2 + 1]!;
    const yj = ring[j * 2 + 1]!;
    if (yi > y === yj > y) continue;
    const xi = ring[i * 2]!;
    if (x < xi + ((ring[j * 2]! - xi) * (y - yi)) / (yj - yi)) inside = !inside;
  }
  return inside;
}
