import type { ViewState } from '../../domain/view';

/** Steps of the keyboard's camera. */
const PAN_SHARE = 0.08;
const ZOOM_FACTOR = 1.25;
const TURN_RAD = Math.PI / 24;
const TILT_RAD = Math.PI / 36;
const MIN_RANGE_M = 3;
const MAX_RANGE_M = 60_000;
const MIN_PITCH_RAD = -Math.PI / 2;
const MAX_PITCH_RAD = -0.05;

/** Moves the target by shares of the range, right and forward as seen on the screen. */
export function pan(view: ViewState, right: number, forward: number): ViewState {
  const { headingRad: h, rangeM, target } = view;
  const [r, f] = [right * PAN_SHARE * rangeM, forward * PAN_SHARE * rangeM];
  // Heading runs clockwise from north (+y): forward is (sin h, cos h), right is (cos h, −sin h).
  return {
    ...view,
    target: [
      target[0] + Math.sin(h) * f + Math.cos(h) * r,
      target[1] + Math.cos(h) * f - Math.sin(h) * r,
      target[2],
    ],
  };
}

/** Steps nearer (positive) or farther (negative). */
export function zoom(view: ViewState, steps: number): ViewState {
  const rangeM = view.rangeM * ZOOM_FACTOR ** -steps;
  return { ...view, rangeM: Math.min(MAX_RANGE_M, Math.max(MIN_RANGE_M, rangeM)) };
}

export function turn(view: ViewState, steps: number): ViewState {
  return { ...view, headingRad: view.headingRad + steps * TURN_RAD };
}

export function tilt(view: ViewState, steps: number): ViewState {
  const pitchRad = view.pitchRad + steps * TILT_RAD;
  return { ...view, pitchRad: Math.min(MAX_PITCH_RAD, Math.max(MIN_PITCH_RAD, pitchRad)) };
}
