import {
  Color,
  ImageryLayer,
  type Globe,
  type ImageryProvider,
  type TerrainProvider,
} from 'cesium';
import { localProjection } from '../../src/domain/crs';
import type { City } from '../../src/domain/city';
import { hexColour, parseCssColour } from '../shared/colourMaps';
import type { CityWorkerClient } from './cityWorkerClient';
import { litColour, type Daylight } from './daylight';
import type { GroundOptions } from './imagery/groundPainter';
import { CityImageryProvider } from './imagery/imageryProvider';
import { GROUND_THEMES } from './imagery/theme';
import type { HeightField } from './terrain/heightField';
import { CityTerrainProvider } from './terrain/terrainProvider';
import { lonLatBounds } from './terrain/terrainTiles';

/** Painted pixels per tile: Cesium asks for tiles by 256, these carry twice that. */
const TILE_PX = 512;

/** Margin around the extent over which the painted ground fades into the plain surroundings, m. */
export function fadeMargin(city: City): number {
  const { minX, minY, maxX, maxY } = city.extent;
  return Math.max(60, 0.06 * Math.max(maxX - minX, maxY - minY));
}

/** Terrain and painted imagery of one City on the globe. */
export class GroundLayers {
  private imagery: ImageryLayer | null = null;
  private provider: CityImageryProvider | null = null;
  private options: GroundOptions = { theme: 'light', streets: true };
  private visible = true;
  private alpha = 1;
  private light: Daylight | null = null;

  constructor(
    private readonly globe: Globe,
    private readonly city: City,
    private readonly worker: CityWorkerClient,
    ground: HeightField,
    private readonly requestRender: () => void,
  ) {
    const projection = localProjection(city.frame);
    const source = {
      relief: lonLatBounds(projection, ground.extent, ground.fallM),
      surroundM: ground.surroundM,
      cellSizeM: city.terrain.grid.cellSizeM,
      tile: async (rect: Parameters<typeof worker.api.terrain>[0]) => {
        const heights = await worker.ask(worker.api.terrain(rect));
        requestRender();
        return heights;
      },
    };
    // Cesium's typings ask for a class of its own; what it calls is all there.
    globe.terrainProvider = new CityTerrainProvider(source) as unknown as TerrainProvider;
    this.paintAnew();
  }

  setOptions(options: GroundOptions): void {
    if (options.theme === this.options.theme && options.streets === this.options.streets) return;
    this.options = options;
    this.paintAnew();
  }

  setShown(visible: boolean, alpha: number): void {
    this.visible = visible;
    this.alpha = alpha;
    this.applyLook();
  }

  relight(light: Daylight): void {
    this.light = light;
    this.applyLook();
  }

  dispose(): void {
    if (this.imagery) this.globe.imageryLayers.remove(this.imagery, true);
    this.imagery = null;
  }

  private paintAnew(): void {
    const { extent, frame } = this.city;
    const margin = fadeMargin(this.city);
    const bounds = lonLatBounds(localProjection(frame), extent, margin);
    const side = Math.max(extent.maxX - extent.minX, extent.maxY - extent.minY) + 2 * margin;
    const options = this.options;
    const { worker } = this;
    this.provider = new CityImageryProvider(
      bounds,
      side,
      TILE_PX,
      (rect, px) => worker.ask(worker.api.ground(rect, px, options)),
      this.requestRender,
    );
    const next = new ImageryLayer(this.provider as unknown as ImageryProvider);
    const before = this.imagery;
    this.globe.imageryLayers.add(next);
    this.imagery = next;
    if (before) this.globe.imageryLayers.remove(before, true);
    this.applyLook();
  }

  private applyLook(): void {
    const layer = this.imagery;
    if (!layer) return;
    layer.show = this.visible;
    layer.alpha = this.alpha;
    if (this.light) {
      layer.brightness = this.light.groundBrightness;
      this.globe.baseColor = groundTone(this.options.theme, this.light);
    }
    this.requestRender();
  }
}

/** Longitude and latitude of the City's middle, degrees. */
export function cityMiddle(city: City): [number, number] {
  const { minX, minY, maxX, maxY } = city.extent;
  return localProjection(city.frame).toLonLat((minX + maxX) / 2, (minY + maxY) / 2);
}

/** Colour of plain ground in a theme and light: around the City, and wherever nothing is painted yet. */
export function groundTone(theme: GroundOptions['theme'], light: Daylight): Color {
  const surround = parseCssColour(GROUND_THEMES[theme].surround);
  return Color.fromCssColorString(hexColour(litColour(surround, light)));
}
