import { localProjection, type LocalProjection } from '../../../src/domain/crs';
import type { Extent, Grid } from '../../../src/domain/grid';
import { floodBase, type FloodBase } from '../flood/floodBase';
import { GroundPainter, type GroundOptions } from '../imagery/groundPainter';
import { bridgeMesh } from '../mesh/bridgeMesh';
import { buildingMesh } from '../mesh/buildingMesh';
import type { InstanceChunk, MeshChunk } from '../mesh/chunks';
import { treeInstances, utilityInstances, type UtilityChunk } from '../mesh/instances';
import { trenchMesh } from '../mesh/trenchMesh';
import { waterMesh } from '../mesh/waterMesh';
import { fillHoles } from '../terrain/fillHoles';
import { HeightField } from '../terrain/heightField';
import { lonLatBounds, terrainTile, type LonLatRect } from '../terrain/terrainTiles';
import type { PackedCity } from './packed';

/** All that the scene has computed off the main thread, for one City. */
export class CityGeometry {
  readonly field: HeightField;
  /** Terrain with its holes filled: the City's own array where it had none. */
  readonly filled: Float32Array;
  private readonly projection: LocalProjection;
  private readonly relief: LonLatRect;
  private painter: GroundPainter | null = null;

  constructor(
    private readonly city: PackedCity,
    private readonly fadeM: number,
  ) {
    this.projection = localProjection(city.frame);
    this.filled = fillHoles(city.terrain);
    this.field = new HeightField({ grid: city.terrain.grid, values: this.filled });
    this.relief = lonLatBounds(this.projection, this.field.extent, this.field.fallM);
  }

  terrain(tile: LonLatRect): Float32Array {
    return terrainTile(this.field, this.projection, this.relief, tile);
  }

  /** A ground tile, row 0 in the south. */
  ground(rect: LonLatRect, size: number, options: GroundOptions): ImageBitmap {
    this.painter ??= new GroundPainter(
      this.city,
      { grid: this.city.terrain.grid, values: this.filled },
      this.projection,
      this.city.extent,
      this.fadeM,
    );
    const canvas = new OffscreenCanvas(size, size);
    const ctx = canvas.getContext('2d', { willReadFrequently: false });
    if (!ctx) throw new Error('CityGeometry.ground: no 2D context for an offscreen canvas');
    this.painter.paint(ctx, size, rect, options);
    return canvas.transferToImageBitmap();
  }

  buildings(): MeshChunk[] {
    return buildingMesh(this.city.buildings, this.field);
  }

  bridges(): MeshChunk[] {
    return bridgeMesh(this.city.streets, this.field);
  }

  water(): MeshChunk[] {
    return waterMesh(this.city.water.polygons, this.city.water.levelM);
  }

  trees(): InstanceChunk[] {
    return treeInstances(this.city.trees, this.field);
  }

  utilities(): UtilityChunk[] {
    return utilityInstances(this.city.utilities);
  }

  trench(box: Extent, floorM: number): MeshChunk {
    return trenchMesh(box, floorM, this.field);
  }

  floodBase(grid: Grid): FloodBase {
    return floodBase(grid, this.field, this.city.water.polygons, this.city.water.levelM);
  }
}
