import type { City, Trees, UtilityKind } from '../../domain/city';
import type { CityLayer, CityManifest, LayerKind } from '../../domain/cityPackage';
import { localProjection } from '../../domain/crs';
import { DryrunError, type Notice } from '../../domain/errors';
import type { Extent } from '../../domain/grid';
import { decodeCollection } from '../geojson/collection';
import { CoordinateSlab } from '../geojson/coordinateSlab';
import type { FeatureContext, FeatureReader } from '../geojson/featureReader';
import { assembleUtility, readSensor, readUtilityElement } from '../geojson/networks';
import { readBuilding, readFacility, readStreet, readWater } from '../geojson/surface';
import { parseNet } from '../sumo/parseNet';
import { parseInp } from '../swmm/parseInp';
import { unpacked } from './gzip';
import { IdRegister } from './idRegister';
import { LayerFiles } from './layerFiles';
import { cityDigest, extentOf, frameOf, readManifest } from './manifest';
import { NoticeBook } from './noticeBook';
import type { PackageSource } from './source';
import { DEFAULT_TERRAIN_CELLS, openTerrain, readLandCover } from './terrain';
import { TILED_MEDIA_TYPE, tilesOf } from './tiled';
import { decodeTrees, readTree } from './trees';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Called before each layer and at the end: share done, 0–1, and the layer being read. */
  readonly onProgress?: (done: number, layer: LayerKind | null) => void;
  /** Most terrain (and land-cover) cells in the City; above it an overview is taken. Default 4 million. */
  readonly maxTerrainCells?: number;
  /** Part of a large city to read, local metres: a window of the rasters, and of tiled layers the tiles that touch it. */
  readonly extent?: Extent;
  /** Layers to leave out (e.g. `traffic` where only the map is wanted). */
  readonly skip?: readonly Exclude<LayerKind, 'terrain'>[];
}

/** Rasters up to this size are fetched in one go; larger ones by window. */
const WHOLE_RASTER_BYTES = 32 * 1024 * 1024;

/**
 * Opens a city package: everything is read and checked, or nothing is.
 *
 * Positions come back within 0.1 mm of what was written, levels and widths within 0.05 mm, rasters
 * bit by bit. What was repaired is in `city.notices`, after those the package brings along.
 *
 * @throws DryrunError naming file, place and mend: `package.*`, `geotiff.*`, `geojson.*`,
 * `drainage.*`, `traffic.*`, `crs.unknown`, and what the source throws.
 */
export async function openCityPackage(
  source: PackageSource,
  options: OpenOptions = {},
): Promise<City> {
  const { signal, onProgress, skip = [] } = options;
  const manifest = await readManifest(source, signal);
  const reader = new PackageReader(source, manifest, options);
  const layers = manifest.layers.filter((l) => !skip.some((kind) => kind === l.kind));
  const total = layers.reduce((sum, l) => sum + weight(l), 0);
  let done = 0;
  for (const [i, layer] of layers.entries()) {
    signal?.throwIfAborted();
    onProgress?.(done / total, layer.kind);
    const next = layers[i + 1];
    if (next) reader.files.prefetch(next);
    await reader.readLayer(layer);
    done += weight(layer);
  }
  const city = await reader.finish();
  onProgress?.(1, null);
  return city;
}

/** Layers take time by their size; those without a size count as a small file. */
const weight = (layer: CityLayer): number => Math.max(layer.bytes ?? 0, 10_000);

type Parts = { -readonly [K in keyof City]?: City[K] };

class PackageReader {
  readonly files: LayerFiles;
  private readonly source: PackageSource;
  private readonly manifest: CityManifest;
  private readonly options: OpenOptions;
  private readonly notices = new NoticeBook();
  private readonly told: Notice[] = [];
  private readonly ids = new IdRegister();
  private readonly slab = new CoordinateSlab();
  private readonly frame;
  private readonly projection;
  private readonly parts: Parts = {};

  constructor(source: PackageSource, manifest: CityManifest, options: OpenOptions) {
    this.source = source;
    this.manifest = manifest;
    this.options = options;
    this.frame = frameOf(manifest);
    this.projection = localProjection(this.frame);
    this.files = new LayerFiles(source, WHOLE_RASTER_BYTES, this.notices, options.signal);
  }

  async readLayer(layer: CityLayer): Promise<void> {
    const { parts } = this;
    switch (layer.kind) {
      case 'terrain':
        return this.readTerrain(layer);
      case 'landcover':
        return this.readCover(layer);
      case 'buildings':
        parts.buildings = await this.features(layer, readBuilding);
        return;
      case 'streets':
        parts.streets = await this.features(layer, readStreet);
        return;
      case 'water':
        parts.waterBodies = await this.features(layer, readWater);
        return;
      case 'facilities':
        parts.facilities = await this.features(layer, readFacility);
        return;
      case 'sensors':
        parts.sensors = await this.features(layer, readSensor);
        return;
      case 'utility':
        return this.readUtility(layer, layer.utility!);
      case 'trees':
        parts.trees = await this.readTrees(layer);
        return;
      case 'drainage':
        parts.drainage = parseInp(await this.text(layer), {
          file: layer.href,
          onNotice: (n) => this.told.push(n),
        });
        return;
      case 'traffic':
        parts.traffic = parseNet(await this.text(layer), {
          file: layer.href,
          onNotice: (n) => this.told.push(n),
        });
        return;
      case 'boundary': // told by the extent
      case 'buildings3d': // for drawing: the city scene streams it
        return;
    }
  }

