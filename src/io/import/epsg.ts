import proj4 from 'proj4';
import { DryrunError } from '../../domain/errors';

/** A coordinate reference system with all that is needed to use it without a lookup service. */
export interface Crs {
  /** EPSG code; 0 where it is known by its PROJ string or WKT only. */
  readonly epsg: number;
  /** PROJ string or WKT, as proj4 reads it. */
  readonly proj: string;
  /** True where coordinates are longitude and latitude in degrees. */
  readonly geographic: boolean;
}

export const WGS84: Crs = {
  epsg: 4326,
  proj: '+proj=longlat +datum=WGS84 +no_defs',
  geographic: true,
};

const GRS80 = '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs';
const BESSEL_DHDN =
  '+ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +units=m +no_defs';

/** Common national systems by EPSG code. Parameters as EPSG publishes them; datum shifts are the usual 1–5 m ones. */
const NATIONAL: Readonly<Record<number, string>> = {
  3857: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
  2154: `+proj=lcc +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +x_0=700000 +y_0=6600000 ${GRS80}`,
  2056: '+proj=somerc +lat_0=46.9524055555556 +lon_0=7.43958333333333 +k_0=1 +x_0=2600000 +y_0=1200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs',
  21781:
    '+proj=somerc +lat_0=46.9524055555556 +lon_0=7.43958333333333 +k_0=1 +x_0=600000 +y_0=200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs',
  2193: `+proj=tmerc +lat_0=0 +lon_0=173 +k=0.9996 +x_0=1600000 +y_0=10000000 ${GRS80}`,
  2326: '+proj=tmerc +lat_0=22.3121333333333 +lon_0=114.178555555556 +k=1 +x_0=836694.05 +y_0=819069.8 +ellps=intl +towgs84=-162.619,-276.959,-161.764,0.067753,-2.243649,-1.158827,-1.094246 +units=m +no_defs',
  3414: '+proj=tmerc +lat_0=1.36666666666667 +lon_0=103.833333333333 +k=1 +x_0=28001.642 +y_0=38744.572 +ellps=WGS84 +units=m +no_defs',
  3826: `+proj=tmerc +lat_0=0 +lon_0=121 +k=0.9999 +x_0=250000 +y_0=0 ${GRS80}`,
  27700:
    '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs',
  28992:
    '+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.417,50.3319,465.552,-0.398957,0.343988,-1.8774,4.0725 +units=m +no_defs',
  7415: '+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.417,50.3319,465.552,-0.398957,0.343988,-1.8774,4.0725 +units=m +no_defs',
  31370:
    '+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 +x_0=150000.013 +y_0=5400088.438 +ellps=intl +towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747 +units=m +no_defs',
  31256:
    '+proj=tmerc +lat_0=0 +lon_0=16.3333333333333 +k=1 +x_0=0 +y_0=-5000000 +ellps=bessel +towgs84=577.326,90.129,463.919,5.137,1.474,5.297,2.4232 +units=m +no_defs',
  31287:
    '+proj=lcc +lat_0=47.5 +lon_0=13.3333333333333 +lat_1=49 +lat_2=46 +x_0=400000 +y_0=400000 +ellps=bessel +towgs84=577.326,90.129,463.919,5.137,1.474,5.297,2.4232 +units=m +no_defs',
  3035: `+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 ${GRS80}`,
  3067: `+proj=utm +zone=35 ${GRS80}`,
  3006: `+proj=utm +zone=33 ${GRS80}`,
  2180: `+proj=tmerc +lat_0=0 +lon_0=19 +k=0.9993 +x_0=500000 +y_0=-5300000 ${GRS80}`,
  5179: `+proj=tmerc +lat_0=38 +lon_0=127.5 +k=0.9996 +x_0=1000000 +y_0=2000000 ${GRS80}`,
  5186: `+proj=tmerc +lat_0=38 +lon_0=127 +k=1 +x_0=200000 +y_0=600000 ${GRS80}`,
  3347: `+proj=lcc +lat_0=63.390675 +lon_0=-91.8666666666667 +lat_1=49 +lat_2=77 +x_0=6200000 +y_0=3000000 ${GRS80}`,
  3005: `+proj=aea +lat_0=45 +lon_0=-126 +lat_1=50 +lat_2=58.5 +x_0=1000000 +y_0=0 ${GRS80}`,
  5070: `+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 ${GRS80}`,
  3089: '+proj=lcc +lat_0=36.3333333333333 +lon_0=-85.75 +lat_1=37.0833333333333 +lat_2=38.6666666666667 +x_0=1500000 +y_0=999999.9998984 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=us-ft +no_defs',
};

