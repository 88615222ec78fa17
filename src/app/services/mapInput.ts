import type { Pick } from '../../domain/view';
import { drawStore, type Point2, type Tool } from '../stores/draw';
import { selectionStore } from '../stores/selection';
import { uiStore } from '../stores/ui';
import { viewStore } from '../stores/view';

/** Where water may stand: picked, they are probed as well. */
const WET_KINDS: ReadonlySet<Pick['kind']> = new Set(['ground', 'water', 'street']);

/** Two clicks nearer than this share of the view's range are one vertex (a double click ends a line). */
const SAME_POINT_SHARE = 0.006;

/** What a click on the map does, by the tool in hand. */
export function handlePick(pick: Pick | null): void {
  const { tool } = drawStore.getState();
  if (tool === 'select') {
    selectionStore.setState({
      pick,
      probe: pick && WET_KINDS.has(pick.kind) ? pick.point : null,
    });
    if (pick) uiStore.setState({ inspectorTab: 'inspect' });
    return;
  }
  if (!pick) return;
  if (tool === 'probe') {
    selectionStore.setState({ pick: { ...pick, kind: 'ground', id: '' }, probe: pick.point });
    uiStore.setState({ inspectorTab: 'inspect' });
    return;
  }
  addVertex([pick.point[0], pick.point[1]]);
}

function addVertex(point: Point2): void {
  const { draft, tool } = drawStore.getState();
  const last = draft.at(-1);
  if (last && isSamePoint(last, point)) return;
  drawStore.setState({ draft: [...draft, point] });
  if (tool === 'cut' && draft.length === 1) finishCut([...draft, point]);
}

function isSamePoint(a: Point2, b: Point2): boolean {
  const rangeM = viewStore.getState().camera?.rangeM ?? 0;
  return Math.hypot(a[0] - b[0], a[1] - b[1]) < rangeM * SAME_POINT_SHARE;
}

export function takeTool(tool: Tool): void {
  drawStore.setState({ tool, draft: [] });
}

export function dropLastVertex(): void {
  drawStore.setState((s) => ({ draft: s.draft.slice(0, -1) }));
}

/**
 * Makes the line drawn so far into what the tool is for; a barrier is the caller's to put into the
 * document. A single point makes nothing.
 */
export function finishDraft(addBarrier: (line: readonly Point2[]) => void): void {
  const { draft, tool } = drawStore.getState();
  if (draft.length >= 2) {
    if (tool === 'section') drawStore.setState({ section: draft });
    if (tool === 'barrier') {
      addBarrier(draft);
      uiStore.setState({ inspectorTab: 'scenario' });
    }
    if (tool === 'cut') finishCut(draft);
  }
  takeTool('select');
}

function finishCut(corners: readonly Point2[]): void {
  viewStore.setState({ cutBox: boxAround(corners) });
  takeTool('select');
}

function boxAround(
  points: readonly Point2[],
): NonNullable<ReturnType<typeof viewStore.getState>['cutBox']> {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return {
    minX: Math.min(...xs),
    minY: Math.min(...ys),
    maxX: Math.max(...xs),
    maxY: Math.max(...ys),
  };
}
