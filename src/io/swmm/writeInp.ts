import type { DrainageInflow, DrainageModel, DrainageTimeSeries } from '../../domain/drainage';
import { curveFactors, drainageUnits, type DrainageUnits } from '../../domain/drainageUnits';
import { DryrunError } from '../../domain/errors';
import { simulationStart } from './context';
import { fileNumber, scaled } from './numbers';
import { infiltrationFactors } from './hydrology';
import { linkRows } from './writeLinks';
import { nodeRows } from './writeNodes';

type Rows = readonly (readonly string[])[];

/**
 * A model as SWMM 5.2 input in the units its `options.FLOW_UNITS` names, link offsets as depths.
 * Reading the text back gives the same model to the last bit. Comments are not kept.
 */
export function writeInp(model: DrainageModel): string {
  const units = drainageUnits(model.options['FLOW_UNITS']);
  if (!units) {
    throw new DryrunError({
      code: 'drainage.flow-units',
      place: '[OPTIONS] FLOW_UNITS',
      what: `The flow unit "${model.options['FLOW_UNITS']}" is none SWMM knows.`,
      mend: 'Set FLOW_UNITS to CMS.',
    });
  }
  const typed: [string, Rows][] = [
    ['OPTIONS', Object.entries(model.options).map(([k, v]) => [k, ...v.split(' ')])],
    ['RAINGAGES', gageRows(model)],
    ...catchmentRows(model, units),
    ...nodeRows(model.nodes, units),
    ...linkRows(model.links, units),
    ['INFLOWS', externalRows(model.inflows, units)],
    ['DWF', dryWeatherRows(model.inflows, units)],
    ['RDII', rdiiRows(model.inflows, units)],
    ['CURVES', curveRows(model, units)],
    ['TIMESERIES', model.timeSeries.flatMap((s) => seriesRows(s, model.options))],
    ['PATTERNS', model.patterns.map((p) => [p.id, p.type, ...p.factors.map(String)])],
    ['TAGS', tagRows(model)],
    [
      'COORDINATES',
      model.nodes.filter((n) => !Number.isNaN(n.x)).map((n) => [n.id, String(n.x), String(n.y)]),
    ],
    ['VERTICES', model.links.flatMap((l) => pathRows(l.id, l.vertices))],
    ['POLYGONS', model.subcatchments.flatMap((c) => (c.ring ? pathRows(c.id, c.ring) : []))],
  ];
  const sections = new Map<string, Rows>(typed);
  for (const [name, rows] of Object.entries(model.raw)) {
    sections.set(name, [...(sections.get(name) ?? []), ...rows]);
  }
  const parts = [`[TITLE]\n${model.title}\n`];
  for (const [name, rows] of sections) {
    if (rows.length === 0) continue;
    parts.push(`[${name}]\n${rows.map((r) => r.map(quoted).join(' ')).join('\n')}\n`);
    if (name === 'OPTIONS' && model.controls.length > 0) {
      parts.push(`[CONTROLS]\n${model.controls.join('\n\n')}\n`);
    }
  }
  return parts.join('\n');
}

function quoted(token: string): string {
  return token === '' || /[\s;]/.test(token) || token.startsWith('[') ? `"${token}"` : token;
}

function gageRows(model: DrainageModel): Rows {
  return model.rainGages.map((g) => {
    const head = [g.id, g.form, clockText(g.intervalS), String(g.snowCatch)];
    if (g.file === undefined) return [...head, 'TIMESERIES', g.timeSeries ?? '*'];
    const depthM = g.form === 'INTENSITY' ? g.scaleToSi * 3600 : g.scaleToSi;
    // Rain files name their own unit, whatever the project's is.
    const unit = Math.abs(depthM - 0.0254) < 1e-6 ? 'IN' : 'MM';
    return [...head, 'FILE', g.file, g.station ?? '*', unit];
  });
}

/** `H:MM` or `H:MM:SS` for whole seconds, else decimal hours. */
function clockText(s: number): string {
  if (!Number.isInteger(s) || s < 0) return scaled(s, 3600);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hm = `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}`;
  return s % 60 === 0 ? hm : `${hm}:${two(s % 60)}`;
}

