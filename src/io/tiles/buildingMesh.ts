import type { Building, Ring } from '../../domain/city';
import type { Facade } from './facadeTexture';
import type { MeshBuffer } from './meshBuffer';
import { lookOf, type BuildingLook } from './palette';
import { bendsAlong, roofFacets, roofHeightAt, roofOf, triangles, type Roof } from './roof';
import type { TileFrame } from './tileFrame';

/** Primitives of a tile: one per facade texture, one without. */
export type TileMeshes = Record<Facade | 'plain', MeshBuffer>;

/** Edges shorter than this carry no window, m. */
const MIN_WINDOW_EDGE_M = 1.8;
/** Walls go on below the ground, so that no building floats on a slope; at least so deep, m. */
const MIN_FOUNDATION_M = 2;

/** Adds a building as it is: walls with windows up to the eaves, gables, and its roof. */
export function addBuilding(
  meshes: TileMeshes,
  b: Building,
  featureId: number,
  frame: TileFrame,
): void {
  const roof = roofOf(b);
  const painter = new BuildingPainter(meshes, b, featureId, frame, b.heightM);
  for (const ring of [b.footprint.outer, ...b.footprint.holes]) painter.walls(ring, roof);
  const top = b.groundM + b.heightM;
  for (const { plane, points } of roofFacets(b.footprint, roof)) {
    const k = 1 / Math.hypot(plane.a, plane.b, 1);
    const heights: number[] = [];
    for (let i = 0; i < points.length; i += 2) {
      heights.push(top + Math.max(0, roofHeightAt(roof, points[i]!, points[i + 1]!)));
    }
    painter.facet(points, heights, [-plane.a * k, -plane.b * k, k], painter.look.roof);
  }
}

/** Adds a building as a block: for tiles seen from afar. */
export function addBlock(
  meshes: TileMeshes,
  b: Building,
  featureId: number,
  frame: TileFrame,
): void {
  const heightM = b.heightM + b.roofHeightM / 2;
  const painter = new BuildingPainter(meshes, b, featureId, frame, heightM);
  const flat: Roof = { planes: [{ a: 0, b: 0, c: 0 }], cx: 0, cy: 0 };
  painter.walls(b.footprint.outer, flat);
  const top = b.groundM + heightM;
  for (const t of triangles({ outer: b.footprint.outer, holes: [] })) {
    painter.facet(t, [top, top, top], [0, 0, 1], painter.look.roof);
  }
}

class BuildingPainter {
  readonly look: BuildingLook;
  private readonly meshes: TileMeshes;
  private readonly building: Building;
  private readonly featureId: number;
  private readonly frame: TileFrame;
  private readonly heightM: number;
  private readonly storeys: number;
  private readonly cos: number;
  private readonly sin: number;

  constructor(
    meshes: TileMeshes,
    building: Building,
    featureId: number,
    frame: TileFrame,
    heightM: number,
  ) {
    this.meshes = meshes;
    this.building = building;
    this.featureId = featureId;
    this.frame = frame;
    this.heightM = heightM;
    this.look = lookOf(building);
    this.storeys = Math.max(1, Math.round(building.storeys));
    const { outer } = building.footprint;
    [this.cos, this.sin] = frame.convergence(outer[0]!, outer[1]!);
  }

  /** Walls along a ring whose outside is on the right: outlines counter-clockwise, courtyards clockwise. */
  walls(ring: Ring, roof: Roof): void {
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      this.wall(ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!, roof);
    }
  }

  /** A plane polygon, counter-clockwise from outside, as a fan. */
  facet(
    points: readonly number[],
    heights: readonly number[],
    normal: readonly [number, number, number],
    colour: readonly [number, number, number],
  ): void {
    const mesh = this.meshes.plain;
    const n = this.frame.direction(...normal, this.cos, this.sin);
    const first = mesh.vertices;
    heights.forEach((z, i) => {
      const at = this.frame.place(points[2 * i]!, points[2 * i + 1]!, z);
      mesh.vertex(at, n, 0, 0, colour, this.featureId);
    });
    for (let i = 2; i < heights.length; i++) mesh.triangle(first, first + i - 1, first + i);
  }

  private wall(x0: number, y0: number, x1: number, y1: number, roof: Roof): void {
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length < 1e-4) return;
    const { building: b, look, storeys, heightM, featureId } = this;
    const normal = [(y1 - y0) / length, (x0 - x1) / length, 0] as const;
    const n = this.frame.direction(...normal, this.cos, this.sin);
    const storeyM = heightM / storeys;
    const below = Math.max(1, Math.ceil(MIN_FOUNDATION_M / Math.max(storeyM, 0.5)));
    const bays = length < MIN_WINDOW_EDGE_M ? 0 : Math.max(1, Math.round(length / look.bayM));
    const low = b.groundM - below * storeyM;
    const eaves = b.groundM + heightM;

    const mesh = this.meshes[look.facade];
    const corner = (x: number, y: number, z: number, u: number, v: number): number =>
      mesh.vertex(this.frame.place(x, y, z), n, u, v, look.wall, featureId);
    const a0 = corner(x0, y0, low, 0, -below);
    const a1 = corner(x0, y0, eaves, 0, storeys);
    const b0 = corner(x1, y1, low, bays, -below);
    const b1 = corner(x1, y1, eaves, bays, storeys);
    mesh.triangle(a0, b0, b1);
    mesh.triangle(a0, b1, a1);
    this.gable(x0, y0, x1, y1, eaves, normal, roof);
  }

  /** What stands between the eaves and the roof over an edge. */
  private gable(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    eaves: number,
    normal: readonly [number, number, number],
    roof: Roof,
  ): void {
    if (roof.planes.length === 1 && roof.planes[0]!.a === 0 && roof.planes[0]!.b === 0) return;
    const points = [x0, y0, x1, y1];
    const heights = [eaves, eaves];
    let tallest = 0;
    for (const t of bendsAlong(roof, x0, y0, x1, y1).toReversed()) {
      const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
      const rise = roofHeightAt(roof, x, y);
      tallest = Math.max(tallest, rise);
      if (rise < MIN_GABLE_M) continue;
      points.push(x, y);
      heights.push(eaves + rise);
    }
    if (tallest >= MIN_GABLE_M) this.facet(points, heights, normal, this.look.wall);
  }
}

/** Gables lower than this are not drawn, m. */
const MIN_GABLE_M = 0.02;
