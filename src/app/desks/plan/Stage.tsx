import { lazy, Suspense, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { usePerform, useServices } from '../../components/ServicesContext';
import { cityStore } from '../../stores/city';
import { drawStore } from '../../stores/draw';
import { runsStore } from '../../stores/runs';
import { viewStore } from '../../stores/view';
import { LoadingCard } from './LoadingCard';
import { MapOverlay } from './MapOverlay';
import { MapReadout } from './MapReadout';
import { ToolPalette } from './ToolPalette';
import { DrawHint } from './DrawHint';

/** Comes with the first run: its colour maps are not needed before. */
const Legend = lazy(async () => ({ default: (await import('./Legend')).Legend }));

/** A double click's second click may be told a moment after it: the line ends when both are in. */
const DOUBLE_CLICK_SETTLE_MS = 260;

/** The scene with what lies over it: tools, lines being drawn, legend, readout. */
export function Stage(): ReactNode {
  const { t } = useTranslation();
  const { host } = useServices();
  const perform = usePerform();
  const root = useRef<HTMLDivElement>(null);
  const scene = useStore(viewStore, (s) => s.scene);
  const status = useStore(viewStore, (s) => s.status[s.scene]);
  const phase = useStore(cityStore, (s) => s.phase);
  const hasRun = useStore(runsStore, (s) => s.shown !== null);
  const tool = useStore(drawStore, (s) => s.tool);

  useEffect(() => {
    if (root.current) host.attach(root.current);
  }, [host]);

  const onKeyDown = (event: KeyboardEvent): void => {
    // A scene whose canvas has the focus moves its camera itself.
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act(perform);
  };

  return (
    <div className={`stage tool-${tool}`} data-tour="stage">
      <div
        ref={root}
        className="stage-canvas"
        // A map is moved by keys of its own: screen readers must hand them through.
        role="application"
        tabIndex={0}
        aria-label={t(scene === 'city' ? 'scene.cityLabel' : 'scene.undergroundLabel')}
        aria-describedby="stage-help"
        onKeyDown={onKeyDown}
        onDoubleClick={() => {
          setTimeout(() => perform('draw.finish'), DOUBLE_CLICK_SETTLE_MS);
        }}
      />
      <p id="stage-help" className="visually-hidden">
        {t('scene.keys')}
      </p>
      <span className="crosshair" aria-hidden />
      {phase === 'open' && <MapOverlay />}
      <ToolPalette />
      <DrawHint />
      <div className="stage-foot">
        {hasRun && (
          <Suspense>
            <Legend />
          </Suspense>
        )}
        <MapReadout />
      </div>
      {phase === 'open' && status === 'drawing' && (
        <p className="float drawing-chip" role="status">
          <span className="spinner" aria-hidden />
          {t('scene.drawing')}
        </p>
      )}
      {(phase !== 'open' || status === 'loading' || status === 'failed') && <LoadingCard />}
    </div>
  );
}

type Act = (perform: ReturnType<typeof usePerform>) => void;

/** Keys while the map has the focus. */
const KEYS: Readonly<Record<string, Act>> = {
  ArrowLeft: (p) => p('view.pan', [-1, 0]),
  ArrowRight: (p) => p('view.pan', [1, 0]),
  ArrowUp: (p) => p('view.pan', [0, 1]),
  ArrowDown: (p) => p('view.pan', [0, -1]),
  PageUp: (p) => p('view.tilt', 1),
  PageDown: (p) => p('view.tilt', -1),
  q: (p) => p('view.turn', -1),
  e: (p) => p('view.turn', 1),
  Enter: (p) => p('map.pickCentre'),
};
