import path from 'node:path';
import { startHub } from '../../src/hub/server';
import { DIST, ensureBuilt } from '../../src/hub/build';
import { nodePackageSource } from '../../src/cli/nodeSource';
import { openCityPackage } from '../../src/io/package/open';
import { launchBrowser, watchedPage } from '../browser/browser';

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

interface LongTask {
  readonly startTime: number;
  readonly duration: number;
}

/**
 * Opening a city in headless Chromium with software GL: seconds to the first whole picture, main
 * thread tasks over 50 ms on the way (ours, Cesium's and the software rasteriser's together), and
 * memory after it and after panning about. `city` is a package folder; absent: the embedded city.
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
    await page.addInitScript(() => {
      const tasks: LongTask[] = [];
      (window as unknown as { longTasks: LongTask[] }).longTasks = tasks;
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries())
          tasks.push({ startTime, duration });
      }).observe({ type: 'longtask', buffered: true });
    });
    const cdp = await page.context().newCDPSession(page);
    const heapMB = async (): Promise<number> => {
      await cdp.send('HeapProfiler.collectGarbage');
      return Math.round((await cdp.send('Runtime.getHeapUsage')).usedSize / 1e6);
    };
    const started = performance.now();
    await page.goto(
      `${hub.url}?tour=0${options.city === undefined ? '' : '&city=packages/bench/'}`,
    );
    await page.waitForFunction(() => window.__dryrun?.state().scene?.ready === true, null, {
      timeout: 300_000,
    });
    const firstPictureS = (performance.now() - started) / 1000;
    const tasks = await page.evaluate(
      () => (window as unknown as { longTasks: LongTask[] }).longTasks,
    );
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
    const result = {
      firstPictureS: round(firstPictureS),
      longTasks: tasks.length,
      longestTaskMs: Math.round(Math.max(0, ...tasks.map((t) => t.duration))),
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

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
