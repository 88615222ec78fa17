import { createCityScene, type CityScene } from '../../../scenes/city/scene';
import type { City } from '../../../src/domain/city';
import { httpSource } from '../../../src/io/package/httpSource';
import { buildings3dHref, readManifest } from '../../../src/io/package/manifest';
import { openCityPackage } from '../../../src/io/package/open';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';
import { tinyAirFrame, tinyTrafficFrame } from '../../fixtures/tinyRuns';

/** What the browser tests drive: the scene alone on a page, without the app. */
export interface CityScenePage {
  readonly scene: CityScene;
  readonly city: City;
  readonly tinyFloodFrame: typeof tinyFloodFrame;
  readonly tinyTrafficFrame: typeof tinyTrafficFrame;
  readonly tinyAirFrame: typeof tinyAirFrame;
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

/** `?city=URL` opens a package from this server, else the tiny city is shown. */
async function load(): Promise<[City, string | null]> {
  const wanted = new URLSearchParams(location.search).get('city');
  if (wanted === null) return [tinyCity(), null];
  const base = new URL(wanted, location.href);
  const files = httpSource(base);
  const href = buildings3dHref(await readManifest(files));
  const city = await openCityPackage(files, { skip: ['drainage', 'traffic'] });
  return [city, href === null ? null : new URL(href, base).href];
}

const scene = createCityScene();
window.cityOpened = (async () => {
  await scene.mount(document.getElementById('scene')!);
  const [city, buildings3dUrl] = await load();
  window.cityScene = {
    scene,
    city,
    tinyFloodFrame,
    tinyTrafficFrame,
    tinyAirFrame,
    createCityScene,
    longTasksMs,
  };
  longTasksMs.length = 0;
  await scene.open(city, { buildings3dUrl });
})();
