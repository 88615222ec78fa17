import type { ViewState } from '../../../src/domain/view';
import { FIELD_OF_VIEW_DEG, viewDirection } from '../viewCamera';

const MIN_RANGE_M = 0.6;
const MAX_RANGE_M = 30_000;
const MIN_PITCH = -Math.PI / 2;
/** Looking up from under the ground is allowed to this angle. */
const MAX_PITCH = (75 * Math.PI) / 180;
const ORBIT_RAD_PER_PX = 0.006;
const WHEEL_BASE = 1.0015;
/** Pointer movement up to which a press is a click, px. */
const CLICK_PX = 4;
const KEY_STEP_RAD = Math.PI / 36;
const KEY_PAN_SHARE = 0.08;

export interface ControlHooks {
  readonly view: () => ViewState;
  readonly change: (view: ViewState) => void;
  readonly click: (x: number, y: number) => void;
  readonly move: (x: number, y: number) => void;
}

/**
 * Camera by hand: left drag or one finger pans, right or middle drag (or left with ctrl) orbits,
 * wheel or pinch zooms at the pointer, shift with left drag lifts. Keys: arrows pan, with shift they
 * orbit, page up and down lift, plus and minus zoom, home looks straight down.
 */
export class CameraControl {
  readonly #element: HTMLElement;
  readonly #hooks: ControlHooks;
  readonly #abort = new AbortController();
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #pressed: { x: number; y: number; button: number; moved: boolean } | null = null;

  constructor(element: HTMLElement, hooks: ControlHooks) {
    this.#element = element;
    this.#hooks = hooks;
    const { signal } = this.#abort;
    element.addEventListener('pointerdown', (e) => this.#down(e), { signal });
    element.addEventListener('pointermove', (e) => this.#moved(e), { signal });
    element.addEventListener('pointerup', (e) => this.#up(e), { signal });
    element.addEventListener('pointercancel', (e) => this.#pointers.delete(e.pointerId), {
      signal,
    });
    element.addEventListener('wheel', (e) => this.#wheel(e), { signal, passive: false });
    element.addEventListener('contextmenu', (e) => e.preventDefault(), { signal });
    element.addEventListener('keydown', (e) => this.#key(e), { signal });
  }

  dispose(): void {
    this.#abort.abort();
  }

  #down(e: PointerEvent): void {
    this.#element.setPointerCapture(e.pointerId);
    this.#element.focus({ preventScroll: true });
    this.#pointers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
    const button = e.ctrlKey && e.button === 0 ? 2 : e.button;
    this.#pressed = { x: e.offsetX, y: e.offsetY, button, moved: false };
  }

  #moved(e: PointerEvent): void {
    const before = this.#pointers.get(e.pointerId);
    if (!before) {
      this.#hooks.move(e.offsetX, e.offsetY);
      return;
    }
    const pressed = this.#pressed;
    const dx = e.offsetX - before.x;
    const dy = e.offsetY - before.y;
    if (this.#pointers.size === 2) this.#twoFingers(e, before);
    else if (pressed) {
      if (!pressed.moved && Math.hypot(e.offsetX - pressed.x, e.offsetY - pressed.y) < CLICK_PX)
        return;
      pressed.moved = true;
      if (pressed.button === 0 && e.shiftKey) this.#lift(dy * this.#metresPerPx());
      else if (pressed.button === 0) this.#pan(dx, dy);
      else this.#orbit(dx * ORBIT_RAD_PER_PX, -dy * ORBIT_RAD_PER_PX);
    }
    before.x = e.offsetX;
    before.y = e.offsetY;
  }

  #up(e: PointerEvent): void {
    this.#pointers.delete(e.pointerId);
    const pressed = this.#pressed;
    this.#pressed = null;
    if (pressed && !pressed.moved && pressed.button === 0) this.#hooks.click(e.offsetX, e.offsetY);
  }

  #twoFingers(e: PointerEvent, before: { x: number; y: number }): void {
    const other = [...this.#pointers].find(([id]) => id !== e.pointerId)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(e.offsetX - other.x, e.offsetY - other.y);
    if (this.#pressed) this.#pressed.moved = true;
    if (was > 1 && is > 1)
      this.#zoom(was / is, (e.offsetX + other.x) / 2, (e.offsetY + other.y) / 2);
    const turn =
      Math.atan2(e.offsetY - other.y, e.offsetX - other.x) -
      Math.atan2(before.y - other.y, before.x - other.x);
    this.#orbit(-Math.atan2(Math.sin(turn), Math.cos(turn)), (before.y - e.offsetY) * 0.002);
  }

  #wheel(e: WheelEvent): void {
    e.preventDefault();
    const px = e.deltaMode === 1 ? e.deltaY * 18 : e.deltaY;
    this.#zoom(WHEEL_BASE ** px, e.offsetX, e.offsetY);
  }

  #key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const h = this.#element.clientHeight * KEY_PAN_SHARE;
    const turn: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const arrow = turn[e.key];
    if (arrow && e.shiftKey) this.#orbit(arrow[0] * KEY_STEP_RAD, arrow[1] * KEY_STEP_RAD);
    else if (arrow) this.#pan(-arrow[0] * h, arrow[1] * h);
    else if (e.key === 'PageUp') this.#lift(h * this.#metresPerPx());
    else if (e.key === 'PageDown') this.#lift(-h * this.#metresPerPx());
    else if (e.key === '+' || e.key === '=') this.#zoom(1 / 1.25);
    else if (e.key === '-') this.#zoom(1.25);
    else if (e.key === 'Home') this.#orbit(0, -Math.PI);
    else return;
    e.preventDefault();
  }

  #metresPerPx(): number {
    const tan = Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360);
    return (2 * tan * this.#hooks.view().rangeM) / Math.max(1, this.#element.clientHeight);
  }

