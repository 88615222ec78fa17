import path from 'node:path';
import type { CDPSession } from 'playwright-core';
import { startHub } from '../../src/hub/server';
import { DIST, ensureBuilt } from '../../src/hub/build';
import { nodePackageSource } from '../../src/cli/nodeSource';
import { openCityPackage } from '../../src/io/package/open';
import { launchBrowser, watchedPage } from '../browser/browser';
import { mainThreadReport, profileMainThread, watchTasks } from './mainThread';

/** Asked not too often: each answer copies the app's state on the main thread that is being measured. */
const WAIT = { timeout: 300_000, polling: 200 } as const;

/** Milliseconds of processor time reading the embedded city takes in Node, best of three. */
async function readingMs(): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 3; k++) {
    const source = await nodePackageSource(path.join(DIST, 'city'));
    const before = process.cpuUsage();
    await openCityPackage(source);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/**
 * Opening a city in headless Chromium with software GL: seconds to the first whole picture, processor
 * time of the browser's processes, main-thread tasks over 50 ms on the way and whose code took them (of
 * the underground scene too), and memory after it and after panning about. `city` is a package folder; absent: the embedded city.
 */
export async function benchScene(options: {
  readonly json: boolean;
  readonly city?: string;
}): Promise<Record<string, unknown>> {
  ensureBuilt();
  const hub = await startHub({
    root: DIST,
    port: 0,
    ...(options.city !== undefined && { packages: { bench: options.city } }),
  });
  const browser = await launchBrowser();
  try {
    const { page, offOrigin } = await watchedPage(browser, hub.url);
    await watchTasks(page);
    const cdp = await page.context().newCDPSession(page);
    const heapMB = async (): Promise<number> => {
      await cdp.send('HeapProfiler.collectGarbage');
      return Math.round((await cdp.send('Runtime.getHeapUsage')).usedSize / 1e6);
    };
    const browserCdp = await browser.newBrowserCDPSession();
    const cpuBefore = await processorS(browserCdp);
    let stop = await profileMainThread(cdp);
    const started = performance.now();
    await page.goto(
      `${hub.url}?tour=0${options.city === undefined ? '' : '&city=packages/bench/'}`,
    );
    await page.waitForFunction(() => window.__dryrun?.state().scene?.ready === true, null, WAIT);
    const firstPictureS = (performance.now() - started) / 1000;
    const cpuAfter = await processorS(browserCdp);
    const opening = await mainThreadReport(page, cdp, await stop());
    const afterOpening = await heapMB();
    const panned: number[] = [];
    for (let k = 0; k < 8; k++) {
      await page.evaluate(
        (step) => window.__dryrun!.perform('view.pan', step % 2 === 0 ? [0.7, 0] : [0, 0.7]),
        k,
      );
      await page.waitForTimeout(4000);
      panned.push(await heapMB());
    }
    const stats = await page.evaluate(() => window.__dryrun!.state().scene);
    stop = await profileMainThread(cdp);
    await page.evaluate(() => window.__dryrun!.perform('scene.underground'));
    await page.waitForFunction(
      () => window.__dryrun!.state().view.status.underground === 'ready',
      null,
      WAIT,
    );
    const underground = await mainThreadReport(page, cdp, await stop());
    const result = {
      firstPictureS: round(firstPictureS),
      processorS: Object.fromEntries(
        Object.entries(cpuAfter).map(([kind, s]) => [kind, round(s - (cpuBefore[kind] ?? 0))]),
      ),
      mainThread: { opening, underground },
      heapAfterOpeningMB: afterOpening,
      heapWhilePanningMB: panned,
      scene: stats,
      offOriginRequests: offOrigin.length,
      ...(options.city === undefined && { readingCpuMs: Math.round(await readingMs()) }),
    };
    if (!options.json) console.log(JSON.stringify(result, null, 2));
    return result;
  } finally {
    await browser.close();
    await hub.close();
  }
}

/** Processor seconds used so far by the browser's processes, by kind. */
async function processorS(cdp: CDPSession): Promise<Record<string, number>> {
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  const used: Record<string, number> = {};
  for (const { type, cpuTime } of processInfo) used[type] = (used[type] ?? 0) + cpuTime;
  return used;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
