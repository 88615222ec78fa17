import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, watchedPage, type WatchedPage } from './browser';
import { servePage, type ServedPage } from './cityScenePage';

const VIEWPORT = { width: 400, height: 260 };
const READY_MS = 150_000;

let browser: Browser;
let served: ServedPage;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  served = await servePage('cityScene.html');
  browser = await launchBrowser();
  watched = await watchedPage(browser, served.origin, { viewport: VIEWPORT });
  page = watched.page;
  await page.goto(served.url);
  await page.waitForFunction(() => 'cityOpened' in window);
  await page.evaluate(() => window.cityOpened);
  // Software GL draws shadows four times over: they have pictures of their own.
  await page.evaluate(() =>
    window.cityScene.scene.setLayer('shadows', { visible: false, opacity: 1 }),
  );
  await ready();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function ready(): Promise<void> {
  await page.waitForFunction(() => window.cityScene.scene.stats().ready, null, {
    timeout: READY_MS,
    polling: 200,
  });
  // The picture of what has just become ready.
  await page.evaluate(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300))),
      ),
  );
}

/** Colour of the screen at a local point: the middle of a 3 × 3 patch. */
async function colourAt(x: number, y: number, lift = 0): Promise<[number, number, number]> {
  const at = await page.evaluate(
    ([px, py, up]) => {
      const { scene, city } = window.cityScene;
      const g = city.terrain.grid;
      const cell =
        Math.floor((py! - g.y0) / g.cellSizeM) * g.cols + Math.floor((px! - g.x0) / g.cellSizeM);
      return scene.project(px!, py!, city.terrain.values[cell]! + up!);
    },
    [x, y, lift],
  );
  expect(at).not.toBeNull();
  const shot = await page.screenshot({
    clip: { x: Math.round(at![0]) - 1, y: Math.round(at![1]) - 1, width: 3, height: 3 },
  });
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(3, 3);
    const ctx = canvas.getContext('2d')!;
    ctx.drawImage(bitmap, 0, 0);
    const [r, g, b] = ctx.getImageData(1, 1, 1, 1).data;
    return [r!, g!, b!] as [number, number, number];
  }, shot.toString('base64'));
}

