import type { DrainageInflow, RainGage, Subcatchment } from '../../domain/drainage';
import { clockSeconds, num, rowError, word, type IdTable, type InpContext } from './context';
import { badKeyword } from './nodes';
import type { Row } from './rows';

const FORMS = ['INTENSITY', 'VOLUME', 'CUMULATIVE'] as const;
const INCH_M = 0.0254;
const MM_M = 1e-3;

/** [RAINGAGES]. */
export function readRainGages(ctx: InpContext, ids: IdTable): RainGage[] {
  const s = 'RAINGAGES';
  return ctx.rows(s).map((row) => {
    const formToken = word(ctx, s, row, 1).toUpperCase();
    const form = FORMS.find((f) => f === formToken);
    if (!form) throw badKeyword(ctx, s, row, formToken, FORMS);
    const interval = clockSeconds(word(ctx, s, row, 2));
    if (Number.isNaN(interval)) {
      throw rowError(ctx, s, row, {
        code: 'drainage.time',
        what: `"${row.tokens[2]}" is no interval; expected H:MM or decimal hours.`,
        mend: 'Correct the interval.',
        params: { got: row.tokens[2]! },
      });
    }
    const source = word(ctx, s, row, 4).toUpperCase();
    if (source !== 'TIMESERIES' && source !== 'FILE') {
      throw badKeyword(ctx, s, row, source, ['TIMESERIES', 'FILE']);
    }
    const isFile = source === 'FILE';
    const depthM = isFile ? fileDepth(ctx, row) : ctx.units.rainDepthM;
    return {
      id: ids.add(ctx, s, row, word(ctx, s, row, 0)),
      form,
      intervalS: interval,
      snowCatch: num(ctx, s, row, 3, 1),
      ...(isFile
        ? { file: word(ctx, s, row, 5), station: row.tokens[6] ?? '*' }
        : { timeSeries: word(ctx, s, row, 5) }),
      scaleToSi: form === 'INTENSITY' ? depthM / 3600 : depthM,
    };
  });
}

function fileDepth(ctx: InpContext, row: Row): number {
  const unit = row.tokens[7]?.toUpperCase();
  if (unit === undefined) return ctx.units.rainDepthM;
  if (unit !== 'IN' && unit !== 'MM') throw badKeyword(ctx, 'RAINGAGES', row, unit, ['IN', 'MM']);
  return unit === 'IN' ? INCH_M : MM_M;
}

/**
 * Factors of infiltration parameters from file units into mm, mm/h, 1/h and days, by method.
 * Horton: max and min rate, decay, drying time, max volume. Green–Ampt: suction, conductivity,
 * deficit. Curve number: CN, conductivity (no longer used), drying time.
 */
export function infiltrationFactors(method: string, mm: number): readonly number[] {
  if (method.endsWith('HORTON')) return [mm, mm, 1, 1, mm];
  if (method.endsWith('GREEN_AMPT')) return [mm, mm, 1];
  return [1, mm, 1];
}

const INFILTRATION = [
  'HORTON',
  'MODIFIED_HORTON',
  'GREEN_AMPT',
  'MODIFIED_GREEN_AMPT',
  'CURVE_NUMBER',
];

/** [SUBCATCHMENTS] with their [SUBAREAS] and [INFILTRATION]. Polygons are set later. */
export function readSubcatchments(
  ctx: InpContext,
  ids: IdTable,
  nodes: IdTable,
  gages: IdTable,
): Subcatchment[] {
  const s = 'SUBCATCHMENTS';
  const rows = ctx.rows(s);
  for (const row of rows) ids.add(ctx, s, row, word(ctx, s, row, 0));
  const areas = byFirstColumn(ctx, ids, 'SUBAREAS');
  const infiltration = byFirstColumn(ctx, ids, 'INFILTRATION');
  const { landM2, lengthM } = ctx.units;
  return rows.map((row) => {
    const id = row.tokens[0]!;
    const gageToken = word(ctx, s, row, 1);
    const outletToken = word(ctx, s, row, 2);
    const outlet =
      nodes.find(outletToken) ??
      ids.find(outletToken) ??
      nodes.resolve(ctx, s, row, outletToken, 'drainage.missing-node');
    const infil = infiltration.get(id);
    return {
      id,
      gage:
        gageToken === '*'
          ? '*'
          : gages.resolve(ctx, s, row, gageToken, 'drainage.missing-reference'),
      outlet,
      areaM2: num(ctx, s, row, 3) * landM2,
      imperviousness: num(ctx, s, row, 4) / 100,
      widthM: num(ctx, s, row, 5) * lengthM,
      slope: num(ctx, s, row, 6) / 100,
      curbLengthM: num(ctx, s, row, 7, 0) * lengthM,
      ...readSubarea(ctx, areas.get(id)),
      ...(infil && { infiltration: readInfiltration(ctx, infil) }),
    };
  });
}

