import type { City } from '../../domain/city';
import {
  CITY_PACKAGE_VERSION,
  type CityLayer,
  type CityManifest,
  type LayerKind,
} from '../../domain/cityPackage';
import { localProjection } from '../../domain/crs';
import type { Extent } from '../../domain/grid';
import { sha256Hex } from '../../domain/hash';
import { inLanguage } from '../../domain/text';
import { encodeCollection, type GeoFeature } from '../geojson/collection';
import { GeoWriter } from '../geojson/geoCoordinates';
import { writeSensor, writeUtility } from '../geojson/networks';
import { writeBuilding, writeFacility, writeStreet, writeWater } from '../geojson/surface';
import { encodeCog } from '../geotiff/encode';
import { writeNet } from '../sumo/writeNet';
import { writeInp } from '../swmm/writeInp';
import { writeBuildingTiles } from '../tiles/writeBuildingTiles';
import { gzip } from './gzip';
import { checkManifest, cityDigest, MANIFEST } from './manifest';
import type { PackageSink } from './sink';
import { extentOfPath, TILED_FROM_FEATURES, TILED_MEDIA_TYPE, writeTiles } from './tiled';
import { encodeTrees } from './trees';

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Called before each layer and at the end: share done, 0–1, and the layer being written. */
  readonly onProgress?: (done: number, layer: LayerKind | null) => void;
  /** Where each layer's data comes from; absent: the city's attribution. */
  readonly provenance?: Partial<Record<LayerKind, string>>;
  /** Whether to make 3D Tiles of the buildings. Default true. */
  readonly buildings3d?: boolean;
  /** Pack text layers with gzip (`.gz`): smaller on disk and on the wire, but GIS programs want them unpacked. */
  readonly gzip?: boolean;
  /** Round terrain heights to multiples of this, m (a power of two packs best). Absent: as they are. */
  readonly terrainStepM?: number;
  /** Vector layers with more features are cut into tiles. Default 20 000. */
  readonly tiledFromFeatures?: number;
}

export interface WrittenPackage {
  readonly manifest: CityManifest;
  /** What `City.digest` will be when the package is opened. */
  readonly digest: string;
  /** Bytes of all files together. */
  readonly bytes: number;
}

const GEOTIFF = 'image/tiff; application=geotiff; profile=cloud-optimized';
const GEOJSON = 'application/geo+json';

/**
 * Writes a City as a package: layers first, `city.json` last, so that a package cut short is none.
 * The same City gives the same bytes; no clock and no random number goes in.
 */
export async function writeCityPackage(
  city: City,
  sink: PackageSink,
  options: WriteOptions = {},
): Promise<WrittenPackage> {
  const { signal, onProgress } = options;
  const out = new PackageWriter(city, sink, options);
  const steps: readonly (readonly [LayerKind, () => Promise<void>])[] = [
    ['terrain', () => out.terrain()],
    ['landcover', () => out.landCover()],
    ['buildings', () => out.buildings()],
    ['streets', () => out.streets()],
    ['water', () => out.water()],
    ['utility', () => out.utilities()],
    ['drainage', () => out.drainage()],
    ['traffic', () => out.traffic()],
    ['facilities', () => out.facilities()],
    ['sensors', () => out.sensors()],
    ['trees', () => out.trees()],
    ['buildings3d', () => out.buildings3d()],
  ];
  for (const [i, [kind, step]] of steps.entries()) {
    signal?.throwIfAborted();
    onProgress?.(i / steps.length, kind);
    await step();
  }
  const written = await out.finish();
  onProgress?.(1, null);
  return written;
}

class PackageWriter {
  private readonly city: City;
  private readonly sink: PackageSink;
  private readonly options: WriteOptions;
  private readonly geo: GeoWriter;
  private readonly layers: CityLayer[] = [];
  private bytes = 0;

  constructor(city: City, sink: PackageSink, options: WriteOptions) {
    this.city = city;
    this.options = options;
    this.geo = new GeoWriter(localProjection(city.frame));
    this.sink = {
      write: async (href, bytes) => {
        this.bytes += bytes.length;
        await sink.write(href, bytes);
      },
    };
  }

  async terrain(): Promise<void> {
    const { terrain, frame } = this.city;
    const step = this.options.terrainStepM;
    const values = step ? terrain.values.map((z) => Math.round(z / step) * step) : terrain.values;
    const bytes = encodeCog({ grid: terrain.grid, values }, frame, {
      description: `Ground elevation, m above ${this.city.verticalDatum}`,
    });
    await this.add('terrain', 'terrain.tif', GEOTIFF, bytes);
  }

  async landCover(): Promise<void> {
    const { landCover, frame } = this.city;
    if (!landCover) return;
    const bytes = encodeCog(landCover.raster, frame, { description: 'Land-cover class' });
    const classes = landCover.classes.map((c) => ({ ...c, name: { ...c.name } }));
    await this.add('landcover', 'landcover.tif', GEOTIFF, bytes, { classes });
  }

  async buildings(): Promise<void> {
    await this.features(
      'buildings',
      this.city.buildings.map((b) => writeBuilding(b, this.geo)),
      (i) => extentOfPath(this.city.buildings[i]!.footprint.outer, 2),
    );
  }

  async streets(): Promise<void> {
    await this.features(
      'streets',
      this.city.streets.map((s) => writeStreet(s, this.geo)),
      (i) => extentOfPath(this.city.streets[i]!.centreline, 2),
    );
  }

