import type { CDPSession, Page } from 'playwright-core';

/** Whose work a sample of the main thread was. */
const OWNERS = ['ours', 'cesium', 'three', 'gpu', 'gc', 'browser'] as const;
type Owner = (typeof OWNERS)[number];

/** A task of more than 50 ms and who spent it, ms. */
interface LongTask extends Readonly<Record<Owner, number>> {
  /** Since the navigation. */
  readonly startMs: number;
  readonly ms: number;
}

/** Main-thread tasks of over 50 ms between two moments, told apart by whose code ran. */
export interface MainThreadReport {
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** Most time that code of ours took within one task: React and the other small libraries count as ours. */
  readonly longestOwnMs: number;
  /** Where that time went: function, file and position, dearest first. */
  readonly longestOwnIn: readonly string[];
  /** Sums over the long tasks. */
  readonly byOwnerMs: Readonly<Record<Owner, number>>;
}

const SAMPLE_US = 1000;
/** Calls that wait for the GPU process to finish what was handed to it. */
const GPU_WAITS = [
  'getProgramParameter',
  'getShaderParameter',
  'getProgramInfoLog',
  'checkFramebufferStatus',
  'getParameter',
  'getExtension',
  'getError',
  'readPixels',
  'finish',
];
const GPU_WAIT = 'waitForGpu';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
    readonly children?: readonly number[];
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
  /** µs on the browser's monotonic clock. */
  readonly startTime: number;
}

/**
 * Collects long tasks from the page's first moment, and gives calls that wait for the GPU a name by which
 * a profile knows them (it leaves out the browser's own functions). Before `goto`.
 */
export async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(`
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration]);
    }).observe({ type: 'longtask', buffered: true });
    for (const name of ${JSON.stringify(GPU_WAITS)}) {
      const inner = WebGL2RenderingContext.prototype[name];
      WebGL2RenderingContext.prototype[name] = function ${GPU_WAIT}(...args) { return inner.apply(this, args); };
    }
    // The first mark on any 2D canvas waits until the GPU process is up.
    const clearRect = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function ${GPU_WAIT}(...args) { clearRect.apply(this, args); };
    const getContext = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function ${GPU_WAIT}(...args) { return getContext.apply(this, args); };
  `);
}

/** Samples the main thread until the function it gives is called. */
export async function profileMainThread(cdp: CDPSession): Promise<() => Promise<Profile>> {
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await cdp.send('Profiler.start');
  return async () => (await cdp.send('Profiler.stop')).profile;
}

/** Puts a profile and the page's long tasks on one clock and adds up who spent them. */
export async function mainThreadReport(
  page: Page,
  cdp: CDPSession,
  profile: Profile,
): Promise<MainThreadReport> {
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const navigationS = metrics.find((m) => m.name === 'NavigationStart')!.value;
  const tasks = (await page.evaluate('window.longTasks')) as [number, number][];
  const owners = ownersOf(profile);
  const samples = timeline(profile, navigationS);
  const long: LongTask[] = [];
  let longestOwn = { ms: 0, from: 0, to: 0 };
  for (const [startMs, ms] of tasks) {
    const task = { startMs, ms, ours: 0, cesium: 0, three: 0, gpu: 0, gc: 0, browser: 0 };
    const from = firstAfter(samples.atMs, startMs);
    const to = firstAfter(samples.atMs, startMs + ms);
    // Tasks of before this profile are another report's.
    if (from === 0) continue;
    for (let i = from; i < to; i++) task[owners.get(samples.node[i]!)!.owner] += samples.ms[i]!;
    long.push(task);
    if (task.ours > longestOwn.ms) longestOwn = { ms: task.ours, from, to };
  }
  const byOwnerMs = Object.fromEntries(
    OWNERS.map((o) => [o, Math.round(long.reduce((sum, t) => sum + t[o], 0))]),
  ) as Record<Owner, number>;
  return {
    longTasks: long.length,
    longestTaskMs: Math.round(Math.max(0, ...long.map((t) => t.ms))),
    longestOwnMs: Math.round(longestOwn.ms),
    longestOwnIn: dearest(owners, samples, longestOwn.from, longestOwn.to),
    byOwnerMs,
  };
}

interface Owned {
  readonly owner: Owner;
  /** The frame of ours that the sample counts for. */
  readonly place: string;
}

/** Owner of every node: that of its own file, or of its caller where it is a browser's function. */
function ownersOf(profile: Profile): Map<number, Owned> {
  const nodes = new Map(profile.nodes.map((n) => [n.id, n]));
  const out = new Map<number, Owned>();
  const walk = (id: number, caller: Owned): void => {
    const { callFrame, children } = nodes.get(id)!;
    const own = ownerOf(callFrame, caller);
    out.set(id, own);
    for (const child of children ?? []) walk(child, own);
  };
  walk(profile.nodes[0]!.id, { owner: 'browser', place: '' });
  return out;
}

function ownerOf(frame: Profile['nodes'][number]['callFrame'], caller: Owned): Owned {
  const { functionName, url, lineNumber, columnNumber } = frame;
  if (functionName === '(garbage collector)') return { owner: 'gc', place: '' };
  if (functionName.startsWith('(')) return { owner: 'browser', place: '' };
  if (functionName === GPU_WAIT) return { ...caller, owner: 'gpu' };
  if (url === '') return caller;
  const file = url.slice(url.lastIndexOf('/') + 1);
  const place = `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}:${columnNumber + 1}`;
  if (/\/cesium\/|\/cesium-[^/]*$/.test(url)) return { owner: 'cesium', place };
  if (/\/three-[^/]*$/.test(url)) return { owner: 'three', place };
  return { owner: 'ours', place };
}

interface Timeline {
  /** Milliseconds since the navigation, ascending. */
  readonly atMs: Float64Array;
  readonly ms: Float64Array;
  readonly node: readonly number[];
}

function timeline(profile: Profile, navigationS: number): Timeline {
  const node = profile.samples ?? [];
  const deltas = profile.timeDeltas ?? [];
  const atMs = new Float64Array(node.length);
  const ms = new Float64Array(node.length);
  let at = profile.startTime / 1000 - navigationS * 1000;
  for (let i = 0; i < node.length; i++) {
    at += deltas[i]! / 1000;
    atMs[i] = at;
    // A sample stands for the time up to the next.
    ms[i] = (deltas[i + 1] ?? 0) / 1000;
  }
  return { atMs, ms, node };
}

function firstAfter(atMs: Float64Array, t: number): number {
  let [low, high] = [0, atMs.length];
  while (low < high) {
    const mid = (low + high) >> 1;
    if (atMs[mid]! < t) low = mid + 1;
    else high = mid;
  }
  return low;
}

const PLACES_NAMED = 3;

function dearest(owners: Map<number, Owned>, t: Timeline, from: number, to: number): string[] {
  const spent = new Map<string, number>();
  for (let i = from; i < to; i++) {
    const { owner, place } = owners.get(t.node[i]!)!;
    if (owner === 'ours') spent.set(place, (spent.get(place) ?? 0) + t.ms[i]!);
  }
  return [...spent]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, PLACES_NAMED)
    .map(([place, ms]) => `${Math.round(ms)} ms ${place}`);
}
