import type { DrainageLink, DrainageModel, DrainageNode } from '../../domain/drainage';
import { drainageUnits, FLOW_UNITS } from '../../domain/drainageUnits';
import { DryrunError, type Notice } from '../../domain/errors';
import { IdTable, type CoordinateTransform, type InpContext } from './context';
import { readInflows, readRainGages, readSubcatchments } from './hydrology';
import { readCrossSections, readLinks } from './links';
import { localRawRow, readCoordinates, readPaths, readTags, type LeftOver } from './map';
import { readNodes } from './nodes';
import { checkReferences } from './references';
import { readSections, type InpSections, type Row } from './rows';
import { readCurves, readPatterns, readTimeSeries } from './tables';

export interface ParseInpOptions {
  /** Name of the file, for errors and notices. */
  readonly file?: string;
  /** Map coordinates of the file → local metres (identity where absent). */
  readonly toLocal?: CoordinateTransform;
  /** Called for everything that was repaired or assumed. */
  readonly onNotice?: (n: Notice) => void;
}

/** Sections whose every row has a typed place in the model. What is left over of them goes to `raw`. */
const TYPED = new Set([
  'TITLE',
  'OPTIONS',
  'CONTROLS',
  'RAINGAGES',
  'SUBCATCHMENTS',
  'SUBAREAS',
  'INFILTRATION',
  'JUNCTIONS',
  'OUTFALLS',
  'DIVIDERS',
  'STORAGE',
  'CONDUITS',
  'PUMPS',
  'ORIFICES',
  'WEIRS',
  'OUTLETS',
  'XSECTIONS',
  'LOSSES',
  'CURVES',
  'TIMESERIES',
  'PATTERNS',
  'INFLOWS',
  'DWF',
  'RDII',
  'COORDINATES',
  'VERTICES',
  'POLYGONS',
  'TAGS',
]);

/**
 * A SWMM 5.0–5.2 project in SI units and local metres. Ids are matched without regard to case, as SWMM
 * does, and spelled as they were defined. Link offsets given as elevations become depths (and
 * `options.LINK_OFFSETS` says DEPTH). Raw sections and control rules stay in the file's units, which
 * `options.FLOW_UNITS` names (see `drainageUnits`).
 *
 * Throws `drainage.*` with file, line, section and id for what cannot be read: a link to a node that
 * is not there, a doubled id, a missing cross-section, a word where a number belongs.
 */
export function parseInp(text: string, options: ParseInpOptions = {}): DrainageModel {
  const notice = options.onNotice ?? (() => undefined);
  const sections = readSections(text, options.file, notice);
  const ctx = makeContext(sections, options, notice);

  const nodeIds = new IdTable('node');
  const linkIds = new IdTable('link');
  const gageIds = new IdTable('rain gage');
  const catchmentIds = new IdTable('subcatchment');

  const nodeRows = readNodes(ctx, nodeIds);
  const links = readLinks(ctx, linkIds, {
    nodes: nodeIds,
    invertM: new Map(nodeRows.map(({ node }) => [node.id, node.invertM])),
    sections: readCrossSections(ctx),
    losses: new Map(ctx.rows('LOSSES').map((row) => [(row.tokens[0] ?? '').toUpperCase(), row])),
  });
  const rainGages = readRainGages(ctx, gageIds);
  const subcatchments = readSubcatchments(ctx, catchmentIds, nodeIds, gageIds);
  const { inflows, raw: rawInflows } = readInflows(ctx, nodeIds);

  const left: Record<'COORDINATES' | 'VERTICES' | 'POLYGONS' | 'TAGS', LeftOver> = {
    COORDINATES: [],
    VERTICES: [],
    POLYGONS: [],
    TAGS: [],
  };
  const places = readCoordinates(ctx, nodeIds, left.COORDINATES);
  const vertices = readPaths(ctx, 'VERTICES', linkIds, left.VERTICES);
  const rings = readPaths(ctx, 'POLYGONS', catchmentIds, left.POLYGONS);
  const { nodeTag, linkTag } = readTags(ctx, nodeIds, linkIds, left.TAGS);

  const model: DrainageModel = {
    title: (sections.text.get('TITLE') ?? []).map((l) => l.trim()).join('\n'),
    options: ctx.elevationOffsets ? { ...ctx.options, LINK_OFFSETS: 'DEPTH' } : ctx.options,
    nodes: nodeRows.map(({ node }) => placed(node, places.get(node.id), nodeTag.get(node.id))),
    links: links.map((link) => routed(link, vertices.get(link.id), linkTag.get(link.id))),
    subcatchments: subcatchments.map((c) => {
      const ring = rings.get(c.id);
      return ring ? { ...c, ring } : c;
    }),
    curves: readCurves(ctx),
    timeSeries: readTimeSeries(ctx),
    patterns: readPatterns(ctx),
    inflows,
    rainGages,
    controls: readControls(sections),
    raw: rawSections(ctx, sections, { ...left, ...rawInflows }),
  };
  checkReferences(model, ctx);
  return model;
}

function makeContext(
  sections: InpSections,
  options: ParseInpOptions,
  notice: (n: Notice) => void,
): InpContext {
  const rows = (section: string): readonly Row[] => sections.rows.get(section) ?? [];
  const values: Record<string, string> = {};
  for (const row of rows('OPTIONS')) {
    values[row.tokens[0]!.toUpperCase()] = row.tokens.slice(1).join(' ');
  }
  const units = drainageUnits(values['FLOW_UNITS']);
  if (!units) {
    throw new DryrunError({
      code: 'drainage.flow-units',
      ...(options.file !== undefined && { file: options.file }),
      place: '[OPTIONS] FLOW_UNITS',
      what: `The flow unit "${values['FLOW_UNITS']}" is not one of ${FLOW_UNITS.join(', ')}.`,
      mend: 'Correct FLOW_UNITS.',
      params: { got: values['FLOW_UNITS']! },
    });
  }
  return {
    file: options.file,
    units,
    elevationOffsets: values['LINK_OFFSETS']?.toUpperCase() === 'ELEVATION',
    options: values,
    toLocal: options.toLocal ?? ((x, y) => [x, y]),
    notice,
    rows,
  };
}

function placed(
  node: DrainageNode,
  place: readonly [number, number] | undefined,
  tag: string | undefined,
): DrainageNode {
  return {
    ...node,
    ...(place && { x: place[0], y: place[1] }),
    ...(tag !== undefined && { tag }),
  };
}

function routed(
  link: DrainageLink,
  vertices: Float64Array | undefined,
  tag: string | undefined,
): DrainageLink {
  return { ...link, ...(vertices && { vertices }), ...(tag !== undefined && { tag }) };
}

/** Each rule (and each VARIABLE or EXPRESSION before one) as one string. */
function readControls(sections: InpSections): string[] {
  const out: string[] = [];
  for (const line of sections.text.get('CONTROLS') ?? []) {
    const text = line.trim();
    if (/^(rule|variable|expression)\b/i.test(text) || out.length === 0) out.push(text);
    else out[out.length - 1] += `\n${text}`;
  }
  return out;
}

function rawSections(
  ctx: InpContext,
  sections: InpSections,
  left: Readonly<Record<string, readonly Row[]>>,
): Record<string, readonly (readonly string[])[]> {
  const out: Record<string, readonly (readonly string[])[]> = {};
  for (const [section, rows] of sections.rows) {
    const keep = TYPED.has(section) ? (left[section] ?? []) : rows;
    if (keep.length > 0) out[section] = keep.map((row) => localRawRow(ctx, section, row));
  }
  return out;
}
