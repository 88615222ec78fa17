import { useEffect, useReducer, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../components/ServicesContext';
import { barriersOf } from '../../scenario/barriers';
import { drawStore, type Point2 } from '../../stores/draw';
import { scenarioStore } from '../../stores/scenario';
import { selectionStore } from '../../stores/selection';
import { viewStore } from '../../stores/view';

/** Longest piece of a drawn line between two points laid on the ground, m, and most pieces of a line. */
const DRAPE_STEP_M = 12;
const MAX_PIECES = 400;

/**
 * Lines being drawn, barriers, the section line and the probe's pin, over either scene. They are
 * drawn by the app because they belong to the desk, not to the picture; the scene says where a point
 * falls on the screen.
 */
export function MapOverlay(): ReactNode {
  const { host, cities } = useServices();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const tool = useStore(drawStore, (s) => s.tool);
  const draft = useStore(drawStore, (s) => s.draft);
  const section = useStore(drawStore, (s) => s.section);
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const probe = useStore(selectionStore, (s) => s.probe);
  useStore(viewStore, (s) => s.scene);
  useStore(viewStore, (s) => s.status);

  useEffect(() => {
    let request = 0;
    const ask = (): void => {
      request ||= requestAnimationFrame(() => {
        request = 0;
        redraw();
      });
    };
    const off = host.onMove(ask);
    const resize = new ResizeObserver(ask);
    if (host.root) resize.observe(host.root);
    return () => {
      off();
      resize.disconnect();
      cancelAnimationFrame(request);
    };
  }, [host]);

  const toScreen = ([x, y]: Point2): readonly [number, number] | null => {
    const z = cities.handle?.groundAt(x, y) ?? 0;
    return host.project(x, y, Number.isFinite(z) ? z : 0);
  };
  const line = (points: readonly Point2[]): string => pathOf(drape(points).map(toScreen));
  const pin = probe && host.project(probe[0], probe[1], probe[2]);

  return (
    <svg className="map-overlay" aria-hidden>
      {barriersOf(scenario).map((b) => (
        <g key={b.id} className="overlay-barrier">
          <path className="halo" d={line(b.line)} />
          <path d={line(b.line)} />
        </g>
      ))}
      {section && (
        <g className="overlay-section">
          <path className="halo" d={line(section)} />
          <path d={line(section)} />
          <Ends points={[section[0]!, section.at(-1)!]} toScreen={toScreen} />
        </g>
      )}
      {draft.length > 0 && (
        <g className={`overlay-draft overlay-draft-${tool}`}>
          <path className="halo" d={line(draft)} />
          <path d={line(draft)} />
          {draft.map((p) => {
            const at = toScreen(p);
            return at && <circle key={p.join()} cx={at[0]} cy={at[1]} r={4.5} />;
          })}
        </g>
      )}
      {pin && (
        <g className="overlay-pin" transform={`translate(${pin[0]} ${pin[1]})`}>
          <path d="M0 0C-5-7-8-10.5-8-15a8 8 0 1 1 16 0c0 4.5-3 8-8 15Z" />
          <circle cy={-15} r={3} />
        </g>
      )}
    </svg>
  );
}

function Ends(props: {
  readonly points: readonly Point2[];
  readonly toScreen: (p: Point2) => readonly [number, number] | null;
}): ReactNode {
  return props.points.map((p, i) => {
    const at = props.toScreen(p);
    return (
      at && (
        <g key={i === 0 ? 'A' : 'B'} transform={`translate(${at[0]} ${at[1]})`}>
          <circle r={9} />
          <text dy="0.35em">{i === 0 ? 'A' : 'B'}</text>
        </g>
      )
    );
  });
}

/** The line with points between, so that it follows the ground. */
function drape(points: readonly Point2[]): Point2[] {
  const out: Point2[] = points.slice(0, 1);
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const n = Math.min(MAX_PIECES, Math.max(1, Math.ceil(length / DRAPE_STEP_M)));
    for (let k = 1; k <= n; k++) {
      out.push([a[0] + ((b[0] - a[0]) * k) / n, a[1] + ((b[1] - a[1]) * k) / n]);
    }
  }
  return out;
}

/** SVG path through the points on the screen; a point behind the eye breaks it. */
function pathOf(points: readonly (readonly [number, number] | null)[]): string {
  let d = '';
  let pen = false;
  for (const p of points) {
    if (p) d += `${pen ? 'L' : 'M'}${p[0].toFixed(1)} ${p[1].toFixed(1)}`;
    pen = p !== null;
  }
  return d;
}
