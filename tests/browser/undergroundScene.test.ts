import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerId, ViewState } from '../../src/domain/view';
import { launchBrowser, watchedPage, type WatchedPage } from './browser';

let server: ViteDevServer;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
const cacheDir = mkdtempSync(path.join(tmpdir(), 'dryrun-underground-'));

beforeAll(async () => {
  server = await createServer({
    configFile: false,
    root: path.join(import.meta.dirname, '../..'),
    cacheDir,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    // Named ahead, so that the page is not loaded anew when they are found.
    optimizeDeps: { include: ['three', 'd3-scale-chromatic', 'earcut', 'proj4'] },
  });
  await server.listen();
  const origin = server.resolvedUrls!.local[0]!;
  browser = await launchBrowser();
  watched = await watchedPage(browser, origin, { viewport: { width: 640, height: 420 } });
  page = watched.page;
  await page.goto(`${origin}tests/browser/pages/undergroundScene.html`, {
    waitUntil: 'commit',
    timeout: 120_000,
  });
  await page.waitForFunction(() => window.trial !== undefined, null, { timeout: 120_000 });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(cacheDir, { recursive: true, force: true });
});

/** Sets the view and waits until all it needs is built and drawn. */
async function look(target: readonly number[], heading: number, pitch: number, range: number) {
  await page.evaluate(
    ([t, h, p, r]) => {
      const target: [number, number, number] = [t[0]!, t[1]!, t[2]!];
      window.trial.scene.apply({ target, headingRad: h, pitchRad: p, rangeM: r });
    },
    [target, heading, pitch, range] as const,
  );
  await settled();
}

