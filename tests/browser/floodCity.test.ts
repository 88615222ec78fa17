import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DIST } from '../../src/hub/build';
import { startHub, type Hub } from '../../src/hub/server';
import type { TestHook } from '../../src/app/services/testHook';
import { launchBrowser, watchedPage, type WatchedPage } from './browser';

/** The whole path in a real browser: a package opens in both scenes, rain falls, water stands in the streets. */

const root = path.resolve(import.meta.dirname, '../..');
const barrie = path.resolve(root, '../shared/data/barrie');

type State = ReturnType<TestHook['state']>;
const state = (w: WatchedPage): Promise<State> => w.page.evaluate(() => window.__dryrun!.state());
const perform = (w: WatchedPage, id: string, arg?: unknown): Promise<boolean> =>
  w.page.evaluate(([i, a]) => window.__dryrun!.perform(i as never, a), [id, arg] as const);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function openCity(url: string): Promise<WatchedPage> {
  const watched = await watchedPage(browser, new URL(url).origin, {
    viewport: { width: 900, height: 600 },
  });
  const address = new URL(url);
  address.searchParams.set('tour', '0');
  await watched.page.goto(address.href);
  await watched.page.waitForFunction(() => window.__dryrun?.state().scene?.ready === true, null, {
    timeout: 150_000,
  });
  return watched;
}

/** Rains on coarse cells for a while and waits for the end; returns the state then. */
async function flood(w: WatchedPage, horizonS: number, cellSizeM: number): Promise<State> {
  await perform(w, 'scenario.horizon', horizonS);
  await perform(w, 'scenario.cellSize', cellSizeM);
  expect(await perform(w, 'run.start')).toBe(true);
  await w.page.waitForFunction(
    () => ['done', 'failed'].includes(window.__dryrun!.state().runs.runs.at(-1)?.status ?? ''),
    null,
    { timeout: 240_000 },
  );
  return state(w);
}

/** Hash of the state at the end of the same scenario, run by `dryrun run` on the same package. */
async function onTheCommandLine(scenario: unknown, runKey: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dryrun-run-'));
  const file = path.join(folder, 'scenario.json');
  writeFileSync(file, JSON.stringify(scenario));
  const printed = execFileSync(
    process.execPath,
    [
      '--import',
      'tsx',
      path.join(root, 'src/cli/main.ts'),
      'run',
      '--city',
      path.join(DIST, 'city'),
      '--scenario',
      file,
      '--out',
      path.join(folder, 'out'),
      '--json',
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  rmSync(folder, { recursive: true, force: true });
  const report = JSON.parse(printed) as { runKey: string; stateHash: string };
  expect(report.runKey).toBe(runKey);
  return report.stateHash;
}

describe('the embedded city', () => {
  it('opens, floods, is probed and shown underground, with no request to another origin', async () => {
    const w = await openCity(inject('appUrl'));
    expect((await state(w)).city.phase).toBe('open');
    const after = await flood(w, 1800, 16);
    const run = after.runs.runs.at(-1)!;
    expect(run.problem).toBeNull();
    expect(run.status).toBe('done');
    expect(run.totals['sewerInflowM3']).toBeGreaterThan(0);
    expect(Math.abs(run.totals['balanceErrorM3']!)).toBeLessThan(1e-6 * run.totals['rainM3']!);
    expect(run.stateHash).toBe(await onTheCommandLine(after.scenario, run.runKey!));
    // A what-if is never the only one: the City must still be whole for the next run.
    const second = (await flood(w, 300, 16)).runs.runs.at(-1)!;
    expect(second).toMatchObject({ status: 'done', problem: null });
    expect(second.runKey).not.toBe(run.runKey);
    expect(await perform(w, 'time.end')).toBe(true);
    expect(await perform(w, 'scene.underground')).toBe(true);
    await w.page.waitForFunction(() => window.__dryrun!.state().scene?.ready === true, null, {
      timeout: 120_000,
    });
    expect(w.offOrigin).toEqual([]);
    expect(w.errors).toEqual([]);
    await w.context.close();
  });
});

describe.skipIf(!existsSync(barrie))(
  'the real district of Barrie (skipped where ../shared/data/barrie is missing)',
  () => {
    let hub: Hub;
    const out = mkdtempSync(path.join(tmpdir(), 'dryrun-barrie-'));

    beforeAll(async () => {
      const file = (name: string): string => path.join(barrie, name);
      execFileSync(
        process.execPath,
        [
          ...['--import', 'tsx', path.join(root, 'src/cli/main.ts'), 'import'],
          ...['--terrain', file('derived/barrie_dtm_2m_utm17n.tif')],
          ...['--buildings', file('derived/barrie_buildings_lod1.geojson')],
          ...['--drainage', file('derived/barrie_storm.inp')],
          ...['--roads', file('derived/barrie_roads_centrelines.geojson')],
          ...['--traffic', file('derived/barrie_assumed.net.xml')],
          ...['--water', file('derived/barrie_lake.geojson')],
          ...['--out', out],
        ],
        { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
      );
      hub = await startHub({ root: DIST, port: 0, packages: { barrie: out } });
    });
    afterAll(async () => {
      await hub.close();
      rmSync(out, { recursive: true, force: true });
    });

    it('opens from its import and floods, with its sewers below', async () => {
      const w = await openCity(`${hub.url}?city=packages/barrie/`);
      const opened = await state(w);
      expect(opened.city.phase).toBe('open');
      expect(opened.city.summary!.counts.buildings).toBe(946);
      // Ten minutes on coarse cells: that the path holds; the numbers are the validations' business.
      const after = await flood(w, 600, 16);
      expect(after.runs.runs.at(-1)).toMatchObject({ status: 'done', problem: null });
      expect(w.offOrigin).toEqual([]);
      expect(w.errors).toEqual([]);
      await w.context.close();
    });
  },
);
