import { createUndergroundScene, type UndergroundScene } from '../../../scenes/underground/scene';
import type { City } from '../../../src/domain/city';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';

declare global {
  interface Window {
    /** The scene under test and what it shows. */
    trial: {
      readonly scene: UndergroundScene;
      readonly city: City;
      readonly frame: typeof tinyFloodFrame;
      /** Milliseconds `open` took. */
      readonly openMs: number;
    };
  }
}

const scene = createUndergroundScene();
await scene.mount(document.querySelector<HTMLElement>('#scene')!);
const city = tinyCity();
const started = performance.now();
await scene.open(city, { buildings3dUrl: null });
window.trial = { scene, city, frame: tinyFloodFrame, openMs: performance.now() - started };
