import * as v from 'valibot';

/** Version of the package format this build writes and reads. A newer one is refused. */
export const CITY_PACKAGE_VERSION = 1;

const localText = v.object({ en: v.string(), zh: v.string() });

/** The kinds of layer a package may hold. At most one layer of each kind but `utility` (one per utility). */
export const LAYER_KINDS = [
  'terrain', // Cloud-Optimised GeoTIFF, float32 metres
  'landcover', // GeoTIFF, uint8 class values; `classes` in the layer
  'buildings', // GeoJSON footprints with attributes (analysis)
  'buildings3d', // 3D Tiles 1.1 tileset.json (drawing)
  'streets', // GeoJSON centrelines
  'water', // GeoJSON polygons
  'utility', // GeoJSON points and lines; `utility` in the layer names the kind
  'drainage', // SWMM .inp with coordinates (local CRS)
  'traffic', // SUMO .net.xml
  'facilities', // GeoJSON points
  'sensors', // GeoJSON points with SensorThings datastreams
  'trees', // GeoJSON points or binary float32 x,y,height,radius
  'boundary', // GeoJSON polygon of the district
] as const;

export type LayerKind = (typeof LAYER_KINDS)[number];

const relativeHref = v.pipe(
  v.string(),
  v.minLength(1),
  v.check(
    (s) => !/^([a-z][a-z0-9+.-]*:|\/|\\)/i.test(s) && !s.split(/[\\/]/).includes('..'),
    'must be a path inside the package, without ".." and not absolute',
  ),
);

const layerSchema = v.object({
  kind: v.picklist(LAYER_KINDS),
  /** Path in the package. A file may be gzip (`….gz`), but for rasters, which are read by range. */
  href: relativeHref,
  mediaType: v.string(),
  /** Where the data comes from and what was done to it, in one or a few sentences. */
  provenance: v.string(),
  /** SHA-256 (hex) of the file's content (unpacked where it is gzip), if known. */
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  bytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** For `utility` layers. */
  utility: v.optional(v.picklist(['storm', 'sanitary', 'water', 'gas', 'power', 'telecom'])),
  /** For `landcover` layers. */
  classes: v.optional(
    v.array(
      v.object({
        value: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
        key: v.string(),
        name: localText,
        manningN: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
        imperviousness: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
        colour: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
      }),
    ),
  ),
});

/** Schema of `city.json`, published as JSON Schema in `docs/schema/city.schema.json`. */
export const cityManifestSchema = v.object({
  $schema: v.optional(v.string()),
  dryrun: v.literal(CITY_PACKAGE_VERSION),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/)),
  name: localText,
  crs: v.object({
    epsg: v.pipe(v.number(), v.integer()),
    /** PROJ string, so that no lookup service is needed. */
    proj: v.string(),
  }),
  verticalDatum: v.string(),
  /** Easting and northing of the local origin, m. */
  origin: v.tuple([v.number(), v.number()]),
  /** Local metres: minX, minY, maxX, maxY. */
  extent: v.tuple([v.number(), v.number(), v.number(), v.number()]),
  /** One text for all, or one per language. */
  attribution: v.union([v.string(), localText]),
  licence: v.string(),
  layers: v.array(layerSchema),
  notices: v.optional(
    v.array(
      v.object({
        code: v.string(),
        file: v.optional(v.string()),
        place: v.optional(v.string()),
        what: v.string(),
        count: v.optional(v.number()),
      }),
    ),
  ),
});

export type CityManifest = v.InferOutput<typeof cityManifestSchema>;
export type CityLayer = CityManifest['layers'][number];
