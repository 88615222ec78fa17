import type { Element } from '../elements';
import { linkSize } from '../elements';
import { linkSlope } from '../stateColours';

/** A note that hangs at a point of the city. */
export interface Label {
  readonly point: readonly [number, number, number];
  /** First line in bold, others below. */
  readonly lines: readonly string[];
}

const STYLE = [
  'position:absolute',
  'left:0',
  'top:0',
  'padding:5px 9px',
  'border-radius:6px',
  'font:12px/1.45 system-ui,sans-serif',
  'font-variant-numeric:tabular-nums',
  'white-space:pre',
  'pointer-events:none',
  'background:rgba(18,22,28,.86)',
  'color:#f4f6f8',
  'border:1px solid rgba(255,255,255,.16)',
  'box-shadow:0 2px 10px rgba(0,0,0,.25)',
].join(';');

/** Notes as plain HTML over the canvas: crisp in any language without fonts of our own. */
export class Labels {
  readonly #layer: HTMLElement;
  #items: { label: Label; box: HTMLElement }[] = [];

  constructor(container: HTMLElement) {
    this.#layer = document.createElement('div');
    this.#layer.style.cssText = 'position:absolute;inset:0;overflow:hidden;pointer-events:none';
    container.append(this.#layer);
  }

  set(labels: readonly Label[]): void {
    this.#layer.replaceChildren();
    this.#items = labels.map((label) => {
      const box = document.createElement('div');
      box.style.cssText = STYLE;
      const [first, ...rest] = label.lines;
      const title = document.createElement('strong');
      title.textContent = first ?? '';
      box.append(title, rest.length > 0 ? `\n${rest.join('\n')}` : '');
      this.#layer.append(box);
      return { label, box };
    });
  }

  /** Moves the notes to where their points are now; `project` gives null behind the eye. */
  place(project: (x: number, y: number, z: number) => readonly [number, number] | null): void {
    for (const { label, box } of this.#items) {
      const at = project(...label.point);
      box.style.display = at ? '' : 'none';
      if (at) box.style.transform = `translate(${at[0] + 14}px, ${at[1] - 14}px)`;
    }
  }

  dispose(): void {
    this.#layer.remove();
  }
}

/**
 * What a label says of a pipe or chamber, in signs that need no translation: ⌀ size, ▲▼ levels, ∠ slope,
 * ≈ water depth, → flow.
 */
export function elementLabel(e: Element, depthM: number, flowCms: number): Label {
  if (e.kind === 'node') {
    const { node } = e;
    const lines = [node.id, `▲ ${level(node.coverM)}   ▼ ${level(node.invertM)}`];
    lines.push(`↕ ${(node.coverM - node.invertM).toFixed(2)} m`);
    if (Number.isFinite(depthM)) lines.push(`≈ ${depthM.toFixed(2)} m`);
    return { point: [node.x, node.y, node.coverM], lines };
  }
  const { link } = e;
  const p = link.path;
  const { width, height, wall } = linkSize(link);
  const round = Math.abs(width - height) < 1e-3;
  const size = round ? `⌀ ${mm(height)}` : `${mm(width)} × ${mm(height)}`;
  const lines = [
    link.id,
    `${size} mm   ▯ ${mm(wall)} mm${link.material ? `   ${link.material}` : ''}`,
  ];
  lines.push(`▼ ${level(p[2]!)} → ${level(p[p.length - 1]!)}`);
  const slope = linkSlope(link);
  if (Number.isFinite(slope)) lines.push(`∠ ${(slope * 1000).toFixed(1)} ‰`);
  if (Number.isFinite(flowCms)) lines.push(`→ ${flowCms.toFixed(3)} m³/s`);
  const mid = Math.floor(p.length / 6) * 3;
  const point: [number, number, number] =
    p.length === 6
      ? [(p[0]! + p[3]!) / 2, (p[1]! + p[4]!) / 2, (p[2]! + p[5]!) / 2 + height / 2]
      : [p[mid]!, p[mid + 1]!, p[mid + 2]! + height / 2];
  return { point, lines };
}

function mm(metres: number): string {
  return (metres * 1000).toFixed(0);
}

function level(metres: number): string {
  return `${metres.toFixed(2)} m`;
}
