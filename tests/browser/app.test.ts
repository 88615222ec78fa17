import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestHook } from '../../src/app/services/testHook';
import { launchBrowser, watchedPage, type WatchedPage } from './browser';

// The desk on a tiny city, a flat scene and made-up frames: what a person does, without waiting for water.
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
    // A page under test must not be reloaded by somebody saving a file.
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  origin = server.resolvedUrls!.local[0]!;
  browser = await launchBrowser();
  // The first page waits for the server to bundle what it imports.
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
  await watched.page.goto(`${origin}tests/browser/pages/desk.html?lang=en&theme=light${query}`);
  await watched.page.waitForFunction(
    () => window.__dryrun && /open|failed/.test(window.__dryrun.state().city.phase),
  );
  // Panels come in chunks of their own.
  for (const part of ['.layer-row', '.tab-list', '.transport']) {
    await watched.page.locator(part).first().waitFor();
  }
  return watched;
}

const state = (page: Page): Promise<ReturnType<TestHook['state']>> =>
  page.evaluate(() => window.__dryrun!.state());

async function runToEnd(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: false }).first().click();
  await page.waitForFunction(() => window.__dryrun!.state().runs.runs[0]?.status === 'done');
}

/** Clicks the map where a local point lies. */
async function clickMap(page: Page, x: number, y: number): Promise<void> {
  const at = await page.evaluate(([a, b]) => window.__dryrun!.project(a!, b!, 20), [x, y]);
  const box = (await page.locator('.stage-canvas').boundingBox())!;
  await page.mouse.click(box.x + at![0], box.y + at![1]);
}

