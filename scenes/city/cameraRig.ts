import { Cartesian3, Matrix4 } from 'cesium';
import type { Vec3 } from '../../src/domain/ecef';
import type { Extent } from '../../src/domain/grid';
import type { ViewState } from '../../src/domain/view';
import type { LocalAxes } from './localAxes';
import type { HeightField } from './terrain/heightField';
import { cross, poseOf, viewOf, type EyePose } from './viewMath';
import type { Viewer } from './viewer';

/** Closest the eye may come to what it looks at, m. */
const MIN_RANGE_M = 3;
/** Eye stays this far above ground unless the underground is shown, m. */
const EYE_CLEARANCE_M = 1.5;

/** Camera of the scene in the words of `ViewState`, which it takes and gives exactly. */
export class CameraRig {
  private axes: LocalAxes | null = null;
  private ground: HeightField | null = null;
  private applied: { readonly view: ViewState; readonly pose: EyePose } | null = null;
  private emitted: EyePose | null = null;
  private lastRangeM = 1000;
  private readonly listeners = new Set<(view: ViewState) => void>();

  constructor(private readonly viewer: Viewer) {
    const control = viewer.scene.screenSpaceCameraController;
    control.minimumZoomDistance = MIN_RANGE_M;
    control.inertiaTranslate = 0.6;
    control.inertiaZoom = 0.6;
    control.inertiaSpin = 0.6;
    viewer.scene.postRender.addEventListener(() => this.emitIfMoved());
  }

  open(axes: LocalAxes, ground: HeightField, extent: Extent): void {
    this.axes = axes;
    this.ground = ground;
    const diagonal = Math.hypot(extent.maxX - extent.minX, extent.maxY - extent.minY);
    this.viewer.scene.screenSpaceCameraController.maximumZoomDistance = diagonal * 5 + 10000;
    this.apply(overview(extent, ground));
  }

  /** Below ground the camera may only go where the ground is opened. */
  setUnderground(allowed: boolean): void {
    this.viewer.scene.screenSpaceCameraController.enableCollisionDetection = !allowed;
  }

  apply(view: ViewState): void {
    if (!this.axes) return;
    const pose = poseOf(this.axes.projection, view);
    const camera = this.viewer.scene.camera;
    camera.lookAtTransform(Matrix4.IDENTITY);
    Cartesian3.fromArray(pose.position, 0, camera.position);
    Cartesian3.fromArray(pose.direction, 0, camera.direction);
    Cartesian3.fromArray(pose.up, 0, camera.up);
    Cartesian3.fromArray(cross(pose.direction, pose.up), 0, camera.right);
    this.applied = { view, pose: this.pose() };
    this.emitted = this.applied.pose;
    this.lastRangeM = view.rangeM;
    this.viewer.scene.requestRender();
  }

  view(): ViewState {
    if (!this.axes || !this.ground) throw new Error('CameraRig.view: no city is open');
    const pose = this.pose();
    if (this.applied && samePose(pose, this.applied.pose)) return this.applied.view;
    const view = viewOf(this.axes.projection, pose, this.reach(pose));
    this.lastRangeM = view.rangeM;
    return view;
  }

  /** Moves by the keyboard: changes the view and tells listeners. */
  nudge(change: (v: ViewState) => ViewState): void {
    const next = this.limited(change(this.view()));
    this.apply(next);
    for (const l of this.listeners) l(next);
  }