/** SWMM's own defaults where a subcatchment has no row. */
const NO_SUBAREA: Row = { tokens: [], line: 0 };

type Subarea = Pick<
  Subcatchment,
  'nImperv' | 'nPerv' | 'storeImpervM' | 'storePervM' | 'zeroStoreShare' | 'routeTo' | 'routedShare'
>;

function readSubarea(ctx: InpContext, row: Row = NO_SUBAREA): Subarea {
  const s = 'SUBAREAS';
  const { rainDepthM } = ctx.units;
  const route = (row.tokens[6] ?? 'OUTLET').toUpperCase();
  return {
    nImperv: num(ctx, s, row, 1, 0),
    nPerv: num(ctx, s, row, 2, 0),
    storeImpervM: num(ctx, s, row, 3, 0) * rainDepthM,
    storePervM: num(ctx, s, row, 4, 0) * rainDepthM,
    zeroStoreShare: num(ctx, s, row, 5, 0) / 100,
    routeTo: route.startsWith('IMPERV')
      ? 'impervious'
      : route.startsWith('PERV')
        ? 'pervious'
        : 'outlet',
    routedShare: num(ctx, s, row, 7, 100) / 100,
  };
}

function readInfiltration(ctx: InpContext, row: Row): NonNullable<Subcatchment['infiltration']> {
  const last = (row.tokens.at(-1) ?? '').toUpperCase();
  const named = INFILTRATION.includes(last);
  const method = named ? last : (ctx.options['INFILTRATION'] ?? 'HORTON').toUpperCase();
  const factors = infiltrationFactors(method, ctx.units.rainDepthMm);
  // Interfaces pad the row with zeros the method has no use for: they are kept, unscaled.
  const count = row.tokens.length - 1 - (named ? 1 : 0);
  const params = Array.from(
    { length: count },
    (_, i) => num(ctx, 'INFILTRATION', row, i + 1, 0) * (factors[i] ?? 1),
  );
  return { method, params };
}

function byFirstColumn(ctx: InpContext, ids: IdTable, section: string): Map<string, Row> {
  const out = new Map<string, Row>();
  for (const row of ctx.rows(section)) {
    const id = word(ctx, section, row, 0);
    out.set(ids.resolve(ctx, section, row, id, 'drainage.missing-reference'), row);
  }
  return out;
}

/** Rows of [INFLOWS] and [DWF] that are about pollutants stay raw: true for the water itself. */
const isFlow = (row: Row): boolean => (row.tokens[1] ?? '').toUpperCase() === 'FLOW';

/** [INFLOWS], [DWF] and [RDII]. Returns the rows about other constituents for the raw sections. */
export function readInflows(
  ctx: InpContext,
  nodes: IdTable,
): { inflows: DrainageInflow[]; raw: Record<string, readonly Row[]> } {
  const node = (section: string, row: Row): string =>
    nodes.resolve(ctx, section, row, word(ctx, section, row, 0), 'drainage.missing-node');
  const { flowCms, landM2 } = ctx.units;
  const external = ctx
    .rows('INFLOWS')
    .filter(isFlow)
    .map((row): DrainageInflow => {
      const s = 'INFLOWS';
      const series = row.tokens[2];
      const pattern = row.tokens[7];
      return {
        node: node(s, row),
        kind: 'external',
        constituent: 'FLOW',
        ...(series && series !== '*' && { timeSeries: series }),
        baselineCms: num(ctx, s, row, 6, 0) * flowCms,
        scaleToCms: num(ctx, s, row, 5, 1) * flowCms,
        patterns: pattern && pattern !== '*' ? [pattern] : [],
      };
    });
  const dryWeather = ctx
    .rows('DWF')
    .filter(isFlow)
    .map((row): DrainageInflow => ({
      node: node('DWF', row),
      kind: 'dry_weather',
      constituent: 'FLOW',
      baselineCms: num(ctx, 'DWF', row, 2) * flowCms,
      scaleToCms: flowCms,
      patterns: row.tokens.slice(3).filter((p) => p !== '' && p !== '*'),
    }));
  const rdii = ctx.rows('RDII').map((row): DrainageInflow => ({
    node: node('RDII', row),
    kind: 'rdii',
    constituent: 'FLOW',
    baselineCms: 0,
    scaleToCms: flowCms,
    patterns: [],
    unitHydrograph: word(ctx, 'RDII', row, 1),
    sewershedAreaM2: num(ctx, 'RDII', row, 2) * landM2,
  }));
  const raw: Record<string, readonly Row[]> = {};
  for (const section of ['INFLOWS', 'DWF']) {
    const rest = ctx.rows(section).filter((row) => !isFlow(row));
    if (rest.length > 0) raw[section] = rest;
  }
  return { inflows: [...external, ...dryWeather, ...rdii], raw };
}
