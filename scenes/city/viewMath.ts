import type { EcefProjection, Matrix4, Vec3 } from '../../src/domain/ecef';
import type { ViewState } from '../../src/domain/view';

/** Where an eye is and how it looks, ECEF; direction and up are unit vectors at right angles. */
export interface EyePose {
  readonly position: Vec3;
  readonly direction: Vec3;
  readonly up: Vec3;
}

/** Eye of a view. Headings are those of the City's grid, as in the underground scene. */
export function poseOf(p: EcefProjection, v: ViewState): EyePose {
  const [x, y, z] = v.target;
  const t = p.tangentAt(x, y, z);
  const sinH = Math.sin(v.headingRad);
  const cosH = Math.cos(v.headingRad);
  const sinP = Math.sin(v.pitchRad);
  const cosP = Math.cos(v.pitchRad);
  const look = rotate(t, [sinH * cosP, cosH * cosP, sinP]);
  const above = rotate(t, [-sinH * sinP, -cosH * sinP, cosP]);
  const direction = unit(look);
  return {
    position: [
      t[12]! - look[0] * v.rangeM,
      t[13]! - look[1] * v.rangeM,
      t[14]! - look[2] * v.rangeM,
    ],
    direction,
    up: unit(minus(above, direction, dot(above, direction))),
  };
}

/** The view of an eye that looks at a point `distanceM` ahead: the inverse of `poseOf`. */
export function viewOf(p: EcefProjection, pose: EyePose, distanceM: number): ViewState {
  const at: Vec3 = [
    pose.position[0] + pose.direction[0] * distanceM,
    pose.position[1] + pose.direction[1] * distanceM,
    pose.position[2] + pose.direction[2] * distanceM,
  ];
  const target = p.fromEcef(...at);
  const t = p.tangentAt(...target);
  const look = solve(t, pose.direction);
  const above = solve(t, pose.up);
  const scale = Math.hypot(...look);
  const pitchRad = Math.asin(Math.min(1, Math.max(-1, look[2] / scale)));
  // Straight down the heading is where the top of the picture points.
  const [hx, hy] = Math.cos(pitchRad) < 1e-4 ? [above[0], above[1]] : [look[0], look[1]];
  const heading = Math.atan2(hx, hy);
  return {
    target,
    headingRad: heading < 0 ? heading + 2 * Math.PI : heading,
    pitchRad,
    rangeM: distanceM * scale,
  };
}

/** The linear part of an affine transform applied to a vector. */
function rotate(m: Matrix4, [x, y, z]: Vec3): Vec3 {
  return [
    m[0]! * x + m[4]! * y + m[8]! * z,
    m[1]! * x + m[5]! * y + m[9]! * z,
    m[2]! * x + m[6]! * y + m[10]! * z,
  ];
}

/** Solves linear part · u = v by Cramer's rule. */
function solve(m: Matrix4, v: Vec3): Vec3 {
  const a: Vec3 = [m[0]!, m[1]!, m[2]!];
  const b: Vec3 = [m[4]!, m[5]!, m[6]!];
  const c: Vec3 = [m[8]!, m[9]!, m[10]!];
  const det = dot(a, cross(b, c));
  return [dot(v, cross(b, c)) / det, dot(v, cross(c, a)) / det, dot(v, cross(a, b)) / det];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: Vec3): Vec3 {
  const l = Math.hypot(...v);
  return [v[0] / l, v[1] / l, v[2] / l];
}

function minus(a: Vec3, b: Vec3, k: number): Vec3 {
  return [a[0] - b[0] * k, a[1] - b[1] * k, a[2] - b[2] * k];
}
