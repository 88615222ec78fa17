import Flatbush from 'flatbush';
import type { LocalProjection } from '../../../src/domain/crs';
import type { Extent, Raster } from '../../../src/domain/grid';
import type { LonLatRect } from '../terrain/terrainTiles';
import type { PackedCity, PackedLines, PackedPolygons } from '../worker/packed';
import { tileAffine, tileExtent } from './affine';
import { groundSource, type GroundSource } from './groundSource';
import { paintGround } from './paintGround';
import { paintStreets, type Canvas2D } from './paintStreets';
import { streetPlan, type StreetPlan } from './streetPlan';
import { GROUND_THEMES, type GroundTheme } from './theme';

/** What is drawn on a ground tile besides land cover. */
export interface GroundOptions {
  readonly theme: 'light' | 'dark';
  readonly streets: boolean;
}

/** Pixels larger than this show no tree shade and no contact shadow of buildings, m. */
const FINE_PIXEL_M = 1.5;
/** Streets may reach beyond their centreline by this much, m. */
const STREET_MARGIN_M = 30;

/** Paints tiles of the City's ground: land cover, relief, water, streets, shade under trees and buildings. */
export class GroundPainter {
  private readonly source: GroundSource;
  private readonly plan: StreetPlan;
  private readonly streets: Flatbush | null;
  private readonly buildings: Flatbush | null;
  private readonly water: Flatbush | null;
  private readonly trees: Flatbush | null;

  constructor(
    private readonly city: PackedCity,
    terrain: Raster<Float32Array>,
    private readonly projection: LocalProjection,
    private readonly extent: Extent,
    private readonly fadeM: number,
  ) {
    this.source = groundSource(city, terrain);
    this.plan = streetPlan(city.streets);
    this.streets = indexLines(city.streets.lines);
    this.buildings = indexPolygons(city.buildings.polygons);
    this.water = indexPolygons(city.water.polygons);
    this.trees = indexTrees(city.trees);
  }

  /** Draws the tile on a square canvas of `size` pixels, row 0 in the south. */
  paint(ctx: Canvas2D, size: number, rect: LonLatRect, options: GroundOptions): void {
    const theme = GROUND_THEMES[options.theme];
    const affine = tileAffine(this.projection, rect, size);
    const image = new ImageData(size, size);
    paintGround(image.data, size, affine, this.source, this.extent, this.fadeM, theme);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.putImageData(image, 0, 0);
    ctx.setTransform(affine.a, affine.d, affine.b, affine.e, affine.c, affine.f);
    const box = tileExtent(affine, size);
    this.paintWater(ctx, box, affine.pixelM, theme);
    if (options.streets && this.streets) {
      const [minX, minY, maxX, maxY] = box;
      const m = STREET_MARGIN_M;
      const which = this.streets
        .search(minX - m, minY - m, maxX + m, maxY + m)
        .sort((a, b) => a - b);
      paintStreets(ctx, this.city.streets, this.plan, which, affine.pixelM, theme);
    }
    this.paintBuildings(ctx, box, affine.pixelM, theme);
    if (affine.pixelM < FINE_PIXEL_M) this.paintTreeShade(ctx, box, theme);
  }

  private paintWater(ctx: Canvas2D, box: Box, pixelM: number, theme: GroundTheme): void {
    const which = this.water?.search(...box) ?? [];
    if (which.length === 0) return;
    ctx.beginPath();
    for (const i of which) tracePolygon(ctx, this.city.water.polygons, i);
    ctx.fillStyle = theme.water;
    ctx.fill('evenodd');
    ctx.lineJoin = 'round';
    ctx.strokeStyle = theme.bank;
    ctx.lineWidth = Math.max(1.2, pixelM);
    ctx.stroke();
  }

  private paintBuildings(ctx: Canvas2D, box: Box, pixelM: number, theme: GroundTheme): void {
    const m = 4;
    const which = this.buildings?.search(box[0] - m, box[1] - m, box[2] + m, box[3] + m) ?? [];
    if (which.length === 0) return;
    ctx.beginPath();
    for (const i of which) tracePolygon(ctx, this.city.buildings.polygons, i);
    if (pixelM < FINE_PIXEL_M) {
      ctx.lineJoin = 'round';
      ctx.strokeStyle = theme.contact;
      for (const width of [5, 2.6, 1.2]) {
        ctx.lineWidth = width;
        ctx.stroke();
      }
    }
    ctx.fillStyle = theme.footprint;
    ctx.fill('evenodd');
  }

  private paintTreeShade(ctx: Canvas2D, box: Box, theme: GroundTheme): void {
    const m = 6;
    const which = this.trees?.search(box[0] - m, box[1] - m, box[2] + m, box[3] + m) ?? [];
    if (which.length === 0) return;
    const t = this.city.trees;
    ctx.fillStyle = theme.treeShade;
    ctx.beginPath();
    for (const i of which) {
      const r = t[i * 4 + 3]! * 0.95;
      ctx.moveTo(t[i * 4]! + r, t[i * 4 + 1]!);
      ctx.arc(t[i * 4]!, t[i * 4 + 1]!, r, 0, 2 * Math.PI);
    }
    ctx.fill();
  }
}

type Box = [number, number, number, number];

function tracePolygon(ctx: Canvas2D, p: PackedPolygons, i: number): void {
  for (let ring = p.polyStart[i]!; ring < p.polyStart[i + 1]!; ring++) {
    const from = p.ringStart[ring]!;
    const to = p.ringStart[ring + 1]!;
    for (let v = from; v < to; v++) {
      if (v === from) ctx.moveTo(p.coords[v * 2]!, p.coords[v * 2 + 1]!);
      else ctx.lineTo(p.coords[v * 2]!, p.coords[v * 2 + 1]!);
    }
    ctx.closePath();
  }
}

function indexLines(lines: PackedLines): Flatbush | null {
  const n = lines.start.length - 1;
  if (n === 0) return null;
  const index = new Flatbush(n);
  for (let i = 0; i < n; i++) addBounds(index, lines.coords, lines.start[i]!, lines.start[i + 1]!);
  index.finish();
  return index;
}

function indexPolygons(p: PackedPolygons): Flatbush | null {
  const n = p.polyStart.length - 1;
  if (n === 0) return null;
  const index = new Flatbush(n);
  for (let i = 0; i < n; i++) {
    const outer = p.polyStart[i]!;
    addBounds(index, p.coords, p.ringStart[outer]!, p.ringStart[outer + 1]!);
  }
  index.finish();
  return index;
}

function indexTrees(trees: Float32Array): Flatbush | null {
  const n = trees.length / 4;
  if (n === 0) return null;
  const index = new Flatbush(n);
  for (let i = 0; i < n; i++)
    index.add(trees[i * 4]!, trees[i * 4 + 1]!, trees[i * 4]!, trees[i * 4 + 1]!);
  index.finish();
  return index;
}

function addBounds(index: Flatbush, coords: Float64Array, from: number, to: number): void {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let v = from; v < to; v++) {
    minX = Math.min(minX, coords[v * 2]!);
    maxX = Math.max(maxX, coords[v * 2]!);
    minY = Math.min(minY, coords[v * 2 + 1]!);
    maxY = Math.max(maxY, coords[v * 2 + 1]!);
  }
  index.add(minX, minY, maxX, maxY);
}