  /** Moves the target so that the ground follows the pointer. */
  #pan(dx: number, dy: number): void {
    const v = this.#hooks.view();
    const m = this.#metresPerPx();
    const [sin, cos] = [Math.sin(v.headingRad), Math.cos(v.headingRad)];
    // The flatter the view, the more ground a pixel covers; at eye level it lifts instead.
    const tilt = Math.abs(Math.sin(v.pitchRad));
    const flat = tilt < 0.2;
    const ahead = flat ? 0 : (dy * m) / tilt;
    const [x, y, z] = v.target;
    this.#set({
      ...v,
      target: [
        x - cos * dx * m + sin * ahead,
        y + sin * dx * m + cos * ahead,
        flat ? z + dy * m : z,
      ],
    });
  }

  #lift(dz: number): void {
    const v = this.#hooks.view();
    this.#set({ ...v, target: [v.target[0], v.target[1], v.target[2] + dz] });
  }

  #orbit(heading: number, pitch: number): void {
    const v = this.#hooks.view();
    const turn = 2 * Math.PI;
    this.#set({
      ...v,
      headingRad: (((v.headingRad + heading) % turn) + turn) % turn,
      pitchRad: Math.min(MAX_PITCH, Math.max(MIN_PITCH, v.pitchRad + pitch)),
    });
  }

  /** Zooms by a factor of the range; what is under the pointer stays there. */
  #zoom(factor: number, x?: number, y?: number): void {
    const v = this.#hooks.view();
    const rangeM = Math.min(MAX_RANGE_M, Math.max(MIN_RANGE_M, v.rangeM * factor));
    const keep = 1 - rangeM / v.rangeM;
    const m = this.#metresPerPx();
    const { clientWidth: w, clientHeight: h } = this.#element;
    const across = ((x ?? w / 2) - w / 2) * m * keep;
    const upward = (h / 2 - (y ?? h / 2)) * m * keep;
    const d = viewDirection(v);
    const [sin, cos] = [Math.sin(v.headingRad), Math.cos(v.headingRad)];
    const up = [-sin * d[2], -cos * d[2], Math.cos(v.pitchRad)];
    const [tx, ty, tz] = v.target;
    this.#set({
      ...v,
      rangeM,
      target: [
        tx + cos * across + up[0]! * upward,
        ty - sin * across + up[1]! * upward,
        tz + up[2]! * upward,
      ],
    });
  }

  #set(view: ViewState): void {
    this.#hooks.change(view);
  }
}
