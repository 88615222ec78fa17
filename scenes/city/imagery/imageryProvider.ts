import { Event, GeographicTilingScheme, Math as CesiumMath, Rectangle, type Credit } from 'cesium';
import type { LonLatRect } from '../terrain/terrainTiles';

/** Pixels Cesium believes a tile has; the tile is painted with more, so that it stays crisp. */
const NOMINAL_PX = 256;
/** Tiles painted at once: more would only wait in the worker, after the camera has moved on. */
const MAX_IN_FLIGHT = 4;
/** Finest pixel, m: lane markings are sharp at 6 cm. */
const FINEST_PIXEL_M = 0.06;

/** Paints one tile of the given size in pixels. */
export type PaintTile = (rect: LonLatRect, sizePx: number) => Promise<ImageBitmap>;

/** The City's painted ground as Cesium imagery, in a tiling of its own: level 0 is the whole City. */
export class CityImageryProvider {
  readonly tileWidth = NOMINAL_PX;
  readonly tileHeight = NOMINAL_PX;
  readonly minimumLevel = 0;
  readonly maximumLevel: number;
  readonly tilingScheme: GeographicTilingScheme;
  readonly rectangle: Rectangle;
  readonly tileDiscardPolicy: undefined = undefined;
  readonly errorEvent = new Event();
  readonly credit: Credit | undefined = undefined;
  readonly proxy: undefined = undefined;
  readonly hasAlphaChannel = false;
  readonly ready = true;
  private inFlight = 0;

  /** `sideM`: longer side of the rectangle, m. */
  constructor(
    bounds: LonLatRect,
    sideM: number,
    private readonly paintedPx: number,
    private readonly paint: PaintTile,
    private readonly painted: () => void,
  ) {
    this.rectangle = Rectangle.fromDegrees(bounds.west, bounds.south, bounds.east, bounds.north);
    this.tilingScheme = new GeographicTilingScheme({
      rectangle: this.rectangle,
      numberOfLevelZeroTilesX: 1,
      numberOfLevelZeroTilesY: 1,
    });
    this.maximumLevel = Math.max(0, Math.ceil(Math.log2(sideM / paintedPx / FINEST_PIXEL_M)));
  }

  getTileCredits(): Credit[] {
    return [];
  }

  requestImage(x: number, y: number, level: number): Promise<ImageBitmap> | undefined {
    if (this.inFlight >= MAX_IN_FLIGHT) return undefined;
    this.inFlight++;
    const r = this.tilingScheme.tileXYToRectangle(x, y, level);
    const rect = {
      west: CesiumMath.toDegrees(r.west),
      south: CesiumMath.toDegrees(r.south),
      east: CesiumMath.toDegrees(r.east),
      north: CesiumMath.toDegrees(r.north),
    };
    return this.paint(rect, this.paintedPx).finally(() => {
      this.inFlight--;
      // Under render on demand nobody else would ask for the tile just painted, or the next.
      this.painted();
    });
  }

  pickFeatures(): undefined {
    return undefined;
  }
}
