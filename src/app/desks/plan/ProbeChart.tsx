import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TimeProfile } from '../../../rehearsal/frames/store';
import { LineChart, type ChartData, type ChartLine } from '../../charts/LineChart';
import { usePerform, useServices } from '../../components/ServicesContext';
import { formatClock } from '../../i18n/format';
import { clockStore } from '../../stores/clock';
import { runsStore, shownRun } from '../../stores/runs';

/** The clock as a line in charts over time. */
const CLOCK_MARKER = {
  get: () => clockStore.getState().timeS,
  subscribe: (listener: () => void) =>
    clockStore.subscribe((now, before) => now.timeS !== before.timeS && listener()),
};

/** Steps of ticks over time, s. */
export const CLOCK_STEPS_S = [60, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200];

/** Every how many frames a chart is fetched again while its run is under way. */
const REFRESH_FRAMES = 10;

/** Changes when the frames behind charts did: another run on show, or enough new frames of this one. */
function useFramesVersion(): string {
  return useStore(runsStore, (s) => {
    const run = shownRun(s);
    if (!run) return 'none';
    const isOver = run.status === 'done' || run.status === 'cancelled' || run.status === 'failed';
    return `${run.id}:${isOver ? 'all' : Math.floor(run.frames / REFRESH_FRAMES)}`;
  });
}

interface ProfileProps {
  readonly label: string;
  readonly lines: readonly ChartLine[];
  readonly read: () => Promise<TimeProfile | null>;
  readonly pick: (profile: TimeProfile) => ChartData;
}

function ProfileChart({ label, lines, read, pick }: ProfileProps): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const version = useFramesVersion();
  const load = useCallback(async () => {
    const profile = await read();
    return profile && pick(profile);
    // A new version of the frames is a new reason to read.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [read, pick, version]);
  return (
    <figure className="chart-block">
      <figcaption>{label}</figcaption>
      <LineChart
        label={label}
        lines={lines}
        load={load}
        xLabel={formatClock}
        xName={t('probe.time')}
        xSteps={CLOCK_STEPS_S}
        marker={CLOCK_MARKER}
        onClickX={(x) => perform('time.go', x)}
        empty={version === 'none' ? t('probe.noRun') : t('probe.noWater')}
      />
    </figure>
  );
}

/** Depth and speed at a point over the run on show. */
export function ProbeChart({ x, y }: { readonly x: number; readonly y: number }): ReactNode {
  const { t } = useTranslation();
  const { runs } = useServices();
  const read = useCallback(async () => (await runs.frames()?.probe(x, y)) ?? null, [runs, x, y]);
  const lines = useMemo<ChartLine[]>(
    () => [
      {
        label: t('probe.depth'),
        unit: 'm',
        colour: '--chart-depth',
        digits: 2,
        scale: 'm',
        fill: true,
      },
      { label: t('probe.speed'), unit: 'm/s', colour: '--chart-speed', digits: 2, scale: 'm/s' },
    ],
    [t],
  );
  return <ProfileChart label={t('probe.title')} lines={lines} read={read} pick={depthAndSpeed} />;
}

function depthAndSpeed({ timeS, values }: TimeProfile): ChartData {
  const { depth, velocityX: vx, velocityY: vy } = values;
  const speed = vx && vy ? vx.map((v, i) => Math.hypot(v, vy[i]!)) : new Float32Array(timeS.length);
  return [timeS, [...(depth ?? [])], [...speed]];
}

/** Series of a pipe or manhole over the run on show: depth of a node, flow of a link. */
export function ElementChart({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation();
  const { runs } = useServices();
  const read = useCallback(async () => (await runs.frames()?.element(id)) ?? null, [runs, id]);
  const lines = useMemo<ChartLine[]>(
    () => [
      {
        label: t('probe.depth'),
        unit: 'm',
        colour: '--chart-depth',
        digits: 2,
        scale: 'm',
        fill: true,
      },
      { label: t('probe.flow'), unit: 'm³/s', colour: '--chart-speed', digits: 3, scale: 'm³/s' },
    ],
    [t],
  );
  return (
    <ProfileChart label={t('probe.elementTitle')} lines={lines} read={read} pick={depthAndFlow} />
  );
}

function depthAndFlow({ timeS, values }: TimeProfile): ChartData {
  const depth = values['nodeDepth'] ?? values['linkDepth'];
  const flow = values['linkFlow'] ?? values['nodeInflow'];
  if (!depth && !flow) return [[], [], []];
  const none = Array.from({ length: timeS.length }, () => null);
  return [timeS, depth ? [...depth] : none, flow ? [...flow] : none];
}
