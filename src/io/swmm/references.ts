import type { DrainageLink, DrainageModel, DrainageNode } from '../../domain/drainage';
import { DryrunError } from '../../domain/errors';
import type { InpContext } from './context';

/** Checks that every curve, series, pattern, transect and street that is named is there. */
export function checkReferences(model: DrainageModel, ctx: InpContext): void {
  const tables = {
    curve: idSet(model.curves),
    'time series': idSet(model.timeSeries),
    pattern: idSet(model.patterns),
    transect: rawIds(ctx, 'TRANSECTS', (t) => (t[0]?.toUpperCase() === 'X1' ? t[1] : undefined)),
    street: rawIds(ctx, 'STREETS', (t) => t[0]),
    node: idSet(model.nodes),
    link: idSet(model.links),
    subcatchment: idSet(model.subcatchments),
  };
  const check = (
    table: keyof typeof tables,
    id: string | undefined,
    section: string,
    by: string,
  ): void => {
    if (id === undefined || id === '*' || tables[table].has(id.toUpperCase())) return;
    const row = ctx.rows(section).find((r) => r.tokens[0]?.toUpperCase() === by.toUpperCase());
    throw new DryrunError({
      code: 'drainage.missing-reference',
      ...(ctx.file !== undefined && { file: ctx.file }),
      place: `${row ? `line ${row.line}, ` : ''}[${section}] ${by}`,
      what: `"${by}" names the ${table} "${id}", which is not in the file.`,
      mend: `Add the ${table} "${id}" or correct the name.`,
      params: { id: by, missing: id },
    });
  };
  for (const node of model.nodes) checkNode(node, check, tables.subcatchment);
  for (const link of model.links) checkLink(link, check);
  for (const g of model.rainGages) check('time series', g.timeSeries, 'RAINGAGES', g.id);
  for (const inflow of model.inflows) {
    const section = inflow.kind === 'external' ? 'INFLOWS' : 'DWF';
    check('time series', inflow.timeSeries, section, inflow.node);
    for (const p of inflow.patterns) check('pattern', p, section, inflow.node);
  }
}

type Table = 'curve' | 'time series' | 'pattern' | 'transect' | 'street' | 'node' | 'link';
type Check = (table: Table, id: string | undefined, section: string, by: string) => void;

function checkNode(node: DrainageNode, check: Check, subcatchments: ReadonlySet<string>): void {
  if (node.kind === 'outfall') {
    check(node.type === 'tidal' ? 'curve' : 'time series', node.stageRef, 'OUTFALLS', node.id);
    if (node.routeTo !== undefined && !subcatchments.has(node.routeTo.toUpperCase())) {
      check('node', node.routeTo, 'OUTFALLS', node.id);
    }
  } else if (node.kind === 'storage' && node.shape.type === 'tabular') {
    check('curve', node.shape.curve, 'STORAGE', node.id);
  } else if (node.kind === 'divider') {
    check('link', node.divertedLink, 'DIVIDERS', node.id);
    if (node.params[0] === 'TABULAR') check('curve', node.params[1], 'DIVIDERS', node.id);
  }
}

function checkLink(link: DrainageLink, check: Check): void {
  if (link.kind === 'pump') check('curve', link.curve, 'PUMPS', link.id);
  if (link.kind === 'outlet') check('curve', link.curve, 'OUTLETS', link.id);
  if (link.kind === 'weir') check('curve', link.coeffCurve, 'WEIRS', link.id);
  if ('section' in link) {
    const { shape, ref } = link.section;
    const table = shape === 'IRREGULAR' ? 'transect' : shape === 'STREET' ? 'street' : 'curve';
    check(table, ref, 'XSECTIONS', link.id);
  }
}

const idSet = (list: readonly { readonly id: string }[]): Set<string> =>
  new Set(list.map((x) => x.id.toUpperCase()));

function rawIds(
  ctx: InpContext,
  section: string,
  idOf: (tokens: readonly string[]) => string | undefined,
): Set<string> {
  const out = new Set<string>();
  for (const row of ctx.rows(section)) {
    const id = idOf(row.tokens);
    if (id !== undefined) out.add(id.toUpperCase());
  }
  return out;
}
