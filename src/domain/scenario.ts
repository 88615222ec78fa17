import * as v from 'valibot';

/** Version of the scenario format this build writes and reads. */
export const SCENARIO_VERSION = 1;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const seconds = v.pipe(v.number(), v.finite());
/** Local metres x, y. */
const point = v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())]);
const line = v.pipe(v.array(point), v.minLength(2));
const area = v.pipe(v.array(point), v.minLength(3));

/** A time series: pairs [seconds since the start of the run, value]; times strictly increasing. */
const series = v.pipe(
  v.array(v.tuple([seconds, v.pipe(v.number(), v.finite())])),
  v.minLength(1),
  v.check(
    (rows) => rows.every((r, i) => i === 0 || r[0] > rows[i - 1]![0]),
    'times must increase from row to row',
  ),
);

/**
 * Hyetograph: rain intensity in mm/h as steps: each value holds from its time to the next row's time;
 * the last holds to the end (write a closing row with 0).
 */
const hyetograph = v.pipe(
  series,
  v.check((rows) => rows.every((r) => r[1] >= 0), 'rain intensity must not be negative'),
);

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** A storm from an intensity formula, see `src/domain/storm`. */
const formulaStorm = {
  formula: v.object({ a1: v.number(), c: v.number(), b: v.number(), n: v.number() }),
  returnYears: positive,
  durationS: positive,
  peakShare: share,
  stepS: positive,
};

/** How a hyetograph was designed. It decides nothing: the rows do. An editor opens with it again. */
export const rainDesignSchema = v.variant('kind', [
  v.object({
    kind: v.literal('uniform'),
    intensityMmH: v.pipe(v.number(), v.minValue(0)),
    durationS: positive,
  }),
  v.object({
    kind: v.literal('triangular'),
    depthMm: positive,
    durationS: positive,
    peakShare: share,
    stepS: positive,
  }),
  v.object({ kind: v.literal('chicago'), ...formulaStorm }),
  v.object({ kind: v.literal('alternating_block'), ...formulaStorm }),
  v.object({
    kind: v.literal('scs'),
    type: v.picklist(['I', 'IA', 'II', 'III']),
    depthMm: positive,
    durationS: positive,
    stepS: positive,
  }),
]);
export type RainDesign = v.InferOutput<typeof rainDesignSchema>;

/** How a water level was designed: a rise that holds, or a tide. The rows decide, not this. */
export const stageDesignSchema = v.variant('kind', [
  v.object({
    kind: v.literal('rise'),
    normalM: v.number(),
    riseM: v.number(),
    peakS: v.pipe(v.number(), v.minValue(0)),
  }),
  v.object({
    kind: v.literal('tide'),
    meanM: v.number(),
    amplitudeM: v.number(),
    periodS: positive,
    highAtS: v.number(),
  }),
]);
export type StageDesign = v.InferOutput<typeof stageDesignSchema>;

/** Opening of a gate, m, linear between rows. */
const openings = v.pipe(
  series,
  v.check((rows) => rows.every((r) => r[1] >= 0), 'an opening must not be negative'),
);