async function settled(): Promise<void> {
  await page.waitForTimeout(200);
  await page.waitForFunction(() => window.trial.scene.stats().ready, null, { timeout: 60_000 });
  await page.evaluate(
    () =>
      new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** Red, green, blue of the screen at a local point. */
async function colourAt(point: readonly [number, number, number]): Promise<readonly number[]> {
  const at = await page.evaluate((p) => window.trial.scene.project(p[0], p[1], p[2]), point);
  const png = await page.screenshot({
    clip: { x: Math.round(at![0]), y: Math.round(at![1]), width: 1, height: 1 },
  });
  return page.evaluate(
    async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const g = new OffscreenCanvas(1, 1).getContext('2d')!;
      g.drawImage(image, 0, 0);
      return [...g.getImageData(0, 0, 1, 1).data].slice(0, 3);
    },
    [...png],
  );
}

const blueness = ([r, , b]: readonly number[]): number => b! - r!;

const pickAt = (point: readonly [number, number, number]) =>
  page.evaluate(async (p) => {
    const { scene } = window.trial;
    const at = scene.project(p[0], p[1], p[2])!;
    return scene.pick(at[0], at[1]);
  }, point);

describe('the underground scene in a browser', () => {
  it('opens a city, draws it, and gives its view back exactly', async () => {
    await settled();
    const stats = await page.evaluate(() => window.trial.scene.stats());
    expect(stats.ready).toBe(true);
    expect(stats.drawCalls).toBeGreaterThan(5);
    expect(stats.triangles).toBeGreaterThan(1000);
    expect(stats.gpuBytes).toBeGreaterThan(100_000);
    const view: ViewState = { target: [301.25, 129.5, 19.125], headingRad: 1.1, pitchRad: -0.4, rangeM: 33 }; // prettier-ignore
    const back = await page.evaluate((v) => {
      window.trial.scene.apply(v);
      return window.trial.scene.view();
    }, view);
    expect(back).toEqual(view);
  });

  it('picks the pipe, the manhole and the building that stand at a point, at that point', async () => {
    await page.evaluate(() =>
      window.trial.scene.setOptions({ cutBox: { minX: 285, minY: 100, maxX: 320, maxY: 160 } }),
    );
    const { pipe, manhole, building } = await page.evaluate(() => {
      const { city } = window.trial;
      const link = city.utilities[0]!.links[1]!;
      const p = link.path;
      // A point on the crown, 12 m before the manhole at its lower end.
      const t = 1 - 12 / Math.hypot(p[3]! - p[0]!, p[4]! - p[1]!);
      const crown = [0, 1, 2].map((c) => p[c]! + (p[c + 3]! - p[c]!) * t) as [
        number,
        number,
        number,
      ];
      crown[2] += link.heightM + link.wallM;
      const node = city.utilities[0]!.nodes[2]!;
      const b = city.buildings.find((x) => x.footprint.outer.length === 8)!;
      const r = b.footprint.outer;
      const roof = [(r[0]! + r[4]!) / 2, (r[1]! + r[5]!) / 2, b.groundM + b.heightM] as [number, number, number]; // prettier-ignore
      return {
        pipe: { id: link.id, at: crown },
        manhole: { id: node.id, at: [node.x, node.y, node.coverM] as [number, number, number] },
        building: { id: b.id, at: roof },
      };
    });
    await look(pipe.at, 0.4, -1, 25);
    const hit = await pickAt(pipe.at);
    expect(hit).toMatchObject({ kind: 'link', id: pipe.id });
    const off = Math.hypot(...hit!.point.map((v, c) => v - pipe.at[c]!));
    expect(off).toBeLessThan(0.15);
    await look(manhole.at, 0.4, -1, 12);
    expect(await pickAt(manhole.at)).toMatchObject({ kind: 'node', id: manhole.id });
    await look(building.at, 0.4, -1, 80);
    expect(await pickAt(building.at)).toMatchObject({ kind: 'building', id: building.id });
  });

  it('picks ground where it is solid, and the pipe below where it is made clear', async () => {
    await page.evaluate(() => window.trial.scene.setOptions({ cutBox: null, groundOpacity: 1 }));
    const at: [number, number, number] = [302, 230, 0];
    at[2] = await page.evaluate(() => {
      const p = window.trial.city.utilities[0]!.links[1]!.path;
      return (p[2]! + p[5]!) / 2 + 0.8;
    });
    await look(at, 0, -1.4, 30);
    expect(await pickAt(at)).toMatchObject({ kind: 'ground' });
    await page.evaluate(() => window.trial.scene.setOptions({ groundOpacity: 0.3 }));
    expect(await pickAt(at)).toMatchObject({ kind: 'link', id: 'P1' });
    await page.evaluate(() => window.trial.scene.setOptions({ groundOpacity: 1 }));
  });

  it('draws flood water blue, only while a run is shown, and hides it with its layer', async () => {
    const spot: [number, number, number] = [300, 118, 24];
    await look(spot, 0, -1.3, 60);
    const dry = await colourAt(spot);
    await page.evaluate(() => {
      const { scene, frame } = window.trial;
      scene.show({ flood: { frame: frame(600), next: frame(900), mix: 0.5 } });
    });
    await settled();
    const wet = await colourAt(spot);
    expect(blueness(wet)).toBeGreaterThan(blueness(dry) + 40);
    await page.evaluate(() => window.trial.scene.setLayer('flood', { visible: false, opacity: 1 }));
    await settled();
    expect(Math.abs(blueness(await colourAt(spot)) - blueness(dry))).toBeLessThan(12);
    await page.evaluate(() => window.trial.scene.setLayer('flood', { visible: true, opacity: 1 }));
  });

  it('shows the water in an opened-up pipe', async () => {
    await page.evaluate(() => {
      const { scene, frame } = window.trial;
      scene.setLayer('flood' satisfies LayerId, { visible: false, opacity: 1 });
      scene.setOptions({ cutBox: { minX: 290, minY: 170, maxX: 316, maxY: 200 } });
      scene.show({ flood: { frame: frame(600), next: null, mix: 0 } });
    });
    // The levels of nodes and pipe at y = 185, as the scene draws them from the frame's node depths.
    const at = await page.evaluate(() => {
      const [, a, b] = window.trial.city.utilities[0]!.nodes;
      const t = (a!.y - 185) / (a!.y - b!.y);
      const level = a!.invertM + 0.35 + (b!.invertM + 0.5 - a!.invertM - 0.35) * t;
      return [302, 185, level] as [number, number, number];
    });
    await look(at, 0, -1.35, 8);
    const [r, , b] = await colourAt(at);
    expect(b! - r!).toBeGreaterThan(40);
    await page.evaluate(() => window.trial.scene.setOptions({ cutBox: null }));
  });

  it('hides a utility with its layer', async () => {
    await page.evaluate(() => {
      const { scene } = window.trial;
      scene.show({});
      scene.setOptions({ groundOpacity: 0.2 });
      scene.setLayer('storm', { visible: false, opacity: 1 });
    });
    const at: [number, number, number] = [302, 230, 24];
    await look(at, 0, -1.4, 30);
    expect(await pickAt(at)).toBeNull();
    await page.evaluate(() => window.trial.scene.setLayer('storm', { visible: true, opacity: 1 }));
    expect(await pickAt(at)).toMatchObject({ id: 'P1' });
    await page.evaluate(() => window.trial.scene.setOptions({ groundOpacity: 1 }));
  });

  it('moves by wheel and keys and says so; stands still when applied from outside', async () => {
    await look([300, 300, 26], 0, -0.8, 100);
    const views = await page.evaluate(async () => {
      const { scene } = window.trial;
      const heard: number[] = [];
      const off = scene.onView((v) => heard.push(v.rangeM));
      scene.apply({ ...scene.view(), rangeM: 90 });
      const canvas = document.querySelector('canvas')!;
      canvas.dispatchEvent(
        new WheelEvent('wheel', { deltaY: -200, bubbles: true, cancelable: true }),
      );
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: '-', bubbles: true }));
      off();
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: '-', bubbles: true }));
      return heard;
    });
    expect(views).toHaveLength(2);
    expect(views[0]!).toBeLessThan(90);
    expect(views[1]! / views[0]!).toBeCloseTo(1.25, 9);
  });

  it('labels what is selected', async () => {
    await page.evaluate(() => window.trial.scene.select(['P1']));
    await expect.poll(() => page.locator('#scene').innerText()).toContain('⌀ 800 mm');
    await page.evaluate(() => window.trial.scene.select([]));
    await expect.poll(() => page.locator('#scene').innerText()).not.toContain('⌀');
  });

  it('says when the graphics context is lost and comes back', async () => {
    const codes = await page.evaluate(async () => {
      const { scene } = window.trial;
      const heard: (string | null)[] = [];
      const off = scene.onProblem((p) => heard.push(p?.code ?? null));
      const gl = document.querySelector('canvas')!.getContext('webgl2')!;
      const lose = gl.getExtension('WEBGL_lose_context')!;
      lose.loseContext();
      await new Promise((r) => setTimeout(r, 300));
      lose.restoreContext();
      await new Promise((r) => setTimeout(r, 600));
      off();
      return heard;
    });
    expect(codes).toEqual(['scene.context_lost', null]);
    await look([300, 118, 24], 0, -1.3, 60);
    expect((await pickAt([300, 118, 23.2]))?.kind).toBe('ground');
  });

  it('asked for nothing off its origin and logged no error', () => {
    expect(watched.offOrigin).toEqual([]);
    expect(watched.errors.filter((e) => !e.includes('Context Lost'))).toEqual([]);
  });

  it('leaves nothing on the graphics card or the page when disposed of', async () => {
    const left = await page.evaluate(async () => {
      const { scene } = window.trial;
      const memory = scene.rendererMemory!;
      const before = { ...memory };
      scene.dispose();
      return {
        before,
        after: { ...memory },
        canvases: document.querySelectorAll('canvas').length,
        children: document.querySelector('#scene')!.childElementCount,
      };
    });
    expect(left.before.geometries).toBeGreaterThan(3);
    expect(left.after).toMatchObject({ geometries: 0, textures: 0 });
    expect(left.canvases).toBe(0);
    expect(left.children).toBe(0);
  });
});
