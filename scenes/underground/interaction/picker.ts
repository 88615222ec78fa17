import {
  Color,
  Mesh,
  NearestFilter,
  Vector3,
  WebGLRenderTarget,
  type Material,
  type PerspectiveCamera,
  type Scene,
  type WebGLRenderer,
} from 'three';

/** What stands in the pick buffer under a pixel. */
export interface PickHit {
  /** Number written by the pick materials less one; −1 for plain ground. */
  readonly number: number;
  /** Point hit, metres relative to the floating origin. */
  readonly point: readonly [number, number, number];
}

/** Id colour the ground writes. */
const GROUND = 0xffffff;

/** Draws the one pixel asked for with ids instead of colours and reads it back. */
export class Picker {
  readonly #target: WebGLRenderTarget;
  readonly #black = new Color(0);

  constructor() {
    this.#target = new WebGLRenderTarget(1, 1, {
      count: 2,
      minFilter: NearestFilter,
      magFilter: NearestFilter,
      depthBuffer: true,
    });
  }

  /** Nearest thing under a CSS pixel of a canvas of `width` × `height` CSS pixels. */
  async pick(
    renderer: WebGLRenderer,
    scene: Scene,
    camera: PerspectiveCamera,
    x: number,
    y: number,
    width: number,
    height: number,
  ): Promise<PickHit | null> {
    const swapped = swapMaterials(scene);
    const clear = renderer.getClearColor(new Color()).clone();
    const alpha = renderer.getClearAlpha();
    const autoReset = renderer.info.autoReset;
    // What a pick draws is no part of the statistics of a frame.
    renderer.info.autoReset = false;
    camera.setViewOffset(width, height, Math.floor(x), Math.floor(y), 1, 1);
    renderer.setRenderTarget(this.#target);
    renderer.setClearColor(this.#black, 0);
    renderer.clear();
    renderer.render(scene, camera);
    renderer.setRenderTarget(null);
    renderer.setClearColor(clear, alpha);
    const toWorld = camera.projectionMatrixInverse.clone().premultiply(camera.matrixWorld);
    camera.clearViewOffset();
    renderer.info.autoReset = autoReset;
    for (const [mesh, material, visible] of swapped) {
      mesh.material = material;
      mesh.visible = visible;
    }
    const id = new Uint8Array(4);
    const depth = new Uint8Array(4);
    await Promise.all([
      renderer.readRenderTargetPixelsAsync(this.#target, 0, 0, 1, 1, id, 0, 0),
      renderer.readRenderTargetPixelsAsync(this.#target, 0, 0, 1, 1, depth, 0, 1),
    ]);
    const number = id[0]! + id[1]! * 256 + id[2]! * 65_536;
    if (id[3] === 0 || number === 0) return null;
    const z = depth[0]! / 255 + depth[1]! / 255 / 255 + depth[2]! / 255 / 65_025;
    const p = new Vector3(0, 0, z * 2 - 1).applyMatrix4(toWorld);
    return { number: number === GROUND ? -1 : number - 1, point: [p.x, p.y, p.z] };
  }

  dispose(): void {
    this.#target.dispose();
  }
}

function swapMaterials(scene: Scene): [Mesh, Material | Material[], boolean][] {
  const swapped: [Mesh, Material | Material[], boolean][] = [];
  scene.traverse((o) => {
    if (!(o instanceof Mesh)) return;
    swapped.push([o, o.material as Material, o.visible]);
    const pick = o.userData['pick'] as Material | null | undefined;
    if (pick) o.material = pick;
    else o.visible = false;
  });
  return swapped;
}