describe('the city scene in a browser', () => {
  it('picks the building, the street and the ground under a pixel', async () => {
    const found = await page.evaluate(async () => {
      const { scene, city } = window.cityScene;
      const b = city.buildings.find((x) => x.storeys >= 8)!;
      const [x, y] = [b.footprint.outer[0]! + 6, b.footprint.outer[1]! + 3];
      scene.apply({ target: [x, y, b.groundM], headingRad: 0.4, pitchRad: -1.2, rangeM: 150 });
      await new Promise((done) => setTimeout(done, 1500));
      const pixel = scene.project(x, y, b.groundM + b.heightM)!;
      const building = await scene.pick(...pixel);
      scene.apply({ target: [302, 250, 26], headingRad: 0, pitchRad: -1.3, rangeM: 120 });
      await new Promise((done) => setTimeout(done, 1500));
      const street = await scene.pick(...scene.project(302, 250, 26.2)!);
      const ground = await scene.pick(...scene.project(325, 262, 26.4)!);
      return { wanted: b.id, building, street, ground, roofM: b.groundM + b.heightM };
    });
    expect(found.building).toMatchObject({ kind: 'building', id: found.wanted });
    expect(found.building!.point[2]).toBeCloseTo(found.roofM, 0);
    expect(found.street).toMatchObject({ kind: 'street', id: 'C' });
    expect(found.street!.point[0]).toBeCloseTo(302, 0);
    expect(found.ground!.kind).toBe('ground');
  });

  it('gives back the view it was given, and one that reproduces the camera after it was moved', async () => {
    const result = await page.evaluate(async () => {
      const { scene } = window.cityScene;
      const given = {
        target: [310, 210, 25.5],
        headingRad: 1.1,
        pitchRad: -0.7,
        rangeM: 260,
      } as const;
      scene.apply(given);
      const same = scene.view();
      const heard: unknown[] = [];
      const off = scene.onView((v) => heard.push(v));
      const canvas = document.querySelector('canvas')!;
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
      const moved = scene.view();
      const before = scene.project(320, 220, 25)!;
      scene.apply(moved);
      const after = scene.project(320, 220, 25)!;
      off();
      return { given, same, moved, heard, before, after };
    });
    expect(result.same).toEqual(result.given);
    expect(result.heard).toHaveLength(1);
    expect(result.moved.target[0]).not.toBeCloseTo(310, 0);
    expect(result.after[0]).toBeCloseTo(result.before[0], 6);
    expect(result.after[1]).toBeCloseTo(result.before[1], 6);
  });

  it('shows water where the depth is above a centimetre and nowhere else', async () => {
    await page.evaluate(() => {
      const { scene } = window.cityScene;
      scene.show({});
      scene.apply({ target: [300, 120, 24], headingRad: 0, pitchRad: -1.35, rangeM: 260 });
    });
    await ready();
    // Off the street and away from trees: in the pond of the frame, and outside it.
    const wet = [324, 112] as const;
    const dry = [400, 100] as const;
    const before = { wet: await colourAt(...wet), dry: await colourAt(...dry) };
    await page.evaluate(() => {
      const { scene, tinyFloodFrame } = window.cityScene;
      scene.show({ flood: { frame: tinyFloodFrame(1200), next: null, mix: 0 } });
    });
    await ready();
    const after = { wet: await colourAt(...wet), dry: await colourAt(...dry) };
    expect(before.wet[1]).toBeGreaterThan(before.wet[2]);
    expect(after.wet[2]).toBeGreaterThan(after.wet[0] + 30);
    for (const k of [0, 1, 2]) expect(Math.abs(after.dry[k]! - before.dry[k]!)).toBeLessThan(12);
    await page.evaluate(() => window.cityScene.scene.show({}));
    await ready();
    const gone = await colourAt(...wet);
    for (const k of [0, 1, 2]) expect(Math.abs(gone[k]! - before.wet[k]!)).toBeLessThan(12);
  });

  it('shows vehicles and the air of a moment, each with its layer', async () => {
    await page.evaluate(() => {
      const { scene } = window.cityScene;
      scene.show({});
      scene.apply({ target: [300, 140, 24], headingRad: 0, pitchRad: -1.5, rangeM: 120 });
    });
    await ready();
    const bus = [300, 140] as const;
    const smoke = [330, 120] as const;
    const clean = [330, 158] as const;
    const seen = async () => ({
      bus: await colourAt(...bus),
      smoke: await colourAt(...smoke),
      clean: await colourAt(...clean),
    });
    const before = await seen();
    await page.evaluate(() => {
      const { scene, tinyTrafficFrame, tinyAirFrame } = window.cityScene;
      scene.show({
        traffic: { frame: tinyTrafficFrame(0), next: null, mix: 0 },
        pollution: { frame: tinyAirFrame(0), next: null, mix: 0 },
      });
    });
    await ready();
    const shown = await seen();
    expect(shown.bus[2]).toBeGreaterThan(shown.bus[0] + 40);
    const moved = (a: readonly number[], b: readonly number[]): number =>
      Math.max(...a.map((v, k) => Math.abs(v - b[k]!)));
    expect(moved(shown.smoke, before.smoke)).toBeGreaterThan(30);
    expect(moved(shown.clean, before.clean)).toBeLessThan(12);
    await page.evaluate(() => {
      const { scene } = window.cityScene;
      scene.setLayer('vehicles', { visible: false, opacity: 1 });
      scene.setLayer('air', { visible: false, opacity: 1 });
    });
    await ready();
    const hidden = await seen();
    expect(moved(hidden.bus, before.bus)).toBeLessThan(12);
    expect(moved(hidden.smoke, before.smoke)).toBeLessThan(12);
    await page.evaluate(() => {
      const { scene } = window.cityScene;
      scene.show({});
      scene.setLayer('vehicles', { visible: true, opacity: 1 });
      scene.setLayer('air', { visible: true, opacity: 1 });
    });
    await ready();
  });

  it('plays frames without a texture or buffer more than it began with', async () => {
    const counts = await page.evaluate(async () => {
      const { scene, tinyFloodFrame } = window.cityScene;
      scene.apply({ target: [300, 120, 24], headingRad: 0, pitchRad: -1.35, rangeM: 260 });
      const nextFrame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
      let frame = tinyFloodFrame(0);
      const play = async (from: number, to: number): Promise<void> => {
        for (let i = from; i < to; i++) {
          const next = tinyFloodFrame((i + 1) * 30);
          scene.show({ flood: { frame, next, mix: (i % 4) / 4 } });
          frame = next;
          await nextFrame();
        }
      };
      await play(0, 3);
      await new Promise((done) => setTimeout(done, 1000));
      const first = scene.gpuCounts();
      await play(3, 53);
      return { first, last: scene.gpuCounts() };
    });
    expect(counts.last.textures).toBe(counts.first.textures);
    expect(counts.last.buffers).toBe(counts.first.buffers);
    expect(counts.last.bytes).toBe(counts.first.bytes);
  });

  it('opens the ground: pipes are seen and picked only through the cut box', async () => {
    const look = async (): Promise<unknown> =>
      page.evaluate(async () => {
        const { scene } = window.cityScene;
        scene.apply({ target: [302, 250, 26], headingRad: 0, pitchRad: -1.4, rangeM: 60 });
        await new Promise((done) => setTimeout(done, 2500));
        return scene.pick(...scene.project(302, 250, 23.6)!);
      });
    expect(await look()).toMatchObject({ kind: 'street' });
    await page.evaluate(() =>
      window.cityScene.scene.setOptions({ cutBox: { minX: 280, minY: 235, maxX: 325, maxY: 265 } }),
    );
    await ready();
    expect(await look()).toMatchObject({ kind: 'link', id: 'P1' });
    await page.evaluate(() => window.cityScene.scene.setOptions({ cutBox: null }));
    await ready();
    expect(await look()).toMatchObject({ kind: 'street' });
  });

  it('rests when nothing changes', async () => {
    await ready();
    const drawn = await page.evaluate(async () => {
      const { scene } = window.cityScene;
      const gl = document.querySelector('canvas')!.getContext('webgl2')!;
      let calls = 0;
      const inner = gl.drawElements.bind(gl);
      gl.drawElements = (...args) => {
        calls++;
        inner(...args);
      };
      await new Promise((done) => setTimeout(done, 2000));
      const atRest = calls;
      scene.setOptions({ depthMaxM: 3 });
      await new Promise((done) => setTimeout(done, 2500));
      return { atRest, afterChange: calls };
    });
    expect(drawn.atRest).toBe(0);
    expect(drawn.afterChange).toBeGreaterThan(10);
  });

  it('opens another city in place of the first without keeping anything of it', async () => {
    await page.evaluate(() => {
      const { scene } = window.cityScene;
      scene.show({});
      scene.apply({ target: [300, 250, 26], headingRad: 0, pitchRad: -0.8, rangeM: 500 });
    });
    const reopen = async (): Promise<{ textures: number; buffers: number }> => {
      await page.evaluate(async () => {
        const { scene, city } = window.cityScene;
        const view = scene.view();
        await scene.open(city, { buildings3dUrl: null });
        scene.apply(view);
      });
      await ready();
      return page.evaluate(() => window.cityScene.scene.gpuCounts());
    };
    const first = await reopen();
    const second = await reopen();
    // Ground tiles come and go with the camera's way; a kept city would double the counts.
    expect(second.textures).toBeLessThan(first.textures * 1.15);
    expect(second.buffers).toBeLessThan(first.buffers * 1.15);
    expect(page.workers().filter((w) => w.url().includes('cityWorker'))).toHaveLength(1);
  });

  it('says when the WebGL context is lost, and gives everything back', async () => {
    const left = await page.evaluate(async () => {
      const { scene, createCityScene, city } = window.cityScene;
      scene.dispose();
      const first = scene.gpuCounts();
      const host = document.createElement('div');
      host.style.cssText = 'position:relative;width:160px;height:100px';
      document.body.append(host);
      const second = createCityScene();
      await second.mount(host);
      const lost = new Promise<string>((resolve) => {
        second.onContextLost(() => resolve('lost'));
        setTimeout(() => resolve('nothing heard'), 5000);
      });
      await second.open(city, { buildings3dUrl: null });
      host
        .querySelector('canvas')!
        .getContext('webgl2')!
        .getExtension('WEBGL_lose_context')!
        .loseContext();
      const heard = await lost;
      second.dispose();
      return { first, heard, canvases: document.querySelectorAll('canvas').length };
    });
    expect(left.first).toEqual({ textures: 0, buffers: 0, bytes: 0 });
    expect(left.heard).toBe('lost');
    expect(left.canvases).toBe(0);
    // The browser tells of a worker's end a moment after it.
    await expect
      .poll(() => page.workers().filter((w) => w.url().includes('cityWorker')).length)
      .toBe(0);
  });

  it('asked nobody else for anything and reported no error', () => {
    expect(watched.offOrigin).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
