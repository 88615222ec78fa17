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
  readonly scene: 'city' | 'underground';
  readonly hour: number;
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'zh';
  /** Share of the ground that shows. */
  readonly ground: number;
  /** Steps nearer than the whole city. */
  readonly zoom: number;
}

const noon = { hour: 12, theme: 'light', language: 'en' } as const;
const night = { hour: 22, theme: 'dark', language: 'zh' } as const;
const PICTURES: readonly Picture[] = [
  { name: 'city-noon', scene: 'city', ...noon, ground: 1, zoom: 0 },
  { name: 'city-night', scene: 'city', ...night, ground: 1, zoom: 3 },
  { name: 'underground-noon', scene: 'underground', ...noon, ground: 0.25, zoom: 6 },
  { name: 'underground-night', scene: 'underground', ...night, ground: 0.25, zoom: 6 },
];

mkdirSync(folder, { recursive: true });
ensureBuilt();
const hub = await startHub({ root: DIST, port: 0 });
const browser = await launchBrowser();
try {
  const { page } = await watchedPage(browser, hub.url, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${hub.url}?tour=0`);
  await settled(page);
  await rain(page);
  for (const p of PICTURES) if (wanted.length === 0 || wanted.includes(p.name)) await take(page, p);
} finally {
  await browser.close();
  await hub.close();
}

function perform(page: Page, id: string, arg?: unknown): Promise<boolean> {
  return page.evaluate(([i, a]) => window.__dryrun!.perform(i as never, a), [id, arg] as const);
}

async function rain(page: Page): Promise<void> {
  await perform(page, 'scenario.horizon', HORIZON_S);
  await perform(page, 'scenario.cellSize', CELL_M);
  await perform(page, 'run.start');
  await page.waitForFunction(
    () => window.__dryrun!.state().runs.runs.at(-1)?.status === 'done',
    null,
    { timeout: 600_000 },
  );
  await perform(page, 'time.end');
}

async function take(page: Page, p: Picture): Promise<void> {
  await perform(page, 'language.set', p.language);
  await perform(page, 'theme.set', p.theme);
  await perform(page, 'view.hour', p.hour);
  await perform(page, `scene.${p.scene}`);
  await perform(page, 'view.groundOpacity', p.ground);
  await perform(page, 'view.home');
  for (let k = 0; k < p.zoom; k++) await perform(page, 'view.zoomIn');
  await page.waitForTimeout(5000);
  await settled(page);
  await page.waitForTimeout(8000);
  await page.screenshot({ path: path.join(folder, `${p.name}.png`) });
  console.error(`${p.name}.png`);
}

/** Waits until the scene looked at says that its picture is whole. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__dryrun?.state().scene?.ready === true, null, {
    timeout: 300_000,
  });
}
