/**
 * Sections of SWMM 5.0–5.2 by the stem SWMM itself matches a header against (`[OUTFALL]` and
 * `[OUTFALLS]` are the same). Longer stems first, so that [INLET_USAGE] is not taken for [INLETS].
 */
const STEMS: readonly (readonly [stem: string, section: string])[] = (
  [
    ['TITLE', 'TITLE'],
    ['OPTION', 'OPTIONS'],
    ['FILE', 'FILES'],
    ['RAINGAGE', 'RAINGAGES'],
    ['TEMPERATURE', 'TEMPERATURE'],
    ['EVAP', 'EVAPORATION'],
    ['SUBCATCHMENT', 'SUBCATCHMENTS'],
    ['SUBAREA', 'SUBAREAS'],
    ['INFIL', 'INFILTRATION'],
    ['AQUIFER', 'AQUIFERS'],
    ['GROUNDWATER', 'GROUNDWATER'],
    ['SNOWPACK', 'SNOWPACKS'],
    ['JUNC', 'JUNCTIONS'],
    ['OUTFALL', 'OUTFALLS'],
    ['STORAGE', 'STORAGE'],
    ['DIVIDER', 'DIVIDERS'],
    ['CONDUIT', 'CONDUITS'],
    ['PUMP', 'PUMPS'],
    ['ORIF', 'ORIFICES'],
    ['WEIR', 'WEIRS'],
    ['OUTLET', 'OUTLETS'],
    ['XSECT', 'XSECTIONS'],
    ['TRANSECT', 'TRANSECTS'],
    ['LOSS', 'LOSSES'],
    ['CONTROL', 'CONTROLS'],
    ['POLLUT', 'POLLUTANTS'],
    ['LANDUSE', 'LANDUSES'],
    ['BUILDUP', 'BUILDUP'],
    ['WASHOFF', 'WASHOFF'],
    ['COVERAGE', 'COVERAGES'],
    ['INFLOW', 'INFLOWS'],
    ['DWF', 'DWF'],
    ['PATTERN', 'PATTERNS'],
    ['RDII', 'RDII'],
    ['HYDROGRAPH', 'HYDROGRAPHS'],
    ['LOADING', 'LOADINGS'],
    ['TREATMENT', 'TREATMENT'],
    ['CURVE', 'CURVES'],
    ['TIMESERIES', 'TIMESERIES'],
    ['REPORT', 'REPORT'],
    ['MAP', 'MAP'],
    ['COORDINATE', 'COORDINATES'],
    ['VERTI', 'VERTICES'],
    ['POLYGON', 'POLYGONS'],
    ['SYMBOL', 'SYMBOLS'],
    ['LABEL', 'LABELS'],
    ['BACKDROP', 'BACKDROP'],
    ['TAG', 'TAGS'],
    ['PROFILE', 'PROFILES'],
    ['LID_CONTROL', 'LID_CONTROLS'],
    ['LID_USAGE', 'LID_USAGE'],
    ['GWF', 'GWF'],
    ['ADJUST', 'ADJUSTMENTS'],
    ['EVENT', 'EVENTS'],
    ['STREET', 'STREETS'],
    ['INLET_USAGE', 'INLET_USAGE'],
    ['INLET', 'INLETS'],
  ] as [string, string][]
).sort((a, b) => b[0].length - a[0].length);

/** Canonical name of a section header's text, or undefined where SWMM has no such section. */
export function sectionName(header: string): string | undefined {
  const upper = header.trim().toUpperCase();
  return STEMS.find(([stem]) => upper.startsWith(stem))?.[1];
}

/** Columns of map coordinates (x, y pairs by position) in sections kept as raw rows. */
export const RAW_COORDINATES: Readonly<Record<string, readonly number[]>> = {
  LABELS: [0],
  SYMBOLS: [1],
  COORDINATES: [1],
  VERTICES: [1],
  POLYGONS: [1],
};