/** Geographic systems whose degrees differ from WGS84 by less than a survey of a city notices. */
const GEOGRAPHIC = new Set([
  4326, 4269, 4258, 4490, 4283, 7844, 4612, 6668, 4617, 4979, 4937, 4171,
]);

/** Origins of Japan's plane rectangular zones I–XIX: latitude, longitude (degrees, minutes). */
const JAPAN_ORIGINS: readonly (readonly [lat: number, lonDeg: number, lonMin: number])[] = [
  [33, 129, 30],
  [33, 131, 0],
  [36, 132, 10],
  [33, 133, 30],
  [36, 134, 20],
  [36, 136, 0],
  [36, 137, 10],
  [36, 138, 30],
  [36, 139, 50],
  [40, 140, 50],
  [44, 140, 15],
  [44, 142, 15],
  [44, 144, 15],
  [26, 142, 0],
  [26, 127, 30],
  [26, 124, 0],
  [26, 131, 0],
  [20, 136, 0],
  [26, 154, 0],
];

const utm = (zone: number, rest: string): string => `+proj=utm +zone=${zone} ${rest}`;

const gaussKrueger = (lon: number, falseEasting: number, rest: string): string =>
  `+proj=tmerc +lat_0=0 +lon_0=${lon} +k=1 +x_0=${falseEasting} +y_0=0 ${rest}`;

/** Families of systems that follow from their code: first code, last code, PROJ string by position. */
const FAMILIES: readonly (readonly [number, number, (i: number) => string])[] = [
  [32601, 32660, (i) => utm(i + 1, '+datum=WGS84 +units=m +no_defs')],
  [32701, 32760, (i) => utm(i + 1, '+south +datum=WGS84 +units=m +no_defs')],
  [26901, 26923, (i) => utm(i + 1, GRS80)], // NAD83
  [2955, 2962, (i) => utm([11, 12, 13, 17, 18, 19, 20, 21][i]!, GRS80)], // NAD83(CSRS)
  [25828, 25838, (i) => utm(i + 28, GRS80)], // ETRS89
  [28348, 28358, (i) => utm(i + 48, `+south ${GRS80}`)], // GDA94 / MGA
  [7846, 7859, (i) => utm(i + 46, `+south ${GRS80}`)], // GDA2020 / MGA
  [3942, 3950, (i) => conicZone(i + 42)], // RGF93 / CC42–CC50
  [31466, 31469, (i) => gaussKrueger(6 + 3 * i, 2_500_000 + 1_000_000 * i, BESSEL_DHDN)],
  [4491, 4501, (i) => gaussKrueger(75 + 6 * i, (13 + i) * 1e6 + 500_000, GRS80)], // CGCS2000 6°, zone in easting
  [4502, 4512, (i) => gaussKrueger(75 + 6 * i, 500_000, GRS80)], // CGCS2000 6°, by central meridian
  [4513, 4533, (i) => gaussKrueger(75 + 3 * i, (25 + i) * 1e6 + 500_000, GRS80)], // CGCS2000 3°, zone in easting
  [4534, 4554, (i) => gaussKrueger(75 + 3 * i, 500_000, GRS80)], // CGCS2000 3°, by central meridian
  [6669, 6687, (i) => japanZone(i)], // JGD2011
  [2443, 2461, (i) => japanZone(i)], // JGD2000
];

function conicZone(lat: number): string {
  return `+proj=lcc +lat_1=${lat - 0.75} +lat_2=${lat + 0.75} +lat_0=${lat} +lon_0=3 +x_0=1700000 +y_0=${(lat - 41) * 1e6 + 200_000} ${GRS80}`;
}