  async finish(): Promise<City> {
    const { manifest: m, parts } = this;
    const hashes: string[] = [];
    for (const layer of m.layers) hashes.push(await this.files.hash(layer));
    return {
      id: m.id,
      name: m.name,
      digest: cityDigest(m, hashes),
      frame: this.frame,
      verticalDatum: m.verticalDatum,
      extent: extentOf(m),
      attribution: m.attribution,
      licence: m.licence,
      terrain: parts.terrain!,
      landCover: parts.landCover ?? null,
      buildings: parts.buildings ?? [],
      streets: parts.streets ?? [],
      waterBodies: parts.waterBodies ?? [],
      utilities: parts.utilities ?? [],
      drainage: parts.drainage ?? null,
      traffic: parts.traffic ?? null,
      facilities: parts.facilities ?? [],
      sensors: parts.sensors ?? [],
      trees: parts.trees ?? new Float32Array(),
      notices: [...(m.notices ?? []), ...this.notices.list(), ...this.told] as Notice[],
    };
  }

  private async readTerrain(layer: CityLayer): Promise<void> {
    const { extent, maxTerrainCells = DEFAULT_TERRAIN_CELLS, signal } = this.options;
    const terrain = await openTerrain(this.source, layer, this.frame, {
      notices: this.notices,
      signal,
      reader: await this.files.rasterReader(layer),
    });
    const raster = await terrain.readWindow(extent, maxTerrainCells, signal);
    if (!raster) {
      throw new DryrunError({
        code: 'package.extent_outside',
        file: layer.href,
        what: 'The part asked for lies outside the terrain.',
        mend: 'Ask for a part inside the extent of the city.',
      });
    }
    if (raster.grid.cellSizeM > terrain.grid.cellSizeM) {
      this.notices.add('package.terrain_coarse', layer.href);
    }
    let gaps = 0;
    for (const z of raster.values) if (Number.isNaN(z)) gaps++;
    if (gaps > 0) this.notices.add('package.terrain_gaps', layer.href, undefined, gaps);
    this.parts.terrain = raster;
  }

  private async readCover(layer: CityLayer): Promise<void> {
    const { extent, maxTerrainCells = DEFAULT_TERRAIN_CELLS, signal } = this.options;
    const classes = layer.classes!;
    const raster = await readLandCover(
      this.source,
      layer,
      this.frame,
      classes,
      { maxCells: maxTerrainCells, extent },
      { notices: this.notices, signal, reader: await this.files.rasterReader(layer) },
    );
    if (raster) this.parts.landCover = { raster, classes };
  }

  /** All features of a layer, or those of the tiles that touch the extent. */
  private async features<T>(
    layer: CityLayer,
    read: (f: FeatureReader) => T | null,
  ): Promise<readonly T[]> {
    const out: T[] = [];
    for (const { href, bytes } of await this.tiles(layer)) {
      const file: FeatureContext = {
        file: href,
        projection: this.projection,
        slab: this.slab,
        notices: this.notices,
      };
      const items = decodeCollection(await bytes(), file, (f) => {
        this.ids.claim(f.id, href);
        return read(f);
      });
      for (const item of items) out.push(item);
    }
    return out;
  }

  private async tiles(
    layer: CityLayer,
  ): Promise<{ href: string; bytes: () => Promise<Uint8Array> }[]> {
    const { extent, signal } = this.options;
    const first = await this.files.bytes(layer);
    if (layer.mediaType !== TILED_MEDIA_TYPE) {
      return [{ href: layer.href, bytes: async () => first }];
    }
    return tilesOf(first, layer.href, extent).map(({ href }) => ({
      href,
      bytes: async () => unpacked(await this.source.read(href, undefined, signal), href),
    }));
  }

  private async readUtility(layer: CityLayer, kind: UtilityKind): Promise<void> {
    const elements = await this.features(layer, readUtilityElement);
    const partial = layer.mediaType === TILED_MEDIA_TYPE && this.options.extent !== undefined;
    const onCut = (f: FeatureReader): void =>
      this.notices.add('package.links_cut', layer.href, f.place);
    const network = assembleUtility(kind, elements, partial ? onCut : null);
    this.parts.utilities = [...(this.parts.utilities ?? []), network];
  }

  private async readTrees(layer: CityLayer): Promise<Trees> {
    if (!/json/.test(layer.mediaType)) {
      return decodeTrees(await this.files.bytes(layer), layer.href);
    }
    return Float32Array.from((await this.features(layer, readTree)).flat());
  }

  private async text(layer: CityLayer): Promise<string> {
    return new TextDecoder().decode(await this.files.bytes(layer));
  }
}
