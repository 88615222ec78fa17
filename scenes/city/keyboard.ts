import type { ViewState } from '../../src/domain/view';

const PAN_SHARE = 0.08;
const TURN_RAD = (5 * Math.PI) / 180;
const ZOOM = 1.2;

/**
 * Camera by keyboard on a focused canvas: arrows or WASD pan, with Shift they turn and tilt, Q/E turn,
 * PageUp/PageDown tilt, + and − zoom. Returns the function that takes the keys away again.
 */
export function cameraKeys(
  canvas: HTMLCanvasElement,
  nudge: (change: (v: ViewState) => ViewState) => void,
): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const change = changeFor(event.key, event.shiftKey);
    if (!change) return;
    event.preventDefault();
    nudge(change);
  };
  canvas.addEventListener('keydown', onKey);
  return () => canvas.removeEventListener('keydown', onKey);
}

/** What a key does to a view, or null for keys that are not the camera's. */
export function changeFor(key: string, shift: boolean): ((v: ViewState) => ViewState) | null {
  switch (key) {
    case 'ArrowUp':
      return shift ? tilt(TURN_RAD) : pan(0, 1);
    case 'ArrowDown':
      return shift ? tilt(-TURN_RAD) : pan(0, -1);
    case 'ArrowLeft':
      return shift ? turn(-TURN_RAD) : pan(-1, 0);
    case 'ArrowRight':
      return shift ? turn(TURN_RAD) : pan(1, 0);
    case 'w':
    case 'W':
      return pan(0, 1);
    case 's':
    case 'S':
      return pan(0, -1);
    case 'a':
    case 'A':
      return pan(-1, 0);
    case 'd':
    case 'D':
      return pan(1, 0);
    case 'q':
    case 'Q':
      return turn(-TURN_RAD);
    case 'e':
    case 'E':
      return turn(TURN_RAD);
    case 'PageUp':
      return tilt(TURN_RAD);
    case 'PageDown':
      return tilt(-TURN_RAD);
    case '+':
    case '=':
      return zoom(1 / ZOOM);
    case '-':
    case '_':
      return zoom(ZOOM);
    default:
      return null;
  }
}

/** Moves the target by a share of the range, right and forward as the person sees them. */
function pan(right: number, forward: number): (v: ViewState) => ViewState {
  return (v) => {
    const step = v.rangeM * PAN_SHARE;
    const sin = Math.sin(v.headingRad);
    const cos = Math.cos(v.headingRad);
    const [x, y, z] = v.target;
    return {
      ...v,
      target: [
        x + (right * cos + forward * sin) * step,
        y + (forward * cos - right * sin) * step,
        z,
      ],
    };
  };
}

function turn(by: number): (v: ViewState) => ViewState {
  const full = 2 * Math.PI;
  return (v) => ({ ...v, headingRad: (v.headingRad + by + full) % full });
}

function tilt(by: number): (v: ViewState) => ViewState {
  return (v) => ({ ...v, pitchRad: v.pitchRad + by });
}

function zoom(by: number): (v: ViewState) => ViewState {
  return (v) => ({ ...v, rangeM: v.rangeM * by });
}