  async water(): Promise<void> {
    await this.features(
      'water',
      this.city.waterBodies.map((w) => writeWater(w, this.geo)),
      (i) => extentOfPath(this.city.waterBodies[i]!.area.outer, 2),
    );
  }

  async utilities(): Promise<void> {
    for (const network of this.city.utilities) {
      const { nodes, links, kind } = network;
      await this.features(
        'utility',
        writeUtility(network, this.geo),
        (i) =>
          i < nodes.length
            ? extentOfPath([nodes[i]!.x, nodes[i]!.y], 2)
            : extentOfPath(links[i - nodes.length]!.path, 3),
        { utility: kind },
      );
    }
  }

  async facilities(): Promise<void> {
    const { facilities } = this.city;
    await this.features(
      'facilities',
      facilities.map((f) => writeFacility(f, this.geo)),
      (i) => extentOfPath([facilities[i]!.x, facilities[i]!.y], 2),
    );
  }

  async sensors(): Promise<void> {
    const { sensors } = this.city;
    await this.features(
      'sensors',
      sensors.map((s) => writeSensor(s, this.geo)),
      (i) => extentOfPath([sensors[i]!.x, sensors[i]!.y], 2),
    );
  }

  async drainage(): Promise<void> {
    const { drainage } = this.city;
    if (!drainage) return;
    await this.add('drainage', 'drainage.inp', 'text/plain', utf8(writeInp(drainage)), {
      note: 'Coordinates are local metres of this package.',
    });
  }

  async traffic(): Promise<void> {
    const { traffic, frame } = this.city;
    if (!traffic) return;
    // So that SUMO's own tools find the place on the globe: local = projected + netOffset.
    const meta = {
      ...traffic.meta,
      netOffset: `${-frame.originEasting},${-frame.originNorthing}`,
      projParameter: frame.proj,
    };
    await this.add(
      'traffic',
      'traffic.net.xml',
      'application/xml',
      utf8(writeNet({ ...traffic, meta })),
      {
        note: 'Coordinates are local metres of this package.',
      },
    );
  }

  async trees(): Promise<void> {
    const { trees } = this.city;
    if (trees.length === 0) return;
    await this.add('trees', 'trees.bin', 'application/octet-stream', encodeTrees(trees));
  }

  async buildings3d(): Promise<void> {
    const { city, options } = this;
    if (city.buildings.length === 0 || options.buildings3d === false) return;
    const tileset = await writeBuildingTiles(city.buildings, city.frame, {
      write: (href, bytes) => this.sink.write(`buildings3d/${href}`, bytes),
    });
    await this.add('buildings3d', 'buildings3d/tileset.json', 'application/json', tileset);
  }

  async finish(): Promise<WrittenPackage> {
    const { city, layers } = this;
    const { minX, minY, maxX, maxY } = city.extent;
    const manifest = checkManifest({
      dryrun: CITY_PACKAGE_VERSION,
      id: city.id,
      name: city.name,
      crs: { epsg: city.frame.epsg, proj: city.frame.proj },
      verticalDatum: city.verticalDatum,
      origin: [city.frame.originEasting, city.frame.originNorthing],
      extent: [minX, minY, maxX, maxY],
      attribution: city.attribution,
      licence: city.licence,
      layers,
      ...(city.notices.length > 0 && { notices: city.notices }),
    });
    await this.sink.write(MANIFEST, utf8(`${JSON.stringify(manifest, null, 2)}\n`));
    const digest = cityDigest(
      manifest,
      layers.map((l) => l.sha256!),
    );
    return { manifest, digest, bytes: this.bytes };
  }

  /** A vector layer: one GeoJSON file, or tiles where it is large. Nothing where it is empty. */
  private async features(
    kind: LayerKind,
    features: readonly GeoFeature[],
    extentAt: (i: number) => Extent,
    more: Pick<CityLayer, 'utility'> = {},
  ): Promise<void> {
    if (features.length === 0) return;
    const name = more.utility ? `utilities/${more.utility}` : kind;
    if (features.length <= (this.options.tiledFromFeatures ?? TILED_FROM_FEATURES)) {
      await this.add(kind, `${name}.geojson`, GEOJSON, encodeCollection(name, features), more);
      return;
    }
    const placed = features.map((feature, i) => ({ feature, extent: extentAt(i) }));
    const index = await writeTiles(name, placed, {
      write: (href, bytes) => this.writeText(href, bytes),
    });
    await this.add(kind, `${name}/index.json`, TILED_MEDIA_TYPE, index, more);
  }

  private async add(
    kind: LayerKind,
    href: string,
    mediaType: string,
    bytes: Uint8Array,
    { note, ...more }: Pick<CityLayer, 'utility' | 'classes'> & { note?: string } = {},
  ): Promise<void> {
    const stored = await this.writeText(href, bytes);
    const origin = this.options.provenance?.[kind] ?? inLanguage(this.city.attribution, 'en');
    this.layers.push({
      kind,
      href: stored.href,
      mediaType,
      provenance: note ? `${origin} ${note}` : origin,
      sha256: sha256Hex(bytes),
      bytes: stored.bytes,
      ...more,
    });
  }

  /** Writes a file, packed where that is wanted and pays; gives where it lies. */
  private async writeText(
    href: string,
    bytes: Uint8Array,
  ): Promise<{ href: string; bytes: number }> {
    const packs = this.options.gzip && /\.(geojson|inp|xml|bin)$/.test(href);
    const stored = packs ? gzip(bytes) : bytes;
    const path = packs ? `${href}.gz` : href;
    await this.sink.write(path, stored);
    return { href: path, bytes: stored.length };
  }
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
