import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localProjection, utmFrame } from '../../../src/domain/crs';
import {
  ecefToGeodetic,
  enuFrameAt,
  geodeticToEcef,
  invertRigid,
  localToEcef,
  transformPoint,
  WGS84_A,
} from '../../../src/domain/ecef';

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);

describe('geodetic and ECEF', () => {
  it('has the axes of WGS84 at the equator and the pole', () => {
    expect(geodeticToEcef(0, 0, 0)).toEqual([WGS84_A, 0, 0]);
    expect(distance(geodeticToEcef(90, 0, 10), [0, WGS84_A + 10, 0])).toBeLessThan(1e-8);
    // Semi-minor axis of WGS84, NIMA TR8350.2.
    expect(distance(geodeticToEcef(0, 90, 0), [0, 0, 6356752.314245])).toBeLessThan(1e-5);
  });

  it('gives the published position of a reference station', () => {
    // IGS station Wettzell (WTZR): ITRF position and geodetic coordinates of its site log.
    const xyz = [4075580.4, 931853.9, 4801568.2];
    const [lon, lat, h] = ecefToGeodetic(xyz[0]!, xyz[1]!, xyz[2]!);
    expect(lon).toBeCloseTo(12.8789, 4);
    expect(lat).toBeCloseTo(49.1442, 4);
    expect(h).toBeCloseTo(666, 0);
  });

  it('comes back within a micrometre from anywhere between −10 km and +10 km', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        (lon, lat, h) => {
          const p = geodeticToEcef(lon, lat, h);
          const back = ecefToGeodetic(...p);
          expect(Math.abs(back[2] - h)).toBeLessThan(1e-6);
          expect(distance(geodeticToEcef(...back), p)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('east-north-up frames', () => {
  it('are right-handed, unit, and point up', () => {
    const m = enuFrameAt(-79.69, 44.38, 250);
    const up = transformPoint(m, 0, 0, 100);
    expect(distance(up, geodeticToEcef(-79.69, 44.38, 350))).toBeLessThan(1e-6);
    const north = ecefToGeodetic(...transformPoint(m, 0, 100, 0));
    expect(north[1]).toBeGreaterThan(44.38);
    expect(north[0]).toBeCloseTo(-79.69, 9);
    const east = ecefToGeodetic(...transformPoint(m, 100, 0, 0));
    expect(east[0]).toBeGreaterThan(-79.69);
  });

  it('invert to a nanometre-exact round trip', () => {
    const m = enuFrameAt(114.2, 22.3, 12);
    const p = transformPoint(m, 123.4, -567.8, 9.1);
    expect(distance(transformPoint(invertRigid(m), ...p), [123.4, -567.8, 9.1])).toBeLessThan(1e-8);
  });
});

describe('local metres and ECEF', () => {
  const zone = utmFrame(-79.69, 44.38);
  const projection = localProjection({
    ...zone,
    originEasting: 604000,
    originNorthing: 4915000,
  });
  const ecef = localToEcef(projection);

  it('round-trips within a micrometre', () => {
    const p = ecef.toEcef(1234.5, -987.6, 55);
    expect(distance(ecef.fromEcef(...p), [1234.5, -987.6, 55])).toBeLessThan(1e-6);
  });

  it('has a tangent transform that is right to the curvature of the earth', () => {
    const m = ecef.tangentAt(100, 200, 50);
    expect(distance(transformPoint(m, 0, 0, 0), ecef.toEcef(100, 200, 50))).toBeLessThan(1e-8);
    expect(distance(transformPoint(m, 30, 40, 5), ecef.toEcef(130, 240, 55))).toBeLessThan(1e-3);
    expect(distance(transformPoint(m, 300, 400, 0), ecef.toEcef(400, 600, 50))).toBeLessThan(0.03);
  });
});
