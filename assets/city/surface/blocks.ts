import type { Extent, Raster } from '../../../src/domain/grid';
import { sampleBilinear } from '../../../src/domain/grid';
import { streetFaces, type Face } from './faces';
import { insetFace, type BlockRing } from './inset';
import { centroid, signedArea } from './geometry';
import { RAIL_STRIP_M, type Layout } from './layout';
import { noise2 } from './noise';
import { splitRing } from './parcels';
import type { PlanSpace } from './planSpace';
import { randomStream, streamSeed } from './random';
import type { StreetGraph } from './streetGraph';
import type { Zone, Zoning } from './zones';

/** What a block is used for. Zones give most uses; parks and public buildings are placed among them. */
export type BlockUse =
  | Zone
  | 'park'
  | 'square'
  | 'riverside'
  | 'wood'
  | 'verge'
  | 'school'
  | 'hospital'
  | 'fire_station'
  | 'police'
  | 'town_hall'
  | 'substation';

/** Land between streets, behind the sidewalks. */
export interface Block extends BlockRing {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly areaM2: number;
  readonly centrality: number;
  use: BlockUse;
}

/** Slope of natural land from which a block stays wooded, m/m. */
const STEEP = 0.085;
/** Blocks are kept clear of the railway's axis by this, m. */
const RAIL_CLEAR_M = 17;
const PARK_SHARE = 0.055;

/** All blocks of the city with the use their zone gives them. */
export function makeBlocks(
  seed: number,
  graph: StreetGraph,
  layout: Layout,
  space: PlanSpace,
  zoning: Zoning,
  natural: Raster<Float32Array>,
  extent: Extent,
): Block[] {
  const blocks: Block[] = [];
  const middle = new Float64Array(2);
  const plan = new Float64Array(2);
  const parkNoise = streamSeed(seed, 'parks', 0);
  const add = (ring: BlockRing, use: BlockUse | null): void => {
    centroid(ring.ring, middle);
    const [x, y] = [middle[0]!, middle[1]!];
    space.toPlan(x, y, plan);
    const [u, v] = [plan[0]!, plan[1]!];
    const id = blocks.length;
    const areaM2 = signedArea(ring.ring);
    let chosen: BlockUse = use ?? zoning.at(u, v);
    if (use === null) {
      const rng = randomStream(seed, 'block-use', id);
      const green = PARK_SHARE + 0.06 * noise2(x / 450, y / 450, parkNoise);
      if (isSteep(natural, x, y)) chosen = 'wood';
      else if (chosen !== 'farm' && chosen !== 'industrial' && rng.chance(green)) chosen = 'park';
      else if (areaM2 < 700) chosen = 'verge';
    }
    blocks.push({
      ...ring,
      id,
      x,
      y,
      areaM2,
      centrality: zoning.centrality(x, y),
      use: chosen,
    });
  };
  for (const face of streetFaces(graph, extent)) {
    const ring = insetFace(face);
    if (!ring) continue;
    const [low, high] = acrossRange(face, space);
    // Where the city's edge swallowed a street a face may reach over more than one strip.
    const touches = (from: number, to: number): boolean => low < to - 4 && high > from + 4;
    const strip = [layout.railV - RAIL_STRIP_M, layout.railV + RAIL_STRIP_M] as const;
    if (touches(layout.riverside[0], layout.riverside[1])) add(ring, 'riverside');
    else if (touches(strip[0], strip[1])) {
      if (low < strip[0] - 4 || high > strip[1] + 4) {
        add(ring, 'verge');
        continue;
      }
      centroid(ring.ring, middle);
      space.toPlan(middle[0]!, middle[1]!, plan);
      for (const half of besideRail(ring, plan[0]!, layout.railV, space)) add(half, null);
    } else add(ring, null);
  }
  return blocks;
}

/** Least and greatest v over the corners of a face: faces between two valley lines lie between their v. */
function acrossRange(face: Face, space: PlanSpace): [number, number] {
  const plan = new Float64Array(2);
  let low = Infinity;
  let high = -Infinity;
  for (const { points } of face.sides) {
    space.toPlan(points[0]!, points[1]!, plan);
    low = Math.min(low, plan[1]!);
    high = Math.max(high, plan[1]!);
  }
  return [low, high];
}

/** Parts of a face on both sides of the railway, cut straight along it. */
function besideRail(ring: BlockRing, u: number, railV: number, space: PlanSpace): BlockRing[] {
  const out: BlockRing[] = [];
  // A long strip follows the bent rail in pieces: cut across every 120 m first.
  const pieces: BlockRing[] = [ring];
  const p = new Float64Array(2);
  const q = new Float64Array(2);
  for (let k = -8; k <= 8; k++) {
    space.toWorld(u + k * 120, railV, p);
    space.toWorld(u + k * 120, railV + 1, q);
    const [dx, dy] = [q[0]! - p[0]!, q[1]! - p[1]!];
    for (let i = pieces.length - 1; i >= 0; i--) {
      const halves = splitRing(pieces[i]!, p[0]!, p[1]!, dx, dy);
      if (halves) pieces.splice(i, 1, ...halves);
    }
  }
  for (const piece of pieces) {
    centroid(piece.ring, p);
    space.toPlan(p[0]!, p[1]!, q);
    const at = q[0]!;
    for (const side of [1, -1]) {
      const wanted = side * RAIL_CLEAR_M;
      space.toWorld(at - 60, railV + wanted, p);
      space.toWorld(at + 60, railV + wanted, q);
      const [dx, dy] = [q[0]! - p[0]!, q[1]! - p[1]!];
      for (const half of splitRing(piece, p[0]!, p[1]!, dx, dy) ?? []) {
        const middle = new Float64Array(2);
        centroid(half.ring, middle);
        space.toPlan(middle[0]!, middle[1]!, middle);
        if ((middle[1]! - railV) * side > RAIL_CLEAR_M + 5) out.push(half);
      }
    }
  }
  return out;
}

/** True where natural land is too steep to build on. */
export function isSteep(natural: Raster<Float32Array>, x: number, y: number): boolean {
  const g = natural.grid;
  const h = 25;
  const far = g.cols * g.cellSizeM;
  const z = (px: number, py: number): number =>
    sampleBilinear(natural, Math.min(Math.max(px, 0), far), Math.min(Math.max(py, 0), far));
  const dx = (z(x + h, y) - z(x - h, y)) / (2 * h);
  const dy = (z(x, y + h) - z(x, y - h)) / (2 * h);
  return dx * dx + dy * dy > STEEP * STEEP;
}
