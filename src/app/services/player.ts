import { clockStore } from '../stores/clock';
import { runsStore } from '../stores/runs';
import { showProblem } from '../stores/ui';
import { problemOf } from './problems';
import type { Runs } from './runs';
import type { Comparison } from './comparison';
import { momentOf } from './moment';
import type { SceneHost } from './sceneHost';
import { compareStore } from '../stores/compare';

/** Longest step of the clock at one tick, s of wall time: a tab that slept does not leap. */
const MAX_TICK_S = 0.1;

/**
 * Moves simulated time while playing and hands the scene the frame that belongs to it, at most once
 * per animation frame. Returns what stops it.
 */
export function startPlayer(runs: Runs, host: SceneHost, comparison: Comparison): () => void {
  let request = 0;
  let lastMs = 0;

  /** A frame is being fetched; the clock moved on meanwhile. */
  let fetching = false;
  let again = false;

  const draw = async (): Promise<void> => {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    do {
      again = false;
      const run = runs.shown();
      const { timeS } = clockStore.getState();
      const { view } = compareStore.getState();
      const shown = await (comparison.moment(timeS) ?? (run ? momentOf(run, timeS) : {}));
      // What is on show may have changed while the frames were being read.
      const isStill = run === runs.shown() && view === compareStore.getState().view;
      if (isStill) host.show(shown);
      else again = true;
    } while (again);
    fetching = false;
  };

  const tick = (nowMs: number): void => {
    request = 0;
    const { playing } = clockStore.getState();
    if (playing) {
      const wallS = lastMs > 0 ? Math.min((nowMs - lastMs) / 1000, MAX_TICK_S) : 0;
      lastMs = nowMs;
      advance(wallS);
    } else {
      lastMs = 0;
    }
    draw().catch((error: unknown) => {
      fetching = false;
      showProblem(problemOf(error, 'frame.failed'), ['run.start']);
    });
    if (clockStore.getState().playing) ask();
  };

  const ask = (): void => {
    if (request === 0) request = requestAnimationFrame(tick);
  };

  const offs = [
    clockStore.subscribe((now, before) => {
      if (now.timeS !== before.timeS || now.playing !== before.playing) ask();
    }),
    runsStore.subscribe((now, before) => {
      if (now.shown !== before.shown) ask();
    }),
    compareStore.subscribe((now, before) => {
      if (now.view !== before.view || now.runs !== before.runs) ask();
    }),
    runs.onFrames(ask),
  ];
  return () => {
    for (const off of offs) off();
    cancelAnimationFrame(request);
  };
}

/** Moves the clock on by wall seconds at its speed; at the end it loops or stops. */
export function advance(wallS: number): void {
  clockStore.setState((s) => {
    if (!s.playing) return s;
    const next = s.timeS + wallS * s.speed;
    if (next < s.availableS) return { timeS: next };
    // More may still be coming: wait at the newest frame.
    if (s.availableS < s.horizonS && isRunning()) return { timeS: s.availableS };
    return s.loop ? { timeS: 0 } : { timeS: s.availableS, playing: false };
  });
}

function isRunning(): boolean {
  const { runs, shown } = runsStore.getState();
  const run = runs.find((r) => r.id === shown);
  return run?.status === 'running' || run?.status === 'preparing' || run?.status === 'paused';
}
