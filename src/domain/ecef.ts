import type { LocalProjection } from './crs';

/**
 * The globe under a City: WGS84 geodetic ↔ earth-centred earth-fixed (ECEF) ↔ east-north-up frames.
 * The one place where this is done. Heights are ellipsoidal: Dryrun hands in metres above the City's
 * vertical datum and leaves the undulation of the geoid out, in all scenes and tiles alike, so that
 * everything stays consistent; absolute heights on the globe are off by that undulation.
 *
 * Formulas: Hofmann-Wellenhof, GNSS (2008) §8; the inverse by Bowring (1976) with iterations until
 * the latitude stands still (nanometres near the surface).
 */

/** Semi-major axis of WGS84, m. */
export const WGS84_A = 6378137;
/** Flattening of WGS84. */
export const WGS84_F = 1 / 298.257223563;
const B = WGS84_A * (1 - WGS84_F);
/** First eccentricity squared. */
const E2 = WGS84_F * (2 - WGS84_F);
/** Second eccentricity squared. */
const EP2 = E2 / (1 - E2);
const RAD = Math.PI / 180;

/** x, y, z in metres. */
export type Vec3 = [number, number, number];

/** 4×4 transform, column-major as glTF, Cesium and three have it; f64. */
export type Matrix4 = Float64Array;

/** Longitude, latitude (degrees) and ellipsoidal height (m) → ECEF, m. */
export function geodeticToEcef(lonDeg: number, latDeg: number, heightM: number): Vec3 {
  const sinLat = Math.sin(latDeg * RAD);
  const cosLat = Math.cos(latDeg * RAD);
  /** Radius of curvature in the prime vertical. */
  const n = WGS84_A / Math.sqrt(1 - E2 * sinLat * sinLat);
  return [
    (n + heightM) * cosLat * Math.cos(lonDeg * RAD),
    (n + heightM) * cosLat * Math.sin(lonDeg * RAD),
    (n * (1 - E2) + heightM) * sinLat,
  ];
}

/** ECEF (m) → [longitude, latitude (degrees), ellipsoidal height (m)]. */
export function ecefToGeodetic(x: number, y: number, z: number): Vec3 {
  const p = Math.hypot(x, y);
  // Parametric latitude first: Bowring's start is right to 1e-9 rad within 10 km of the surface.
  let beta = Math.atan2(z, p * (1 - WGS84_F));
  let lat = 0;
  for (let i = 0; i < 6; i++) {
    const sin = Math.sin(beta);
    const cos = Math.cos(beta);
    const next = Math.atan2(z + EP2 * B * sin ** 3, p - E2 * WGS84_A * cos ** 3);
    const done = Math.abs(next - lat) < 1e-15;
    lat = next;
    if (done) break;
    beta = Math.atan2((1 - WGS84_F) * Math.sin(lat), Math.cos(lat));
  }
  const sinLat = Math.sin(lat);
  const cosLat = Math.cos(lat);
  // h = p·cosφ + z·sinφ − a·√(1 − e²sin²φ): well-conditioned at the poles and the equator alike.
  const heightM = p * cosLat + z * sinLat - WGS84_A * Math.sqrt(1 - E2 * sinLat * sinLat);
  return [Math.atan2(y, x) / RAD, lat / RAD, heightM];
}

/**
 * East-north-up frame at a geodetic point: the matrix takes ENU metres (x east, y north, z up along
 * the ellipsoid's normal) to ECEF metres.
 */
export function enuFrameAt(lonDeg: number, latDeg: number, heightM: number): Matrix4 {
  const sinLon = Math.sin(lonDeg * RAD);
  const cosLon = Math.cos(lonDeg * RAD);
  const sinLat = Math.sin(latDeg * RAD);
  const cosLat = Math.cos(latDeg * RAD);
  const [x, y, z] = geodeticToEcef(lonDeg, latDeg, heightM);
  // prettier-ignore
  return Float64Array.of(
    -sinLon, cosLon, 0, 0,
    -sinLat * cosLon, -sinLat * sinLon, cosLat, 0,
    cosLat * cosLon, cosLat * sinLon, sinLat, 0,
    x, y, z, 1,
  );
}

/** A point through a transform. */
export function transformPoint(m: Matrix4, x: number, y: number, z: number): Vec3 {
  return [
    m[0]! * x + m[4]! * y + m[8]! * z + m[12]!,
    m[1]! * x + m[5]! * y + m[9]! * z + m[13]!,
    m[2]! * x + m[6]! * y + m[10]! * z + m[14]!,
  ];
}

/** Inverse of a rotation and translation (as `enuFrameAt` gives): ECEF → ENU. */
export function invertRigid(m: Matrix4): Matrix4 {
  const [tx, ty, tz] = [m[12]!, m[13]!, m[14]!];
  // prettier-ignore
  return Float64Array.of(
    m[0]!, m[4]!, m[8]!, 0,
    m[1]!, m[5]!, m[9]!, 0,
    m[2]!, m[6]!, m[10]!, 0,
    -(m[0]! * tx + m[1]! * ty + m[2]! * tz),
    -(m[4]! * tx + m[5]! * ty + m[6]! * tz),
    -(m[8]! * tx + m[9]! * ty + m[10]! * tz),
    1,
  );
}

/** Both directions between a City's local metres (z above its datum) and ECEF. */
export interface EcefProjection {
  toEcef(x: number, y: number, z: number): Vec3;
  fromEcef(x: number, y: number, z: number): Vec3;
  /**
   * East-north-up frame standing on a local point. Its axes are those of the ellipsoid, not of the
   * projected grid: they differ by the meridian convergence, and lengths by the grid's scale factor.
   */
  enuAt(x: number, y: number, z: number): Matrix4;
  /**
   * The affine transform that is tangent to local metres → ECEF at a local point: it holds the
   * convergence and the scale factor, so that local geometry can be drawn as it is. Off by the
   * earth's curvature, d²/2R: 2 cm at 500 m, 8 cm at 1 km, 2 m at 5 km.
   */
  tangentAt(x: number, y: number, z: number): Matrix4;
}

/** Ties a City's projection to the globe. */
export function localToEcef(projection: LocalProjection): EcefProjection {
  const toEcef = (x: number, y: number, z: number): Vec3 => {
    const [lon, lat] = projection.toLonLat(x, y);
    return geodeticToEcef(lon, lat, z);
  };
  return {
    toEcef,
    fromEcef: (x, y, z) => {
      const [lon, lat, h] = ecefToGeodetic(x, y, z);
      const [lx, ly] = projection.fromLonLat(lon, lat);
      return [lx, ly, h];
    },
    enuAt: (x, y, z) => {
      const [lon, lat] = projection.toLonLat(x, y);
      return enuFrameAt(lon, lat, z);
    },
    tangentAt: (x, y, z) => {
      // Central differences over 2·STEP: the curvature cancels, rounding stays below 1e-10.
      const STEP_M = 10;
      const column = (dx: number, dy: number, dz: number): number[] => {
        const a = toEcef(x + dx, y + dy, z + dz);
        const b = toEcef(x - dx, y - dy, z - dz);
        return [0, 1, 2].map((i) => (a[i]! - b[i]!) / (2 * STEP_M));
      };
      return Float64Array.of(
        ...column(STEP_M, 0, 0),
        0,
        ...column(0, STEP_M, 0),
        0,
        ...column(0, 0, STEP_M),
        0,
        ...toEcef(x, y, z),
        1,
      );
    },
  };
}
