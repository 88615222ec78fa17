import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { compareStore } from '../../stores/compare';
import { drawStore } from '../../stores/draw';
import { uiStore, type SidePanel } from '../../stores/ui';
import { Messages } from './Messages';
import { Stage } from './Stage';
import { TopBar } from './TopBar';

/** Panels in chunks of their own: the desk is painted before its forms and sliders are there. */
const LayerTree = lazy(async () => ({ default: (await import('./LayerTree')).LayerTree }));
const Timeline = lazy(async () => ({ default: (await import('./Timeline')).Timeline }));
const Inspector = lazy(async () => ({ default: (await import('./Inspector')).Inspector }));

/** Come with the first section and the first comparison. */
const CompareDock = lazy(async () => ({
  default: (await import('./CompareDock')).CompareDock,
}));
const SectionDock = lazy(async () => ({
  default: (await import('./SectionDock')).SectionDock,
}));

/** Sizes of the side panels in em of the root font, so that they grow on a wall. */
const LEFT = { defaultSize: '18rem', minSize: '13rem', maxSize: '30rem' };
const RIGHT = { defaultSize: '21rem', minSize: '17rem', maxSize: '44rem' };

/** The desk of a planner: city in the middle, layers left, scenario and inspector right, time below. */
export function PlanDesk(): ReactNode {
  const { t } = useTranslation();
  const hasSection = useStore(drawStore, (s) => s.section !== null);
  const isComparing = useStore(compareStore, (s) => s.isOpen);
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: 'dryrun.plan',
    panelIds: ['left', 'centre', 'right'],
  });
  return (
    <div className="desk">
      <TopBar />
      <main className="desk-body">
        <Group
          orientation="horizontal"
          {...(defaultLayout && { defaultLayout })}
          onLayoutChanged={onLayoutChanged}
        >
          <Side side="left" sizes={LEFT}>
            <Suspense>
              <LayerTree />
            </Suspense>
          </Side>
          <Separator className="handle" aria-label={t('ui.resizeLeft')} />
          <Panel id="centre" className="centre" minSize="20">
            <Group orientation="vertical">
              <Panel id="stage" className="stage-panel" minSize="30">
                <Stage />
                <Messages />
              </Panel>
              {hasSection && (
                <>
                  <Separator className="handle handle-flat" aria-label={t('ui.resizeSection')} />
                  <Panel id="section" defaultSize="34" minSize="18">
                    <Suspense>
                      <SectionDock />
                    </Suspense>
                  </Panel>
                </>
              )}
              {isComparing && (
                <>
                  <Separator className="handle handle-flat" aria-label={t('ui.resizeCompare')} />
                  <Panel id="compare" defaultSize="46" minSize="20">
                    <Suspense>
                      <CompareDock />
                    </Suspense>
                  </Panel>
                </>
              )}
            </Group>
          </Panel>
          <Separator className="handle" aria-label={t('ui.resizeRight')} />
          <Side side="right" sizes={RIGHT}>
            <Suspense>
              <Inspector />
            </Suspense>
          </Side>
        </Group>
      </main>
      <Suspense>
        <Timeline />
      </Suspense>
    </div>
  );
}

/** A side panel that its command closes and opens; dragging it shut does the same. */
function Side(props: {
  readonly side: SidePanel;
  readonly sizes: {
    readonly defaultSize: string;
    readonly minSize: string;
    readonly maxSize: string;
  };
  readonly children: ReactNode;
}): ReactNode {
  const { side, sizes, children } = props;
  const panel = usePanelRef();
  const isOpen = useStore(uiStore, (s) => s.panels[side]);
  useEffect(() => {
    if (isOpen === !panel.current?.isCollapsed()) return;
    if (isOpen) panel.current?.expand();
    else panel.current?.collapse();
  }, [isOpen, panel]);
  return (
    <Panel
      id={side}
      className={`side side-${side}`}
      panelRef={panel}
      collapsible
      collapsedSize="0"
      {...sizes}
      onResize={(size) => {
        const open = size.inPixels > 0;
        if (open !== uiStore.getState().panels[side]) {
          uiStore.setState((s) => ({ panels: { ...s.panels, [side]: open } }));
        }
      }}
    >
      {children}
    </Panel>
  );
}
