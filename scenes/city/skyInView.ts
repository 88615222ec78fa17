import { Cartesian3, type Camera, type PerspectiveFrustum } from 'cesium';

/** Mean radius of the earth, m. */
const EARTH_RADIUS_M = 6_371_000;

/**
 * Whether any of the sky is in the picture: the highest ray, that through an upper corner, against the
 * dip of the horizon at the eye's height. A sky nobody sees costs a software rasteriser as much as the
 * ground (its dome has 65 thousand vertices).
 */
export function skyInView({ positionWC, directionWC, upWC, frustum }: Camera): boolean {
  const { fovy, aspectRatio } = frustum as PerspectiveFrustum;
  const distance = Cartesian3.magnitude(positionWC);
  if (fovy === undefined || aspectRatio === undefined || distance === 0) return true;
  const ahead = Cartesian3.dot(directionWC, positionWC) / distance;
  const above = Cartesian3.dot(upWC, positionWC) / distance;
  const up = Math.tan(fovy / 2);
  // With the camera rolled or upside down the lower edge may be the higher one.
  const highest = (ahead + Math.abs(above) * up) / Math.hypot(1, up, up * aspectRatio);
  const dip = Math.acos(Math.min(1, EARTH_RADIUS_M / distance));
  return highest > -Math.sin(dip);
}
