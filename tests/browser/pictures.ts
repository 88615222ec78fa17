/**
 * `npx tsx tests/browser/pictures.ts [name …]`: the pictures of the docs, taken from the real app on
 * the embedded city with water in its streets.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { DIST, ensureBuilt } from '../../src/hub/build';
import { startHub } from '../../src/hub/server';
import { launchBrowser, watchedPage } from './browser';

const folder = path.resolve(import.meta.dirname, '../../docs/pictures');
const wanted = process.argv.slice(2);

/** Water after this much simulated time, on these cells: enough to see, quick enough to wait for. */
const HORIZON_S = 2400;
const CELL_M = 8;

interface Picture {
  readonly name: string;
  readonly query: string;
  readonly scene: 'city' | 'underground';
  readonly hour: number;
  /** Steps nearer than the whole city. */
  readonly zoom: number;
}

const PICTURES: readonly Picture[] = [
  { name: 'city-noon', query: 'lang=en&theme=light', scene: 'city', hour: 12, zoom: 0 },
  { name: 'city-night', query: 'lang=zh&theme=dark', scene: 'city', hour: 22, zoom: 0 },
  {
    name: 'underground-noon',
    query: 'lang=en&theme=light',
    scene: 'underground',
    hour: 12,
    zoom: 6,
  },
  {
    name: 'underground-night',
    query: 'lang=zh&theme=dark',
    scene: 'underground',
    hour: 22,
    zoom: 6,
  },
];

mkdirSync(folder, { recursive: true });
ensureBuilt();
const hub = await startHub({ root: DIST, port: 0 });
const browser = await launchBrowser();
try {
  for (const p of PICTURES) if (wanted.length === 0 || wanted.includes(p.name)) await take(p);
} finally {
  await browser.close();
  await hub.close();
}

async function take(p: Picture): Promise<void> {
  const { page, context } = await watchedPage(browser, hub.url, {
    viewport: { width: 1440, height: 900 },
  });
  await page.goto(`${hub.url}?tour=0&${p.query}`);
  await settled(page);
  const perform = (id: string, arg?: unknown): Promise<boolean> =>
    page.evaluate(([i, a]) => window.__dryrun!.perform(i as never, a), [id, arg] as const);
  await perform('scenario.horizon', HORIZON_S);
  await perform('scenario.cellSize', CELL_M);
  await perform('run.start');
  await page.waitForFunction(
    () => window.__dryrun!.state().runs.runs.at(-1)?.status === 'done',
    null,
    {
      timeout: 600_000,
    },
  );
  await perform('time.end');
  await perform('view.hour', p.hour);
  if (p.scene === 'underground') {
    await perform('scene.underground');
    await perform('view.groundOpacity', 0.25);
    for (let k = 0; k < p.zoom; k++) await perform('view.zoomIn');
  }
  await settled(page);
  await page.waitForTimeout(20_000);
  await page.screenshot({ path: path.join(folder, `${p.name}.png`) });
  console.error(`${p.name}.png`);
  await context.close();
}

/** Waits until the scene looked at says that its picture is whole. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__dryrun?.state().scene?.ready === true, null, {
    timeout: 300_000,
  });
}
