import { sampleBilinear, type Raster } from '../../../src/domain/grid';
import { valueAt } from './polyline';
import type { StreetGraph } from './streetGraph';

/** Over this distance beyond a junction its plane fades into the street's own profile, m. */
const FADE_M = 18;
/** Ground this far below the street is the void under a bridge, m. */
const VOID_M = 2.5;
/** Distance along the arms at which the plane is fitted, m. */
const FIT_M = 12;

/** Plane of a junction: level at the node and its gradient. */
interface Plane {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly gx: number;
  readonly gy: number;
}

/**
 * The level that lines under the sidewalks measure their depth from. Between junctions it is the
 * street's profile; round a junction it is one plane fitted to all its arms, so that lines of
 * different streets that cross there keep the distance of their depth bands. Where the ground beside
 * the street falls away, the level follows the ground.
 */
export class SurfaceLevel {
  private readonly planes: readonly Plane[];

  constructor(
    private readonly graph: StreetGraph,
    private readonly reachM: readonly number[],
    private readonly terrain: Raster<Float32Array>,
  ) {
    this.planes = graph.nodes.map((_, i) => fitPlane(graph, i));
  }

  /** Level (m) at a point that belongs to chainage c of street k. */
  at(k: number, c: number, x: number, y: number): number {
    const s = this.graph.streets[k]!;
    const profile = valueAt(s.line, s.profileM, c);
    const a = this.weight(s.from, x, y);
    const b = this.weight(s.to, x, y);
    const rest = Math.max(0, 1 - a - b);
    const sum = a + b + rest;
    const level =
      (a * this.onPlane(s.from, x, y) + b * this.onPlane(s.to, x, y) + rest * profile) / sum;
    return s.street.level > 0 ? level : this.capped(level, x, y);
  }

  /** Level at a point near a junction, m. */
  nearNode(node: number, x: number, y: number): number {
    return this.capped(this.onPlane(node, x, y), x, y);
  }

  private capped(level: number, x: number, y: number): number {
    const ground = sampleBilinear(this.terrain, x, y);
    return level - ground < VOID_M ? Math.min(level, ground) : level;
  }

  /** Level of a junction's plane at a point, m. */
  private onPlane(node: number, x: number, y: number): number {
    const p = this.planes[node]!;
    return p.z + p.gx * (x - p.x) + p.gy * (y - p.y);
  }

  private weight(node: number, x: number, y: number): number {
    const p = this.planes[node]!;
    const beyond = Math.hypot(x - p.x, y - p.y) - this.reachM[node]!;
    return Math.min(Math.max(1 - beyond / FADE_M, 0), 1);
  }
}

/** Least-squares gradient through the node's own level. */
function fitPlane(graph: StreetGraph, i: number): Plane {
  const { x, y, z } = graph.nodes[i]!;
  let [xx, xy, yy, xz, yz] = [0, 0, 0, 0, 0];
  for (const arm of graph.arms[i]!) {
    const s = graph.streets[arm.street]!;
    const d = Math.min(FIT_M, s.lengthM / 2);
    const dz = valueAt(s.line, s.profileM, arm.outward ? d : s.lengthM - d) - z;
    const dx = d * Math.cos(arm.bearing);
    const dy = d * Math.sin(arm.bearing);
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    xz += dx * dz;
    yz += dy * dz;
  }
  // A little damping keeps the gradient across a straight street at zero.
  const damp = 1;
  const det = (xx + damp) * (yy + damp) - xy * xy;
  if (graph.arms[i]!.length === 0) return { x, y, z, gx: 0, gy: 0 };
  return {
    x,
    y,
    z,
    gx: (xz * (yy + damp) - yz * xy) / det,
    gy: (yz * (xx + damp) - xz * xy) / det,
  };
}