function catchmentRows(model: DrainageModel, u: DrainageUnits): [string, Rows][] {
  const percent = (share: number): string => fileNumber(share, share * 100, (v) => v / 100);
  const list = model.subcatchments;
  const route = { outlet: 'OUTLET', impervious: 'IMPERVIOUS', pervious: 'PERVIOUS' } as const;
  return [
    [
      'SUBCATCHMENTS',
      list.map((c) => [
        c.id,
        c.gage,
        c.outlet,
        scaled(c.areaM2, u.landM2),
        percent(c.imperviousness),
        scaled(c.widthM, u.lengthM),
        percent(c.slope),
        scaled(c.curbLengthM, u.lengthM),
      ]),
    ],
    [
      'SUBAREAS',
      list.map((c) => [
        c.id,
        String(c.nImperv),
        String(c.nPerv),
        scaled(c.storeImpervM, u.rainDepthM),
        scaled(c.storePervM, u.rainDepthM),
        percent(c.zeroStoreShare),
        route[c.routeTo],
        percent(c.routedShare),
      ]),
    ],
    [
      'INFILTRATION',
      list.flatMap((c) => {
        if (!c.infiltration) return [];
        const { method, params } = c.infiltration;
        const factors = infiltrationFactors(method, u.rainDepthMm);
        return [[c.id, ...params.map((p, i) => scaled(p, factors[i] ?? 1)), method]];
      }),
    ],
  ];
}

function externalRows(inflows: readonly DrainageInflow[], u: DrainageUnits): Rows {
  return inflows
    .filter((i) => i.kind === 'external')
    .map((i) => [
      i.node,
      i.constituent,
      i.timeSeries ?? '',
      'FLOW',
      '1.0',
      scaled(i.scaleToCms, u.flowCms),
      scaled(i.baselineCms, u.flowCms),
      ...i.patterns,
    ]);
}

function dryWeatherRows(inflows: readonly DrainageInflow[], u: DrainageUnits): Rows {
  return inflows
    .filter((i) => i.kind === 'dry_weather')
    .map((i) => [i.node, i.constituent, scaled(i.baselineCms, u.flowCms), ...i.patterns]);
}

function rdiiRows(inflows: readonly DrainageInflow[], u: DrainageUnits): Rows {
  return inflows
    .filter((i) => i.kind === 'rdii')
    .map((i) => [i.node, i.unitHydrograph ?? '', scaled(i.sewershedAreaM2 ?? 0, u.landM2)]);
}

function curveRows(model: DrainageModel, u: DrainageUnits): Rows {
  return model.curves.flatMap((c) => {
    const [fx, fy] = curveFactors(c.type, u);
    const point = (i: number): string[] => [scaled(c.x[i]!, fx), scaled(c.y[i]!, fy)];
    if (c.x.length === 0) return [[c.id, c.type]];
    return Array.from(c.x, (_, i) => (i === 0 ? [c.id, c.type, ...point(i)] : [c.id, ...point(i)]));
  });
}

const DAY_S = 86_400;

/** Clock times count from the start of the simulation; a series that begins before it is dated. */
function seriesRows(s: DrainageTimeSeries, options: Readonly<Record<string, string>>): Rows {
  if (s.file !== undefined) return [[s.id, 'FILE', s.file]];
  if (!((s.timeS[0] ?? 0) < 0)) {
    return Array.from(s.timeS, (t, i) => [s.id, clockText(t), String(s.value[i]!)]);
  }
  const start = simulationStart(options);
  return Array.from(s.timeS, (t, i) => {
    const day = Math.floor((start + t) / DAY_S) * DAY_S;
    const date = new Date(day * 1000);
    const mdy = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
    return [s.id, mdy, clockText(start + t - day), String(s.value[i]!)];
  });
}

function tagRows(model: DrainageModel): Rows {
  const rows = (kind: string, list: readonly { id: string; tag?: string }[]): string[][] =>
    list.flatMap((x) => (x.tag === undefined ? [] : [[kind, x.id, ...x.tag.split(' ')]]));
  return [...rows('Node', model.nodes), ...rows('Link', model.links)];
}

function pathRows(id: string, xy: Float64Array): string[][] {
  const out: string[][] = [];
  for (let i = 0; i < xy.length; i += 2) out.push([id, String(xy[i]), String(xy[i + 1])]);
  return out;
}
