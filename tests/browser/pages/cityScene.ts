import { createCityScene, type CityScene } from '../../../scenes/city/scene';
import type { City } from '../../../src/domain/city';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';

/** What the browser tests drive: the scene alone on a page, without the app. */
export interface CityScenePage {
  readonly scene: CityScene;
  readonly city: City;
  readonly tinyFloodFrame: typeof tinyFloodFrame;
  readonly createCityScene: typeof createCityScene;
  /** Longest stretches the main thread was kept busy for, ms. */
  readonly longTasksMs: number[];
}

declare global {
  interface Window {
    cityScene: CityScenePage;
    /** Resolves when the scene has been opened. */
    cityOpened: Promise<void>;
  }
}

const longTasksMs: number[] = [];
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) longTasksMs.push(e.duration);
}).observe({ entryTypes: ['longtask'] });

const city = tinyCity();
const scene = createCityScene();
window.cityScene = { scene, city, tinyFloodFrame, createCityScene, longTasksMs };
window.cityOpened = (async () => {
  await scene.mount(document.getElementById('scene')!);
  await scene.open(city, { buildings3dUrl: null });
})();
