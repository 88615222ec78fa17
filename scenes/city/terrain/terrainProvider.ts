import {
  Event,
  GeographicTilingScheme,
  HeightmapTerrainData,
  Math as CesiumMath,
  TerrainProvider,
  type Credit,
  type TileAvailability,
} from 'cesium';
import { rectsMeet, TILE_SAMPLES, type LonLatRect } from './terrainTiles';

/** Flat ground needs few samples, but enough of them that the globe stays round at low levels. */
const FLAT_SAMPLES = 17;
const FLAT_MAX_LEVEL = 12;
const METRES_PER_DEGREE = 111320;

/** Where terrain tiles come from. */
export interface TerrainSource {
  /** Outside this rectangle the ground is flat at `surroundM`. */
  readonly relief: LonLatRect;
  readonly surroundM: number;
  readonly cellSizeM: number;
  tile(rect: LonLatRect): Promise<Float32Array>;
}

/**
 * The City's terrain as Cesium tiles: sampled to its full resolution inside the City, flat around it.
 * Deeper tiles are upsampled by Cesium from the deepest sampled level.
 */
export class CityTerrainProvider {
  readonly errorEvent = new Event();
  readonly tilingScheme = new GeographicTilingScheme();
  readonly hasWaterMask = false;
  readonly hasVertexNormals = false;
  readonly credit: Credit | undefined = undefined;
  readonly availability: TileAvailability | undefined = undefined;
  /** Deepest sampled level: samples lie closer than the terrain's cells. */
  readonly maximumLevel: number;
  private readonly levelZeroError: number;

  constructor(private readonly source: TerrainSource) {
    const spacing = (level: number): number =>
      (180 / 2 ** level / (TILE_SAMPLES - 1)) * METRES_PER_DEGREE;
    let level = 0;
    while (spacing(level) > source.cellSizeM * 0.8) level++;
    this.maximumLevel = level;
    this.levelZeroError = TerrainProvider.getEstimatedLevelZeroGeometricErrorForAHeightmap(
      this.tilingScheme.ellipsoid,
      TILE_SAMPLES,
      this.tilingScheme.getNumberOfXTilesAtLevel(0),
    );
  }

  async requestTileGeometry(x: number, y: number, level: number): Promise<HeightmapTerrainData> {
    const rect = this.rectangle(x, y, level);
    if (!rectsMeet(this.source.relief, rect)) {
      const buffer = new Float32Array(FLAT_SAMPLES * FLAT_SAMPLES).fill(this.source.surroundM);
      return new HeightmapTerrainData({ buffer, width: FLAT_SAMPLES, height: FLAT_SAMPLES });
    }
    const buffer = await this.source.tile(rect);
    return new HeightmapTerrainData({ buffer, width: TILE_SAMPLES, height: TILE_SAMPLES });
  }

  getLevelMaximumGeometricError(level: number): number {
    return this.levelZeroError / 2 ** level;
  }

  getTileDataAvailable(x: number, y: number, level: number): boolean {
    if (level > this.maximumLevel) return false;
    return level <= FLAT_MAX_LEVEL || rectsMeet(this.source.relief, this.rectangle(x, y, level));
  }

  loadTileDataAvailability(): undefined {
    return undefined;
  }

  private rectangle(x: number, y: number, level: number): LonLatRect {
    const r = this.tilingScheme.tileXYToRectangle(x, y, level);
    return {
      west: CesiumMath.toDegrees(r.west),
      south: CesiumMath.toDegrees(r.south),
      east: CesiumMath.toDegrees(r.east),
      north: CesiumMath.toDegrees(r.north),
    };
  }
}