async function violations(page: Page): Promise<string[]> {
  // Colours fade for a moment after a change of theme or state; on a busy machine the moment is long.
  await page.waitForTimeout(300);
  await page.waitForFunction(
    () =>
      !document
        .getAnimations()
        .some((a) => a instanceof CSSTransition && a.playState !== 'finished'),
  );
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

describe('plan desk', () => {
  it('goes from a city to a flooded point by mouse', async () => {
    const { page, errors } = await desk();
    await page.locator('[data-tour="storm"] .select-button').first().click();
    await page.getByRole('option', { name: /Cloudburst/ }).click();
    expect((await state(page)).scenario.forcings[0]).toMatchObject({
      kind: 'rain',
      intensityMmH: [
        [0, 150],
        [1200, 0],
      ],
    });
    await runToEnd(page);
    await clickMap(page, 300, 118);
    await page.waitForSelector('.chart-canvas[data-empty="false"]');
    // Without a pointer over the chart its legend tells the moment on show.
    await page.getByText(/^1\.\d\d m$/).waitFor();
    const { selection, ui, clock } = await state(page);
    expect(selection.probe![0]).toBeCloseTo(300, 0);
    expect(ui.inspectorTab).toBe('inspect');
    expect(clock.availableS).toBe(7200);
    expect(await page.locator('.run-facts').count()).toBe(0);
    await page.getByRole('tab', { name: 'Scenario' }).click();
    expect(await page.locator('.run-facts').innerText()).toMatch(/2 threads[\s\S]*10⁻/);
    expect(errors).toEqual([]);
  });

  it('goes the same way by keyboard alone', async () => {
    const { page, errors } = await desk();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('cloudburst');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.__dryrun!.state().ui.dialog === null);
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => window.__dryrun!.state().runs.runs[0]?.status === 'done');
    // Tab to the map: it names itself and takes the arrows.
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const isMap = await page.evaluate(
        () => document.activeElement?.getAttribute('role') === 'application',
      );
      if (isMap) break;
    }
    const before = (await state(page)).view.camera!.target[1];
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const { view } = await state(page);
    expect(view.camera!.target[1]).toBeLessThan(before);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.__dryrun!.state().selection.pick !== null);
    await page.keyboard.press('Home');
    expect((await state(page)).clock.timeS).toBe(0);
    await page.keyboard.press('.');
    expect((await state(page)).clock.timeS).toBe(60);
    await page.keyboard.press('Escape');
    expect((await state(page)).selection.pick).toBeNull();
    expect(errors).toEqual([]);
  });

  it('draws a barrier on the map, edits it, and takes it back', async () => {
    const { page } = await desk();
    await page.keyboard.press('b');
    await clickMap(page, 150, 220);
    await clickMap(page, 450, 220);
    await page.getByRole('button', { name: 'Finish' }).click();
    const line = page.locator('.overlay-barrier path').last();
    expect(await line.getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+L/);
    const height = page.getByRole('textbox', { name: /Height of Barrier 1/ });
    await height.fill('2.5');
    await height.press('Enter');
    expect((await state(page)).scenario.measures).toMatchObject([
      { kind: 'barrier', heightM: 2.5 },
    ]);
    await page.keyboard.press('Control+z');
    expect((await state(page)).scenario.measures).toMatchObject([{ heightM: 1 }]);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect((await state(page)).scenario.measures).toEqual([]);
    expect(await page.locator('.overlay-barrier').count()).toBe(0);
  });

  it('shows a section along a drawn line', async () => {
    const { page } = await desk();
    await page.evaluate(() => window.__dryrun!.perform('tool.section'));
    await clickMap(page, 302, 540);
    await clickMap(page, 302, 60);
    await page.keyboard.press('Control+Shift+Enter');
    await page.waitForSelector('.section-body canvas');
    await page.waitForFunction(() => {
      const c = document.querySelector<HTMLCanvasElement>('.section-body canvas')!;
      const pixels = c.getContext('2d')!.getImageData(0, 0, c.width, c.height).data;
      return pixels.some((v) => v > 0);
    });
    expect(await page.locator('.section-head').innerText()).toContain('480 m');
    await page.getByRole('button', { name: 'Remove the section line' }).click();
    expect(await page.locator('.section-dock').count()).toBe(0);
  });

  it('shows water while the run goes on, pauses, goes on and cancels', async () => {
    const { page } = await desk('&slow=120');
    await page.evaluate(() => window.__dryrun!.perform('run.start'));
    await page.waitForFunction(() => window.__dryrun!.state().clock.availableS > 200);
    expect((await state(page)).clock.following).toBe(true);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.waitForTimeout(400);
    const stopped = (await state(page)).clock.availableS;
    await page.waitForTimeout(500);
    expect((await state(page)).clock.availableS).toBe(stopped);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForFunction((s) => window.__dryrun!.state().clock.availableS > s, stopped);
    await page.locator('.run-progress').getByRole('button', { name: 'Cancel' }).click();
    await page.waitForFunction(() => window.__dryrun!.state().runs.runs[0]!.status === 'cancelled');
    expect((await state(page)).ui.messages).toEqual([]);
  });

  it('hands the camera over between the scenes', async () => {
    const { page } = await desk();
    await page.evaluate(() => window.__dryrun!.perform('view.turn', 3));
    const before = (await state(page)).view.camera;
    await page.getByRole('radio', { name: 'Underground' }).click();
    await page.waitForFunction(() => window.__dryrun!.state().view.status.underground === 'ready');
    const { view } = await state(page);
    expect(view.scene).toBe('underground');
    expect(view.camera).toEqual(before);
    expect(await page.locator('.scene-city').isHidden()).toBe(true);
  });

  it('speaks Chinese throughout', async () => {
    const { page, errors } = await desk();
    await page.getByRole('button', { name: /Change the language/ }).click();
    await page.getByRole('tab', { name: '情景' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-Hans');
    // The scenario keeps the name it was given in English.
    const text = (await page.locator('.desk').innerText()).replaceAll('100 mm/h for one hour', '');
    const latin = (text.match(/[A-Za-z]{4,}/g) ?? []).filter((w) => !KEPT_LATIN.has(w));
    expect(latin).toEqual([]);
    expect(errors).toEqual([]);
  });
});

/** Words that stay Latin on the Chinese desk: names, keys and the attribution of the test city. */
const KEPT_LATIN = new Set(['Dryrun', 'Ctrl', 'English', 'Made', 'tests', 'Page', 'Down']);

