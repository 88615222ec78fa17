import * as v from 'valibot';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const notNegative = v.pipe(finite, v.minValue(0));

/**
 * Priorities and their colours after ISO 22324:2022 (colour codes for public warning): red danger,
 * yellow caution, blue information. Colour never stands alone: each has a shape and a word as well.
 */
export const ALARM_PRIORITIES = ['danger', 'caution', 'information'] as const;
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];

const base = {
  id,
  name: v.object({ en: v.string(), zh: v.string() }),
  priority: v.picklist(ALARM_PRIORITIES),
  /** The condition must have held this long before the alarm comes, s. */
  onDelayS: v.optional(notNegative),
  /** And must have been gone this long before it clears, s. */
  offDelayS: v.optional(notNegative),
};

/** A value beyond a limit: `above`, `below` or both. Clears once it is back by the dead band. */
const limits = {
  above: v.optional(finite),
  below: v.optional(finite),
  /** In the stream's unit. Absent: the start value of its property. */
  deadBand: v.optional(notNegative),
};

/** A rule of the document: what must be so for an alarm to come. */
export const alarmRuleSchema = v.variant('kind', [
  v.object({ ...base, kind: v.literal('threshold'), stream: id, ...limits }),
  v.object({
    ...base,
    kind: v.literal('rate'),
    stream: id,
    /** Change per second, rising where positive, falling where negative. */
    perS: v.pipe(finite, v.notValue(0)),
    /** Over which the change is taken, s. */
    overS: positive,
  }),
  v.object({
    ...base,
    kind: v.literal('deviation'),
    stream: id,
    /** Distance from the simulated value, in the stream's unit. */
    by: positive,
    deadBand: v.optional(notNegative),
  }),
  v.object({ ...base, kind: v.literal('silence'), stream: id }),
  v.object({
    ...base,
    kind: v.literal('n_of_m'),
    streams: v.pipe(v.array(id), v.minLength(2)),
    n: v.pipe(v.number(), v.integer(), v.minValue(1)),
    ...limits,
  }),
]);
export type AlarmRule = v.InferOutput<typeof alarmRuleSchema>;

/** Start values of dead band (share of the limit) and delay by kind of process. */
export interface AlarmDamping {
  readonly deadBandShare: number;
  readonly delayS: number;
}

/**
 * Source: ANSI/ISA-18.2-2016, Annex on alarm design, recommended start points: level 5 % and 60 s, flow
 * 5 % and 15 s, pressure 2 % and 15 s, temperature 1 % and 60 s. Others take the level's.
 */
const DAMPING: Readonly<Record<string, AlarmDamping>> = {
  water_level: { deadBandShare: 0.05, delayS: 60 },
  flow: { deadBandShare: 0.05, delayS: 15 },
  temperature: { deadBandShare: 0.01, delayS: 60 },
  cover_tilt: { deadBandShare: 0.05, delayS: 0 },
  pump_state: { deadBandShare: 0, delayS: 15 },
};
const USUAL_DAMPING: AlarmDamping = { deadBandShare: 0.05, delayS: 60 };

export function dampingOf(observedProperty: string): AlarmDamping {
  return DAMPING[observedProperty] ?? USUAL_DAMPING;
}