export const forcingSchema = v.variant('kind', [
  v.object({
    kind: v.literal('rain'),
    id,
    intensityMmH: hyetograph,
    design: v.optional(rainDesignSchema),
    /** Polygon the rain falls on; absent: everywhere. */
    area: v.optional(area),
  }),
  v.object({
    kind: v.literal('stage'),
    id,
    /** Water body or boundary line the level holds at. */
    target: v.optional(id),
    line: v.optional(line),
    /** m above the vertical datum, linear between rows. */
    levelM: series,
    design: v.optional(stageDesignSchema),
  }),
  v.object({
    kind: v.literal('discharge'),
    id,
    target: v.optional(id),
    line: v.optional(line),
    point: v.optional(point),
    /** m³/s into the domain, linear between rows. */
    flowCms: series,
  }),
  v.object({
    kind: v.literal('outflow'),
    id,
    /** Where water leaves freely, or at normal depth where a slope is given. */
    line,
    /** Energy slope. */
    slope: v.optional(v.pipe(v.number(), v.gtValue(0))),
  }),
  v.object({
    kind: v.literal('wind'),
    id,
    /** m/s at 10 m. */
    speedMs: series,
    /** Degrees the wind comes from, clockwise from north. */
    fromDeg: series,
    pasquillClass: v.optional(v.picklist(['A', 'B', 'C', 'D', 'E', 'F'])),
    /** Obukhov length, m (positive: stable); counts before the class. */
    obukhovM: v.optional(v.pipe(v.number(), v.finite())),
    /** Standard deviation of the wind direction, degrees, where it is measured. */
    sigmaThetaDeg: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(60))),
    mixingHeightM: v.optional(positive),
    roughnessM: v.optional(positive),
    temperatureC: v.optional(v.pipe(v.number(), v.minValue(-60), v.maxValue(60))),
    radiationWm2: v.optional(v.pipe(v.number(), v.minValue(0))),
  }),
  v.object({ kind: v.literal('demand'), id, factor: series }),
  v.object({ kind: v.literal('background'), id, species: v.string(), ugM3: series }),
  v.object({
    kind: v.literal('emission'),
    id,
    /** e.g. `NOx`, `PM10`. Exactly one of point, line and area is given. */
    species: v.string(),
    point: v.optional(point),
    line: v.optional(line),
    area: v.optional(area),
    /** Height above ground, m. */
    heightM: v.optional(v.pipe(v.number(), v.minValue(0))),
    /** Over the whole source, kg/s, linear between rows. */
    rateKgS: series,
    /** What kind of source it is: controls act on kinds. */
    part: v.optional(v.picklist(['cars', 'trucks', 'road_dust', 'site', 'stack', 'other'])),
    stack: v.optional(
      v.object({ diameterM: positive, exitMs: positive, exitC: v.pipe(v.number(), v.finite()) }),
    ),
  }),
  v.object({
    kind: v.literal('release'),
    id,
    /** A name in the substance table, e.g. `chlorine`. */
    substance: v.string(),
    point,
    heightM: v.optional(v.pipe(v.number(), v.minValue(0))),
    amountKg: positive,
    startS: seconds,
    durationS: positive,
  }),
]);
export type Forcing = v.InferOutput<typeof forcingSchema>;
export type ForcingKind = Forcing['kind'];

/**
 * What open soil takes in: the law, the hydrologic soil group (NRCS: A sandy … D clayey) its parameters
 * are looked up by for each land cover, and how wet the soil is at the start (0 dry, 1 saturated;
 * Green-Ampt and Horton). Absent: Green-Ampt, group B, half wet.
 */
export const infiltrationSchema = v.object({
  law: v.picklist(['none', 'constant', 'green_ampt', 'horton', 'curve_number']),
  soilGroup: v.optional(v.picklist(['A', 'B', 'C', 'D'])),
  wetness: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
});
export type InfiltrationChoice = v.InferOutput<typeof infiltrationSchema>;

const measureBase = {
  id,
  name: v.optional(v.string()),
  startS: v.optional(seconds),
  /** Absent: to the end of the run. */
  endS: v.optional(seconds),
  cost: v.optional(v.pipe(v.number(), v.minValue(0))),
  owner: v.optional(v.string()),
  note: v.optional(v.string()),
};