describe('when something fails', () => {
  it('says which file and place, and tries again', async () => {
    const { page } = await desk('&fail=city');
    const message = page.getByRole('alert');
    expect(await message.innerText()).toMatch(/cut off[\s\S]*terrain\.tif · byte 4096[\s\S]*Fetch/);
    await message.getByRole('button', { name: 'Try again' }).click();
    await page.waitForFunction(() => window.__dryrun!.state().city.phase === 'open');
    expect((await state(page)).ui.messages).toEqual([]);
  });

  it('says that a run stopped, keeps its frames and lets it run again', async () => {
    const { page } = await desk('&fail=run');
    await page.evaluate(() => window.__dryrun!.perform('run.start'));
    await page.waitForFunction(() => window.__dryrun!.state().runs.runs[0]?.status === 'failed');
    expect(await page.getByRole('alert').innerText()).toContain('the made-up engine gave up');
    expect((await state(page)).clock.availableS).toBeGreaterThan(1000);
    await page.getByRole('alert').getByRole('button', { name: 'Run the scenario' }).click();
    await page.waitForFunction(() => window.__dryrun!.state().runs.runs.length === 2);
  });

  it('says so where there is no WebGL', async () => {
    const watched = await watchedPage(browser, origin);
    open.push(watched);
    await watched.context.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
        return kind.startsWith('webgl') ? null : Reflect.apply(real, this, [kind]);
      } as typeof real;
    });
    await watched.page.goto(`${origin}tests/browser/pages/desk.html?lang=en`);
    await watched.page.getByText('it gives no WebGL 2').waitFor();
    expect(await watched.page.getByText('Turn on hardware acceleration').count()).toBe(1);
  });

  it('offers to draw a scene again that failed', async () => {
    const { page } = await desk('&fail=scene');
    await page.getByRole('alert').getByRole('button', { name: 'Draw the scene again' }).waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('no picture today');
  });
});

describe('accessibility', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`has no axe violation in the ${theme} theme, with and without a run`, async () => {
      const { page } = await desk();
      await page.evaluate((t) => window.__dryrun!.perform('theme.set', t), theme);
      expect(await violations(page)).toEqual([]);
      await runToEnd(page);
      await page.getByRole('button', { name: 'Edit as table' }).click();
      expect(await violations(page)).toEqual([]);
      await clickMap(page, 300, 118);
      await page.waitForSelector('.chart-canvas[data-empty="false"]');
      expect(await violations(page)).toEqual([]);
    });
  }

  it('has no axe violation in its dialogs', async () => {
    const { page } = await desk();
    for (const id of ['city.open', 'help.shortcuts', 'palette.open', 'help.about'] as const) {
      await page.evaluate((c) => window.__dryrun!.perform(c), id);
      await page.getByRole('dialog').waitFor();
      await page.waitForTimeout(200);
      expect(await violations(page), id).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('reaches every control with the Tab key and shows where it is', async () => {
    const { page } = await desk();
    const seen = new Set<string>();
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const e = document.activeElement as HTMLElement;
        if (e === document.body) return null;
        const style = getComputedStyle(
          e.matches('input[type=range]') ? e.parentElement!.parentElement! : e,
        );
        const ring =
          style.outlineStyle !== 'none' || style.boxShadow !== 'none' || e.matches('input');
        return { name: e.getAttribute('aria-label') ?? e.textContent?.trim() ?? '', ring };
      });
      if (!at) continue;
      expect(at.ring, at.name).toBe(true);
      seen.add(at.name);
    }
    for (const name of ['Select', 'Show Buildings', 'Map of the city', 'Repeat']) {
      expect(
        [...seen].some((s) => s.includes(name)),
        name,
      ).toBe(true);
    }
  });

  it('lets single-letter shortcuts be turned off', async () => {
    const { page } = await desk();
    await page.evaluate(() => window.__dryrun!.perform('help.letterKeys'));
    await page.keyboard.press('b');
    expect((await state(page)).draw.tool).toBe('select');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
  });
});
