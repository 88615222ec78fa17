import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestHook } from '../../src/app/services/testHook';
import { launchBrowser, watchedPage, type WatchedPage } from './browser';

// The planner's way on a tiny city with made-up frames: branch, change, run, compare, and be sure nothing is lost.
const root = path.resolve(import.meta.dirname, '../..');
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

let server: ViteDevServer;
let browser: Browser;
let origin: string;
let open: WatchedPage[] = [];

beforeAll(async () => {
  server = await createServer({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  origin = server.resolvedUrls!.local[0]!;
  browser = await launchBrowser();
  await desk();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(async () => {
  for (const { context, offOrigin } of open) {
    expect(offOrigin).toEqual([]);
    await context.close();
  }
  open = [];
});

async function desk(query = ''): Promise<WatchedPage> {
  const watched = await watchedPage(browser, origin, { viewport: { width: 1440, height: 900 } });
  open.push(watched);
  watched.page.setDefaultTimeout(90_000);
  await load(watched.page, query);
  return watched;
}

async function load(page: Page, query = ''): Promise<void> {
  await page.goto(`${origin}tests/browser/pages/desk.html?lang=en&theme=light${query}`);
  await page.waitForFunction(
    () =>
      window.__dryrun?.state().city.phase === 'open' &&
      window.__dryrun.state().scenarios.length > 0,
  );
  for (const part of ['.tree-row', '.chart-canvas', '.transport']) {
    await page.locator(part).first().waitFor();
  }
}

const state = (page: Page): Promise<ReturnType<TestHook['state']>> =>
  page.evaluate(() => window.__dryrun!.state());

const names = async (page: Page): Promise<string[]> =>
  (await state(page)).scenarios.map((r) => r.name);

async function violations(page: Page): Promise<string[]> {
  // Colours fade for a moment after a change of theme or state.
  await page.waitForTimeout(300);
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(o: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations: found } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
  });
}

/** Steps from "100 mm/h for one hour" to the table that a person may be asked for. */
const MOST_STEPS = 6;

async function expectTable(page: Page): Promise<void> {
  await page.locator('.compare-table').waitFor();
  const { compare, scenarios } = await state(page);
  expect(compare.a).toBe('baseline');
  expect(compare.b).toBe(scenarios[1]!.id);
  const wet = compare.rows.find((r) => r.id === 'floodedArea')!;
  expect(wet.a).toBe(0);
  expect(wet.b).toBeGreaterThan(10_000);
  expect(wet.verdict).toBe('worse');
  const head = await page.locator('.compare-table thead').innerText();
  expect(head).toMatch(/Baseline[\s\S]*100 mm\/h for one hour/);
}

describe('from a storm to a comparison with the baseline', () => {
  it('takes one click', async () => {
    const { page, errors } = await desk();
    let clicks = 0;
    const click = async (name: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).click();
      clicks++;
    };
    await click('Compare');
    await expectTable(page);
    expect(clicks).toBeLessThanOrEqual(MOST_STEPS);
    expect(errors).toEqual([]);
  });

  it('takes a keystroke, and another shows the map before and the difference', async () => {
    const { page, errors } = await desk();
    let keys = 0;
    const press = async (key: string): Promise<void> => {
      await page.keyboard.press(key);
      keys++;
    };
    await press('m');
    await expectTable(page);
    expect(keys).toBeLessThanOrEqual(MOST_STEPS);
    await page.keyboard.press('f');
    expect((await state(page)).compare.view).toBe('before');
    await page.keyboard.press('f');
    expect((await state(page)).compare.view).toBe('after');
    await page.keyboard.press('g');
    expect((await state(page)).compare.view).toBe('difference');
    expect(await page.locator('.legend').innerText()).toMatch(/B − A[\s\S]*−1\.0[\s\S]*\+1\.0/);
    expect(errors).toEqual([]);
  });

  it('runs nothing twice', async () => {
    const { page } = await desk();
    await page.keyboard.press('m');
    await page.locator('.compare-table').waitFor();
    expect((await state(page)).runs.runs).toHaveLength(2);
    await page.getByRole('button', { name: 'Swap A and B' }).click();
    await page.waitForFunction(() => window.__dryrun!.state().compare.b === 'baseline');
    await page.locator('.compare-table').waitFor();
    const { runs, compare } = await state(page);
    expect(runs.runs).toHaveLength(2);
    expect(compare.rows.find((r) => r.id === 'floodedArea')!.verdict).toBe('better');
  });

  it('shows formula, inputs and source of a number, and the frames it came from', async () => {
    const { page } = await desk();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Road closed to cars', exact: true }).click();
    const detail = page.locator('.compare-detail');
    expect(await detail.innerText()).toMatch(
      /h ≥ 0\.15 m[\s\S]*velocityX[\s\S]*Shand et al\. 2011/,
    );
    await detail.getByRole('button', { name: 'Show A on the map' }).click();
    const { runs, compare } = await state(page);
    expect(runs.shown).toBe(compare.runs!.a);
  });

  it('reckons damage again with another curve, which undo takes back', async () => {
    const { page } = await desk();
    await page.keyboard.press('m');
    await page.locator('.compare-table').waitFor();
    const damage = async (): Promise<number> =>
      (await state(page)).compare.rows.find((r) => r.id === 'damage')!.b!;
    const before = await damage();
    await page.getByRole('button', { name: 'Damage curve' }).click();
    const worth = page.getByRole('textbox', { name: /Worth per m²/ });
    await worth.fill('2000');
    await worth.press('Enter');
    await page.getByText('A scenario or an assumption has changed').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.locator('.compare-table').waitFor();
    expect(before).toBeGreaterThan(0);
    expect(await damage()).toBeCloseTo(2 * before, 3);
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.locator('.compare-table').waitFor();
    expect(await damage()).toBe(before);
    expect((await state(page)).ui.messages).toEqual([]);
  });
});

describe('scenario tree', () => {
  it('branches, renames, duplicates and deletes by keyboard alone, and undoes it all', async () => {
    const { page, errors } = await desk();
    await page.keyboard.press('Shift+N');
    await page.waitForFunction(() => window.__dryrun!.state().scenarios.length === 3);
    await page.locator('.tree-row[data-selected]').focus();
    await page.keyboard.press('F2');
    await page.locator('.tree-input input').waitFor();
    await page.keyboard.type('With a wall');
    await page.keyboard.press('Enter');
    expect(await names(page)).toEqual(['', '100 mm/h for one hour', 'With a wall']);
    // The keyboard is back on the row.
    await page.waitForFunction(() => document.activeElement?.matches('.tree-row'));
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(
      () => window.__dryrun!.state().scenario.name === '100 mm/h for one hour',
    );
    await page.keyboard.press('Delete');
    await page.waitForFunction(() => window.__dryrun!.state().scenarios.length === 1);
    await page.keyboard.press('Control+z');
    expect(await names(page)).toEqual(['', '100 mm/h for one hour', 'With a wall']);
    for (let i = 0; i < 2; i++) await page.keyboard.press('Control+z');
    expect(await names(page)).toEqual(['', '100 mm/h for one hour']);
    expect(errors).toEqual([]);
  });

  it('says in words what differs from the parent', async () => {
    const { page } = await desk();
    await page.getByRole('button', { name: 'Branch', exact: true }).click();
    await page.getByText('The same as its parent so far.').waitFor();
    await page.getByRole('button', { name: 'Design the storm' }).click();
    await page.getByRole('button', { name: /Uniform/ }).click();
    await page.getByRole('option', { name: 'Chicago' }).click();
    await page
      .locator('.differences')
      .getByText(/Rain: \d+ mm/)
      .waitFor();
    const { scenario } = await state(page);
    expect(scenario.forcings[0]).toMatchObject({ design: { kind: 'chicago', returnYears: 50 } });
  });

  it('is there again after the page was closed in the middle of work', async () => {
    const { page } = await desk();
    await page.getByRole('button', { name: 'Branch', exact: true }).click();
    await page.evaluate(() => window.__dryrun!.perform('scenario.storm', 'burst150'));
    // The last second may be lost, no more.
    await page.waitForTimeout(1000);
    await load(page);
    expect(await names(page)).toEqual(['', '100 mm/h for one hour', 'Scenario 2']);
    expect((await state(page)).scenario).toMatchObject({ name: 'Scenario 2' });
    expect((await state(page)).scenario.forcings[0]).toMatchObject({
      intensityMmH: [
        [0, 150],
        [1200, 0],
      ],
    });
  });

  it('says once that the disk is full, keeps the scenarios and gives them out as a file', async () => {
    const { page } = await desk();
    await page.evaluate(() => {
      IDBObjectStore.prototype.add = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    for (let i = 0; i < 3; i++)
      await page.evaluate(() => window.__dryrun!.perform('scenario.branch'));
    const alert = page.getByRole('alert');
    await alert.getByText('There is no room on this device').waitFor();
    expect(await alert.locator('.message').count()).toBe(1);
    expect(await names(page)).toHaveLength(5);
    const download = page.waitForEvent('download');
    await alert.getByRole('button', { name: 'Export all scenarios as a file' }).click();
    const file = await (await download).path();
    const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: unknown[] };
    expect(scenarios).toHaveLength(5);
  });
});

describe('accessibility', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`has no axe violation while comparing in the ${theme} theme`, async () => {
      const { page } = await desk();
      await page.evaluate((t) => window.__dryrun!.perform('theme.set', t), theme);
      await page.getByRole('button', { name: 'Branch', exact: true }).click();
      await page.getByRole('button', { name: 'Design the storm' }).click();
      await page.getByRole('button', { name: 'Edit as table' }).click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('m');
      await page.getByRole('button', { name: 'Flooded area', exact: true }).click();
      expect(await violations(page)).toEqual([]);
      await page.evaluate(() => window.__dryrun!.perform('document.versions'));
      await page.getByRole('dialog').waitFor();
      expect(await violations(page)).toEqual([]);
    });
  }

  it('speaks Chinese while comparing', async () => {
    const { page, errors } = await desk();
    await page.keyboard.press('m');
    await page.locator('.compare-table').waitFor();
    await page.getByRole('button', { name: /Change the language/ }).click();
    await page.getByRole('heading', { name: '对比' }).waitFor();
    const text = await page.locator('.compare-dock').innerText();
    // Names in the document stay as people wrote them.
    const latin = text.replaceAll('100 mm/h for one hour', '').match(/[A-Za-z]{4,}/g);
    expect(latin ?? []).toEqual([]);
    expect(errors).toEqual([]);
  });
});
