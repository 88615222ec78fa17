import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { DryrunError } from '../../../../src/domain/errors';
import { crsOfEpsg, parseCrs, unitMetres, WGS84 } from '../../../../src/io/import/epsg';

/** Control points: longitude, latitude → easting, northing, as EPSG's registry or the surveys publish them; tolerance in m. */
const CONTROLS: readonly (readonly [number, number, number, number, number, number, string])[] = [
  // Centres of projection: exact by definition.
  [32617, -81, 0, 500_000, 0, 0.001, 'UTM 17N'],
  [32733, 15, 0, 500_000, 10_000_000, 0.001, 'UTM 33S'],
  [26917, -81, 0, 500_000, 0, 0.001, 'NAD83 UTM 17N'],
  [25832, 9, 0, 500_000, 0, 0.001, 'ETRS89 UTM 32N'],
  [2154, 3, 46.5, 700_000, 6_600_000, 0.001, 'RGF93 Lambert-93'],
  [2193, 173, 0, 1_600_000, 10_000_000, 0.001, 'NZTM2000'],
  [3005, -126, 45, 1_000_000, 0, 0.001, 'BC Albers'],
  [4547, 114, 0, 500_000, 0, 0.001, 'CGCS2000 3° CM 114E'],
  [4549, 120, 0, 500_000, 0, 0.001, 'CGCS2000 3° CM 120E'],
  [4526, 114, 0, 38_500_000, 0, 0.001, 'CGCS2000 3° zone 38'],
  [4508, 111, 0, 500_000, 0, 0.001, 'CGCS2000 6° CM 111E'],
  [4497, 111, 0, 19_500_000, 0, 0.001, 'CGCS2000 6° zone 19'],
  [6677, 139 + 50 / 60, 36, 0, 0, 0.001, 'JGD2011 zone IX'],
  [28355, 147, 0, 500_000, 10_000_000, 0.001, 'GDA94 MGA 55'],
  [3067, 27, 0, 500_000, 0, 0.001, 'ETRS-TM35FIN'],
  // Published points across a datum shift: within the shift's own accuracy.
  [28992, 5.38720621, 52.1551744, 155_000, 463_000, 1, 'RD New, Amersfoort'],
  [
    27700,
    1.716073973,
    52.658007833,
    651_409.804,
    313_177.45,
    5,
    'OSGB36, Ordnance Survey’s worked example',
  ],
  [2056, 7.438632495, 46.951082814, 2_600_000, 1_200_000, 1, 'CH1903+, old observatory of Bern'],
  // HK80 to WGS84 geographic: −5.5″ and +8.8″ (Survey & Mapping Office, Explanatory Notes, 1995).
  [2326, 114.178555556 + 8.8 / 3600, 22.312133333 - 5.5 / 3600, 836_694.05, 819_069.8, 5, 'HK80'],
];

describe('coordinate systems known by their code', () => {
  it.each(CONTROLS)('EPSG:%i at %f, %f', (epsg, lon, lat, e, n, tolerance) => {
    const crs = crsOfEpsg(epsg)!;
    expect(crs.geographic).toBe(false);
    const [x, y] = proj4(WGS84.proj, crs.proj).forward([lon, lat]) as [number, number];
    expect(Math.abs(x - e)).toBeLessThan(tolerance);
    expect(Math.abs(y - n)).toBeLessThan(tolerance);
  });

  it('put the central meridians of Gauß–Krüger zones on their false eastings', () => {
    for (let zone = 2; zone <= 5; zone++) {
      const { proj } = crsOfEpsg(31464 + zone)!;
      const datum = /\+ellps=\S+ \+towgs84=\S+/.exec(proj)![0];
      const [x, y] = proj4(`+proj=longlat ${datum}`, proj).forward([3 * zone, 0]);
      expect(Math.abs(x - (zone * 1e6 + 500_000))).toBeLessThan(0.01);
      // Within the rounding of the shift to WGS84 and back.
      expect(Math.abs(y)).toBeLessThan(0.01);
    }
  });

  it('agree with UTM by formula in every zone', () => {
    for (let zone = 1; zone <= 60; zone++) {
      for (const [epsg, south] of [
        [32600 + zone, false],
        [32700 + zone, true],
      ] as const) {
        const [x, y] = proj4(WGS84.proj, crsOfEpsg(epsg)!.proj).forward([zone * 6 - 183, 0]);
        expect(x).toBeCloseTo(500_000, 3);
        expect(y).toBeCloseTo(south ? 10_000_000 : 0, 3);
      }
    }
  });
});

describe('names of coordinate systems', () => {
  it.each([
    ['EPSG:25832', 25832],
    ['epsg:26917', 26917],
    ['urn:ogc:def:crs:EPSG::26917', 26917],
    ['urn:ogc:def:crs:EPSG:9.9.1:28992', 28992],
    ['http://www.opengis.net/def/crs/EPSG/0/6677', 6677],
    ['27700', 27700],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 4326],
    ['+proj=utm +zone=17 +ellps=GRS80 +units=m +no_defs', 26917],
    ['+proj=utm +zone=32 +ellps=WGS84 +datum=WGS84 +units=m +no_defs', 32632],
    ['+proj=tmerc +lon_0=10 +k=1 +x_0=0 +y_0=0 +ellps=GRS80', 0],
  ])('%s', (name, epsg) => {
    expect(parseCrs(name).epsg).toBe(epsg);
  });

  it('reads WKT as .prj files have it', () => {
    const wkt =
      'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]';
    const crs = parseCrs(wkt);
    expect(crs.geographic).toBe(false);
    expect(unitMetres(crs)).toBe(1);
  });

  it('tells feet from metres', () => {
    expect(unitMetres(parseCrs('EPSG:3089'))).toBeCloseTo(0.3048006, 7);
    expect(unitMetres(parseCrs('+proj=tmerc +lon_0=0 +units=ft'))).toBe(0.3048);
    expect(unitMetres(parseCrs('EPSG:25832'))).toBe(1);
  });

  it.each(['EPSG:99999', 'nonsense', ''])('refuses "%s" and asks for a PROJ string', (name) => {
    try {
      parseCrs(name, 'a.geojson');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(DryrunError);
      expect(error).toMatchObject({ code: 'crs.unknown', file: 'a.geojson' });
    }
  });
});
