import { Matrix4, PerspectiveCamera, Vector3 } from 'three';
import type { ViewState } from '../../src/domain/view';

export const FIELD_OF_VIEW_DEG = 50;

/** Unit vector from the eye to the target, in east-north-up. */
export function viewDirection(v: ViewState): [number, number, number] {
  const level = Math.cos(v.pitchRad);
  return [Math.sin(v.headingRad) * level, Math.cos(v.headingRad) * level, Math.sin(v.pitchRad)];
}

/** Place of the eye, local metres. */
export function eyeOf(v: ViewState): [number, number, number] {
  const d = viewDirection(v);
  return [
    v.target[0] - d[0] * v.rangeM,
    v.target[1] - d[1] * v.rangeM,
    v.target[2] - d[2] * v.rangeM,
  ];
}

/** The view state of an eye that looks along a heading and pitch at something `rangeM` away. */
export function viewFromEye(
  eye: readonly [number, number, number],
  headingRad: number,
  pitchRad: number,
  rangeM: number,
): ViewState {
  const d = viewDirection({ target: [0, 0, 0], headingRad, pitchRad, rangeM });
  return {
    target: [eye[0] + d[0] * rangeM, eye[1] + d[1] * rangeM, eye[2] + d[2] * rangeM],
    headingRad,
    pitchRad,
    rangeM,
  };
}

const right = new Vector3();
const up = new Vector3();
const back = new Vector3();
const basis = new Matrix4();

/**
 * Sets a camera to a view state, with positions relative to the floating origin. Works straight down
 * and straight up, where a look-at has no up.
 */
export function aimCamera(
  camera: PerspectiveCamera,
  v: ViewState,
  originX: number,
  originY: number,
): void {
  const d = viewDirection(v);
  const eye = eyeOf(v);
  right.set(Math.cos(v.headingRad), -Math.sin(v.headingRad), 0);
  back.set(-d[0], -d[1], -d[2]);
  up.crossVectors(back, right);
  basis.makeBasis(right, up, back);
  camera.quaternion.setFromRotationMatrix(basis);
  camera.position.set(eye[0] - originX, eye[1] - originY, eye[2]);
  camera.near = Math.min(10, Math.max(0.05, v.rangeM * 0.005));
  camera.far = v.rangeM * 6 + 6000;
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld(true);
}
