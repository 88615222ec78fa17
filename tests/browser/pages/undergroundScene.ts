import { createUndergroundScene, type UndergroundScene } from '../../../scenes/underground/scene';
import type { City } from '../../../src/domain/city';
import type { Frame } from '../../../src/domain/frame';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';

/** What the browser tests drive: the scene alone on a page, without the app. */
export interface UndergroundTrial {
  readonly scene: UndergroundScene;
  readonly city: City;
  /** A made-up frame of a run of the city at a time in seconds. */
  readonly frame: (timeS: number) => Frame;
  /** Milliseconds `open` took. */
  readonly openMs: number;
  /** Longest stretches the main thread was kept busy while the city opened, ms. */
  readonly longTasksMs: number[];
}

declare global {
  interface Window {
    trial: UndergroundTrial;
  }
}

const longTasksMs: number[] = [];
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) longTasksMs.push(e.duration);
}).observe({ entryTypes: ['longtask'] });

const generated = new URLSearchParams(location.search).get('city') === 'generated';
const city = generated ? await generate() : tinyCity();
await new Promise((resolve) => {
  setTimeout(resolve, 100);
});
longTasksMs.length = 0;
const scene = createUndergroundScene();
await scene.mount(document.querySelector<HTMLElement>('#scene')!);
const started = performance.now();
await scene.open(city, { buildings3dUrl: null });
window.trial = {
  scene,
  city,
  frame: generated ? (timeS) => stormFrame(city, timeS) : tinyFloodFrame,
  openMs: performance.now() - started,
  longTasksMs,
};

async function generate(): Promise<City> {
  const { generateCity } = await import('../../../assets/city/generate');
  return generateCity({ km2: 4, seed: 7, cellSizeM: 2 });
}

/** A frame in which the storm sewers fill and low ground floods with time. */
function stormFrame(of: City, timeS: number): Frame {
  const storm = of.utilities.find((u) => u.kind === 'storm')!;
  const share = Math.min(1, timeS / 3600);
  const { grid, values } = of.terrain;
  const lowest = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const depth = values.map((z, i) => {
    const dip = Math.sin((i % grid.cols) / 40) * Math.cos(Math.floor(i / grid.cols) / 33);
    return Math.max(0, share * (1.4 * dip - 0.6) - 0.004 * (z - lowest));
  });
  return {
    engine: 'flood',
    timeS,
    fields: [{ name: 'depth', unit: 'm', grid, values: depth }],
    series: [
      {
        name: 'nodeDepth',
        unit: 'm',
        ids: storm.nodes.map((n) => n.id),
        values: Float32Array.from(storm.nodes, (_, i) => share * (0.2 + 0.15 * (i % 7))),
      },
      {
        name: 'linkFlow',
        unit: 'm3/s',
        ids: storm.links.map((l) => l.id),
        values: Float32Array.from(storm.links, (_, i) => share * 0.05 * (1 + (i % 9))),
      },
    ],
    tracks: [],
    totals: {},
    stateHash: '',
  };
}
