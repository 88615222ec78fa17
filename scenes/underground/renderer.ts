import {
  BufferAttribute,
  BufferGeometry,
  Mesh,
  Scene as ThreeScene,
  WebGLRenderer,
  type Camera,
} from 'three';
import { DryrunError } from '../../src/domain/errors';
import type { MaterialPair } from './shaders/materials';

/** The WebGL 2 renderer of the scene. Throws `scene.webgl2` where the browser gives none. */
export function makeRenderer(): WebGLRenderer {
  try {
    const renderer = new WebGLRenderer({ antialias: true, powerPreference: 'high-performance' });
    renderer.autoClear = true;
    // Materials encode their own colours.
    renderer.outputColorSpace = 'srgb-linear';
    return renderer;
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'scene.webgl2',
        what: 'The underground view needs WebGL 2, which this browser does not give.',
        mend: 'Use a current browser and allow hardware or software graphics in its settings.',
      },
      { cause },
    );
  }
}

/**
 * Readies all shaders before the first frame needs them, without stopping the main thread for all at once.
 * Ends early when `wanted` says no.
 */
export async function warmUp(
  renderer: WebGLRenderer,
  camera: Camera,
  materials: readonly MaterialPair[],
  wanted: () => boolean,
): Promise<void> {
  const scene = new ThreeScene();
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(9), 3));
  const meshes = materials.map(({ draw }) => new Mesh(geometry, draw));
  for (const m of meshes) m.frustumCulled = false;
  try {
    if (renderer.extensions.has('KHR_parallel_shader_compile')) {
      scene.add(...meshes);
      await renderer.compileAsync(scene, camera);
      return;
    }
    // Drivers that compile on first use get one shader at a time.
    for (const m of meshes) {
      scene.add(m);
      renderer.render(scene, camera);
      scene.clear();
      await nextTurn();
      if (!wanted()) return;
    }
  } finally {
    geometry.dispose();
  }
}

/** Lets input and drawing have the main thread. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