function japanZone(i: number): string {
  const [lat, deg, min] = JAPAN_ORIGINS[i]!;
  return `+proj=tmerc +lat_0=${lat} +lon_0=${deg + min / 60} +k=0.9999 +x_0=0 +y_0=0 ${GRS80}`;
}

/** The system of an EPSG code, or undefined where this build does not know it. */
export function crsOfEpsg(epsg: number): Crs | undefined {
  if (GEOGRAPHIC.has(epsg)) return { ...WGS84, epsg };
  const family = FAMILIES.find(([from, to]) => epsg >= from && epsg <= to);
  const proj = NATIONAL[epsg] ?? family?.[2](epsg - family[0]);
  return proj === undefined ? undefined : { epsg, proj, geographic: false };
}

/**
 * The system a text names: `EPSG:25832`, `urn:ogc:def:crs:EPSG::25832`, `…/EPSG/0/25832`,
 * `urn:ogc:def:crs:OGC:1.3:CRS84`, a bare code, a PROJ string or WKT. Throws `crs.unknown`.
 */
export function parseCrs(text: string, file?: string): Crs {
  const name = text.trim();
  if (/CRS:?84$/i.test(name)) return WGS84;
  const code = /(?:^|EPSG(?:\/[\d.]+\/|:[\d.]*:|:))(\d{4,6})$/i.exec(name)?.[1];
  if (code !== undefined) {
    const found = crsOfEpsg(Number(code));
    if (found) return found;
    throw unknown(`EPSG:${code}`, 'is not in the built-in table', file);
  }
  try {
    const geographic = /^(GEOGCS|GEOGCRS)|\+proj=(longlat|latlong)/i.test(name);
    proj4(WGS84.proj, name);
    return { epsg: epsgOfText(name), proj: name, geographic };
  } catch {
    throw unknown(name.slice(0, 60), 'cannot be read', file);
  }
}

function unknown(name: string, why: string, file?: string): DryrunError {
  return new DryrunError({
    code: 'crs.unknown',
    ...(file !== undefined && { file }),
    what: `The coordinate system "${name}" ${why}.`,
    mend: 'Give its PROJ string instead (--crs-of layer="+proj=…").',
    params: { crs: name },
  });
}

/** The EPSG code that a PROJ string or the authority of a WKT amounts to; 0 where none is recognised. */
function epsgOfText(text: string): number {
  const authority = /(?:AUTHORITY|ID)\["EPSG",\s*"?(\d+)"?\]\]\s*$/i.exec(text)?.[1];
  if (authority !== undefined) return Number(authority);
  const zone = Number(/\+zone=(\d+)/.exec(text)?.[1] ?? 0);
  if (!/\+proj=utm/.test(text) || zone === 0) return 0;
  if (/\+south/.test(text)) return 32700 + zone;
  if (/GRS80|NAD83|ETRS89/.test(text) && !/WGS84/.test(text)) {
    return zone <= 23 ? 26900 + zone : zone >= 28 && zone <= 38 ? 25800 + zone : 0;
  }
  return 32600 + zone;
}

/** Metres per unit of a projected system's coordinates. */
export function unitMetres(crs: Crs): number {
  const toMeter = /\+to_meter=([\d.]+)/.exec(crs.proj)?.[1];
  if (toMeter !== undefined) return Number(toMeter);
  if (/\+units=us-ft/.test(crs.proj)) return 1200 / 3937;
  if (/\+units=ft/.test(crs.proj)) return 0.3048;
  const wktUnit =
    /UNIT\["[^"]*",\s*([\d.eE+-]+)[^[\]]*(?:\[[^\]]*\])?\]\s*(?:,\s*AXIS[^\]]*\]\s*)*(?:,\s*AUTHORITY\[[^\]]*\]\s*)?\]\s*$/i.exec(
      crs.proj,
    )?.[1];
  return wktUnit === undefined ? 1 : Number(wktUnit);
}