export const measureSchema = v.variant('kind', [
  v.object({
    ...measureBase,
    kind: v.literal('barrier'),
    line,
    /** Crest, m above the vertical datum; or height above ground. Exactly one is given. */
    crestM: v.optional(v.number()),
    heightM: v.optional(v.pipe(v.number(), v.gtValue(0))),
  }),
  v.object({
    ...measureBase,
    kind: v.literal('terrain'),
    area,
    /** Metres added to the ground (negative: dug away), or the level it is brought to. */
    raiseM: v.optional(v.number()),
    levelM: v.optional(v.number()),
  }),
  v.object({
    ...measureBase,
    kind: v.literal('pump'),
    from: point,
    /** Absent: out of the domain. */
    to: v.optional(point),
    rateCms: v.pipe(v.number(), v.gtValue(0)),
    onLevelM: v.optional(v.number()),
    offLevelM: v.optional(v.number()),
  }),
  v.object({
    ...measureBase,
    kind: v.literal('breach'),
    line,
    /** Final bottom level of the breach, m above the vertical datum. */
    bottomM: v.number(),
    finalWidthM: v.pipe(v.number(), v.gtValue(0)),
    growthS: v.pipe(v.number(), v.gtValue(0)),
    /** How it grows; absent: in a straight line. */
    progress: v.optional(v.picklist(['linear', 'sine'])),
    /** Side slope, horizontal : vertical; absent: upright. */
    sideSlope: v.optional(v.pipe(v.number(), v.minValue(0))),
  }),
  /** A gate that leaves an opening over its sill; water passes over its top as over a barrier. */
  v.object({
    ...measureBase,
    kind: v.literal('sluice'),
    line,
    /** Level of the sill, m; absent: the ground. */
    sillM: v.optional(v.number()),
    /** Height of the opening, m: one for ever, or in time, linear between rows. */
    openingM: v.union([v.pipe(v.number(), v.minValue(0)), openings]),
    /** Top of the gate, m; absent: nothing passes over it. */
    crestM: v.optional(v.number()),
  }),
  /** A deck over the water: free flow below its soffit, pressure flow when it is reached, and over the deck. */
  v.pipe(
    v.object({
      ...measureBase,
      kind: v.literal('bridge'),
      line,
      soffitM: v.number(),
      deckM: v.number(),
      sillM: v.optional(v.number()),
      /** Part of the opening that piers take. */
      piersShare: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9))),
    }),
    v.check((b) => b.deckM >= b.soffitM, 'the deck must not lie below the soffit'),
  ),
  /** A pipe or box under an embankment, by inlet or outlet control (FHWA HDS-5). */
  v.object({
    ...measureBase,
    kind: v.literal('culvert'),
    from: point,
    to: point,
    /** Inside height (diameter of a pipe), m; a width makes it a box. */
    heightM: v.pipe(v.number(), v.gtValue(0)),
    widthM: v.optional(v.pipe(v.number(), v.gtValue(0))),
    barrels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    /** Inverts at both ends, m. */
    inletM: v.number(),
    outletM: v.number(),
    /** Absent: the distance. */
    lengthM: v.optional(v.pipe(v.number(), v.gtValue(0))),
    manningN: v.optional(v.pipe(v.number(), v.gtValue(0))),
    entrance: v.optional(
      v.picklist([
        'concrete_headwall',
        'concrete_groove',
        'concrete_groove_projecting',
        'metal_headwall',
        'metal_mitred',
        'metal_projecting',
        'box_flared',
        'box_wingwalls',
        'box_parallel',
      ]),
    ),
    /** Water goes from → to only. */
    flapGate: v.optional(v.boolean()),
  }),
  v.object({
    ...measureBase,
    kind: v.literal('block_inlet'),
    targets: v.array(id),
    share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
  v.object({ ...measureBase, kind: v.literal('pump_failure'), target: id }),
  v.object({
    ...measureBase,
    kind: v.literal('gate'),
    target: id,
    opening: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
  v.object({
    ...measureBase,
    kind: v.literal('close_road'),
    targets: v.array(id),
    classes: v.optional(v.array(v.string())),
  }),
  v.object({ ...measureBase, kind: v.literal('signal_plan'), target: id, programId: v.string() }),
  v.object({ ...measureBase, kind: v.literal('truck_ban'), area }),
  v.object({
    ...measureBase,
    kind: v.literal('low_emission_zone'),
    area,
    /** What is left of exhaust emissions, 0–1. */
    carShare: share,
    truckShare: share,
  }),
  /** Streets washed: `effect` is the share of road dust that is kept down. */
  v.object({ ...measureBase, kind: v.literal('road_washing'), area, effect: v.optional(share) }),
  /** Water on building sites and bare soil. */
  v.object({ ...measureBase, kind: v.literal('sprinklers'), area, effect: v.optional(share) }),
  v.object({ ...measureBase, kind: v.literal('source_off'), target: id }),
]);
export type Measure = v.InferOutput<typeof measureSchema>;
export type MeasureKind = Measure['kind'];

/** Schema of a scenario file, published as JSON Schema in `docs/schema/scenario.schema.json`. */
export const scenarioSchema = v.object({
  $schema: v.optional(v.string()),
  dryrunScenario: v.literal(SCENARIO_VERSION),
  id,
  name: v.string(),
  /** Id of the parent scenario; absent for the baseline. */
  parent: v.optional(id),
  note: v.optional(v.string()),
  horizonS: v.pipe(v.number(), v.gtValue(0)),
  /** Seconds between output frames. */
  outputEveryS: v.pipe(v.number(), v.gtValue(0)),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  engines: v.optional(v.array(v.picklist(['flood', 'traffic', 'pollution']))),
  /** Edge of a flood grid cell, m; absent: the terrain's own. */
  floodCellSizeM: v.optional(v.pipe(v.number(), v.gtValue(0))),
  infiltration: v.optional(infiltrationSchema),
  forcings: v.array(forcingSchema),
  measures: v.array(measureSchema),
});
export type Scenario = v.InferOutput<typeof scenarioSchema>;
