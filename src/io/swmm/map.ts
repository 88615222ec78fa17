import { num, word, type IdTable, type InpContext } from './context';
import type { Row } from './rows';
import { RAW_COORDINATES } from './sections';

/** Rows of a section that belong to nothing typed, to be kept raw. */
export type LeftOver = Row[];

/** [COORDINATES]: local x, y per node id. The last row of a node wins, as in SWMM. */
export function readCoordinates(
  ctx: InpContext,
  nodes: IdTable,
  left: LeftOver,
): Map<string, readonly [number, number]> {
  const out = new Map<string, readonly [number, number]>();
  for (const row of ctx.rows('COORDINATES')) {
    const id = nodes.find(word(ctx, 'COORDINATES', row, 0));
    if (id === undefined) left.push(row);
    else out.set(id, pointOf(ctx, 'COORDINATES', row));
  }
  return out;
}

/** [VERTICES] or [POLYGONS]: local x, y (stride 2) per id. */
export function readPaths(
  ctx: InpContext,
  section: 'VERTICES' | 'POLYGONS',
  ids: IdTable,
  left: LeftOver,
): Map<string, Float64Array> {
  const lists = new Map<string, number[]>();
  for (const row of ctx.rows(section)) {
    const id = ids.find(word(ctx, section, row, 0));
    if (id === undefined) {
      left.push(row);
      continue;
    }
    const list = lists.get(id);
    const [x, y] = pointOf(ctx, section, row);
    if (list) list.push(x, y);
    else lists.set(id, [x, y]);
  }
  return new Map([...lists].map(([id, list]) => [id, Float64Array.from(list)]));
}

function pointOf(ctx: InpContext, section: string, row: Row): readonly [number, number] {
  return ctx.toLocal(num(ctx, section, row, 1), num(ctx, section, row, 2));
}

/** [TAGS] of nodes and links; tags of other objects are left over. A second tag of an object is joined with a blank. */
export function readTags(
  ctx: InpContext,
  nodes: IdTable,
  links: IdTable,
  left: LeftOver,
): { nodeTag: Map<string, string>; linkTag: Map<string, string> } {
  const nodeTag = new Map<string, string>();
  const linkTag = new Map<string, string>();
  for (const row of ctx.rows('TAGS')) {
    const kind = word(ctx, 'TAGS', row, 0).toUpperCase();
    const name = word(ctx, 'TAGS', row, 1);
    const id = kind === 'NODE' ? nodes.find(name) : kind === 'LINK' ? links.find(name) : undefined;
    if (id === undefined) {
      left.push(row);
      continue;
    }
    const map = kind === 'NODE' ? nodeTag : linkTag;
    const tag = row.tokens.slice(2).join(' ');
    const before = map.get(id);
    map.set(id, before === undefined ? tag : `${before} ${tag}`);
  }
  return { nodeTag, linkTag };
}

/** A raw row with its map coordinates made local, so that labels and gages stay where they belong. */
export function localRawRow(ctx: InpContext, section: string, row: Row): readonly string[] {
  const columns = section === 'MAP' ? mapColumns(row) : RAW_COORDINATES[section];
  if (!columns) return row.tokens;
  const tokens = [...row.tokens];
  for (const i of columns) {
    const x = Number(tokens[i]);
    const y = Number(tokens[i + 1]);
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const [lx, ly] = ctx.toLocal(x, y);
    tokens[i] = String(lx);
    tokens[i + 1] = String(ly);
  }
  return tokens;
}

const mapColumns = (row: Row): readonly number[] =>
  row.tokens[0]?.toUpperCase() === 'DIMENSIONS' ? [1, 3] : [];
