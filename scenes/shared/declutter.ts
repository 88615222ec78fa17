/** A label that wants to be drawn: its box in pixels, y down, and how much it matters. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Smaller comes first; among equals the earlier in the list. */
  readonly rank: number;
}

/** Side of the squares in which boxes are looked up, px: about the width of a name. */
const CELL_PX = 96;

/**
 * Which boxes to draw so that none overlaps another: in the order of their rank, each that still finds
 * its place free. `taken` are boxes that are drawn in any case.
 */
export function declutter(
  boxes: readonly LabelBox[],
  taken: readonly Omit<LabelBox, 'rank'>[] = [],
): boolean[] {
  const shown = boxes.map(() => false);
  const cells = new Map<string, Omit<LabelBox, 'rank'>[]>();
  for (const box of taken) for (const cell of cellsOf(box)) push(cells, cell, box);
  const order = boxes.map((_, i) => i).toSorted((a, b) => boxes[a]!.rank - boxes[b]!.rank || a - b);
  for (const i of order) {
    const box = boxes[i]!;
    const near = cellsOf(box);
    if (near.some((cell) => cells.get(cell)?.some((other) => overlap(box, other)))) continue;
    shown[i] = true;
    for (const cell of near) push(cells, cell, box);
  }
  return shown;
}

function cellsOf(box: Omit<LabelBox, 'rank'>): string[] {
  const out: string[] = [];
  const x1 = Math.floor((box.x + box.width) / CELL_PX);
  const y1 = Math.floor((box.y + box.height) / CELL_PX);
  for (let y = Math.floor(box.y / CELL_PX); y <= y1; y++) {
    for (let x = Math.floor(box.x / CELL_PX); x <= x1; x++) out.push(`${x},${y}`);
  }
  return out;
}

function push<T>(cells: Map<string, T[]>, cell: string, box: T): void {
  const list = cells.get(cell);
  if (list) list.push(box);
  else cells.set(cell, [box]);
}

function overlap(a: Omit<LabelBox, 'rank'>, b: Omit<LabelBox, 'rank'>): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