  onView(listener: (view: ViewState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Point where a ray from the eye meets the ground, local metres; null where it meets the sky. */
  groundHit(direction: Cartesian3): [number, number, number] | null {
    const camera = this.viewer.scene.camera;
    const d = this.distanceAlong(
      [camera.positionWC.x, camera.positionWC.y, camera.positionWC.z],
      [direction.x, direction.y, direction.z],
    );
    if (d === null || !this.axes) return null;
    const p = Cartesian3.multiplyByScalar(direction, d, new Cartesian3());
    return this.axes.toLocal(Cartesian3.add(camera.positionWC, p, p));
  }

  private limited(v: ViewState): ViewState {
    const collide = this.viewer.scene.screenSpaceCameraController.enableCollisionDetection;
    const max = this.viewer.scene.screenSpaceCameraController.maximumZoomDistance;
    const rangeM = Math.min(max, Math.max(MIN_RANGE_M, v.rangeM));
    const lowest = collide ? -Math.asin(Math.min(1, EYE_CLEARANCE_M / rangeM)) : Math.PI / 2;
    const pitchRad = Math.min(lowest, Math.max(-Math.PI / 2, v.pitchRad));
    const z = collide ? (this.ground?.at(v.target[0], v.target[1]) ?? v.target[2]) : v.target[2];
    return { ...v, target: [v.target[0], v.target[1], z], rangeM, pitchRad };
  }

  private pose(): EyePose {
    const { position, direction, up } = this.viewer.scene.camera;
    return {
      position: [position.x, position.y, position.z],
      direction: [direction.x, direction.y, direction.z],
      up: [up.x, up.y, up.z],
    };
  }

  private reach(pose: EyePose): number {
    return this.distanceAlong(pose.position, pose.direction) ?? this.lastRangeM;
  }

  /**
   * Distance to the ground along an ECEF ray. The local frame bends with the earth, so the march is
   * done twice: the second time with the axes at the first hit.
   */
  private distanceAlong(from: Vec3, direction: Vec3): number | null {
    const { axes, ground } = this;
    if (!axes || !ground) return null;
    const reach = this.viewer.scene.screenSpaceCameraController.maximumZoomDistance;
    let along = 0;
    let local = axes.projection.fromEcef(...from);
    for (let pass = 0; pass < 2; pass++) {
      const probe = 1;
      const ahead = axes.projection.fromEcef(
        from[0] + direction[0] * (along + probe),
        from[1] + direction[1] * (along + probe),
        from[2] + direction[2] * (along + probe),
      );
      const [dx, dy, dz] = [ahead[0] - local[0], ahead[1] - local[1], ahead[2] - local[2]];
      // Start the second march a little before the first hit.
      const back = pass === 0 ? 0 : Math.min(along, 200);
      const hit = ground.hit(
        local[0] - dx * back,
        local[1] - dy * back,
        local[2] - dz * back,
        dx,
        dy,
        dz,
        reach,
      );
      if (hit === null) return pass === 0 ? null : along;
      along += hit - back;
      local = axes.projection.fromEcef(
        from[0] + direction[0] * along,
        from[1] + direction[1] * along,
        from[2] + direction[2] * along,
      );
    }
    return along;
  }

  private emitIfMoved(): void {
    if (!this.axes || this.listeners.size === 0) return;
    const pose = this.pose();
    if (this.emitted && samePose(pose, this.emitted)) return;
    this.emitted = pose;
    const view = this.view();
    for (const l of this.listeners) l(view);
  }
}

/** The whole City from the south, looking down at 35°. */
function overview(extent: Extent, ground: HeightField): ViewState {
  const x = (extent.minX + extent.maxX) / 2;
  const y = (extent.minY + extent.maxY) / 2;
  const side = Math.max(extent.maxX - extent.minX, extent.maxY - extent.minY);
  return {
    target: [x, y, ground.at(x, y)],
    headingRad: 0,
    pitchRad: (-35 * Math.PI) / 180,
    rangeM: side * 1.05,
  };
}

function samePose(a: EyePose, b: EyePose): boolean {
  for (let i = 0; i < 3; i++) {
    if (Math.abs(a.position[i]! - b.position[i]!) > 1e-6) return false;
    if (Math.abs(a.direction[i]! - b.direction[i]!) > 1e-12) return false;
    if (Math.abs(a.up[i]! - b.up[i]!) > 1e-12) return false;
  }
  return true;
}
