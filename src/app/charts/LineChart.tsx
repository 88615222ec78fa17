import { useEffect, useRef, type ReactNode } from 'react';
import type uPlot from 'uplot';
import { onTheme } from '../theme';

/** x values and one array per line; gaps are NaN or null. */
export type ChartData = uPlot.AlignedData;

export interface ChartLine {
  readonly label: string;
  readonly unit: string;
  /** CSS custom property of its colour, e.g. `--chart-depth`. */
  readonly colour: string;
  readonly digits: number;
  /** Scale it is drawn against, by name; lines of one unit share one. */
  readonly scale: string;
  readonly fill?: boolean;
  readonly dash?: readonly number[];
  readonly width?: number;
  /** Each value holds until the next x. */
  readonly stepped?: boolean;
}

interface Props {
  readonly label: string;
  readonly lines: readonly ChartLine[];
  /** Fetches the values: they go from their source to the canvas, never through React. */
  readonly load: () => Promise<ChartData | null>;
  readonly height?: number;
  readonly xLabel: (value: number) => string;
  /** Name of x in the legend, and steps its ticks may have. */
  readonly xName: string;
  readonly xSteps?: readonly number[];
  /** True where 0 means nothing to a reader (levels): the y axis then fits the values. */
  readonly freeY?: boolean;
  /** False: no line of values below the chart. */
  readonly legend?: boolean;
  /** x where a vertical line stands (the clock), with what to subscribe to. */
  readonly marker?: {
    readonly get: () => number;
    readonly subscribe: (f: () => void) => () => void;
  };
  /** Called with the x clicked. */
  readonly onClickX?: (x: number) => void;
  /** Shown where there is nothing to draw. */
  readonly empty: string;
}

/** A chart of lines over a common x, drawn by uPlot (its chunk comes with the first chart). */
export function LineChart(props: Props): ReactNode {
  const { load, label, height = 150, empty } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const node = host.current;
    if (!node) return;
    let isOver = false;
    let chart: uPlot | null = null;
    let offs: (() => void)[] = [];
    const clear = (): void => {
      for (const off of offs) off();
      offs = [];
      chart?.destroy();
      chart = null;
    };
    const draw = async (): Promise<void> => {
      const [{ default: UPlot }, data] = await Promise.all([import('uplot'), load()]);
      await import('uplot/dist/uPlot.min.css');
      if (isOver) return;
      clear();
      node.dataset['empty'] = String(!data || data[0].length === 0);
      if (!data || data[0].length === 0) return;
      chart = new UPlot(chartOptions(latest.current, node, height, UPlot), data, node);
      const made = chart;
      const resize = new ResizeObserver(() => made.setSize({ width: node.clientWidth, height }));
      resize.observe(node);
      offs.push(() => resize.disconnect());
      const marker = latest.current.marker;
      if (marker) {
        const follow = (): void => {
          made.redraw(false, false);
          if (!isHovered(made)) showAt(made, marker.get());
        };
        // uPlot finishes a new chart in a microtask of its own and clears its legend there.
        const first = requestAnimationFrame(follow);
        offs.push(() => cancelAnimationFrame(first));
        offs.push(marker.subscribe(follow));
      }
    };
    draw().catch(() => {
      // A probe of a run that was closed meanwhile: the empty text stands.
      node.dataset['empty'] = 'true';
    });
    const offTheme = onTheme(() => void draw());
    return () => {
      isOver = true;
      offTheme();
      clear();
    };
  }, [load, height]);

  return (
    <div className="chart" role="img" aria-label={label}>
      <div ref={host} className="chart-canvas" data-empty="true" style={{ minHeight: height }} />
      <p className="chart-empty muted">{empty}</p>
    </div>
  );
}

function chartOptions(
  props: Props,
  node: HTMLElement,
  height: number,
  UPlot: typeof uPlot,
): uPlot.Options {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string): string => css.getPropertyValue(name).trim();
  const grid = { stroke: colour('--line'), width: 1 };
  const font = `${css.getPropertyValue('--chart-font-size') || '11px'} system-ui`;
  const axis = { stroke: colour('--ink-muted'), grid, ticks: { ...grid, size: 4 }, font };
  const scales = [...new Set(props.lines.map((l) => l.scale))];
  return {
    width: node.clientWidth,
    height,
    padding: [8, 16, 0, 0],
    legend: { live: true, show: props.legend ?? true },
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    scales: {
      x: { time: false },
      ...(!props.freeY && Object.fromEntries(scales.map((s) => [s, { range: fromZero }]))),
    },
    axes: [
      {
        ...axis,
        values: (_, xs) => xs.map((x) => props.xLabel(x)),
        size: 26,
        space: 52,
        ...(props.xSteps && { incrs: [...props.xSteps] }),
      },
      ...scales.map((scale, i) => valueAxis(axis, scale, i)),
    ],
    series: [
      { value: (_, x) => (x === null ? '–' : props.xLabel(x)), label: props.xName },
      ...props.lines.map((l): uPlot.Series => ({
        label: l.label,
        scale: l.scale,
        stroke: colour(l.colour),
        width: l.width ?? 1.6,
        fill: l.fill ? `color-mix(in srgb, ${colour(l.colour)} 18%, transparent)` : undefined,
        dash: l.dash ? [...l.dash] : undefined,
        points: { show: false },
        ...(l.stepped && { paths: UPlot.paths.stepped!({ align: 1 }) }),
        value: (_: uPlot, v: number | null | undefined) =>
          v === null || v === undefined || Number.isNaN(v)
            ? '–'
            : `${v.toFixed(l.digits)} ${l.unit}`,
      })),
    ],
    hooks: {
      draw: [(u) => drawMarker(u, props.marker?.get(), colour('--accent'))],
      ready: [
        (u) => {
          u.over.addEventListener('click', () => {
            const { left } = u.cursor;
            if (left !== undefined && left >= 0) props.onClickX?.(u.posToVal(left, 'x'));
          });
        },
      ],
    },
  };
}

/** The first scale stands left with its grid, the second right without. */
function valueAxis(axis: uPlot.Axis, scale: string, i: number): uPlot.Axis {
  const place = i === 0 ? { side: 3 as const } : { side: 1 as const, grid: { show: false } };
  return { ...axis, scale, size: 40, ...place };
}

/** y from 0 with a little air above, so that a small depth looks small. */
function fromZero(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  const top = Math.max(max ?? 0, 0.01);
  return [Math.min(min ?? 0, 0), top * 1.08];
}

function isHovered(u: uPlot): boolean {
  return u.cursor.idx !== null && u.cursor.idx !== undefined;
}

/** Values of the legend while no pointer is over the chart. */
function showAt(u: uPlot, x: number): void {
  const xs = u.data[0];
  let idx = 0;
  while (idx + 1 < xs.length && xs[idx + 1]! <= x) idx++;
  u.setLegend({ idx }, false);
}

function drawMarker(u: uPlot, x: number | undefined, colour: string): void {
  if (x === undefined) return;
  const at = Math.round(u.valToPos(x, 'x', true));
  const { ctx, bbox } = u;
  if (at < bbox.left || at > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
