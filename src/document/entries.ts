import * as v from 'valibot';
import { forcingSchema, measureSchema, type Forcing, type Measure } from '../domain/scenario';
import type { Scenario } from '../domain/scenario';

/**
 * How the scenario tree lies in the shared document: one flat map of entries, key
 * `<scenario>/<field>`. Nothing is nested, so that two people (or two tabs) who make the same
 * scenario or change different things of one never lose each other's work; the last change of one
 * field, forcing or measure wins.
 *
 * Fields: `parent`, `name`, `note`, `order`, `removed`; settings `s:<name>`; forcings `f:<id>` and
 * measures `m:<id>`, where null takes away what the parent has.
 */
export type Entries = Map<string, unknown>;

/** Root of the tree: the city as it is. It has no parent and cannot be removed. */
export const BASELINE_ID = 'baseline';

/** Stands where the id of a scenario stands in the keys of what all scenarios share. */
export const ASSUMPTIONS = '*';

/** What a run is made with beside forcings and measures. */
export type Settings = Pick<
  Scenario,
  'horizonS' | 'outputEveryS' | 'seed' | 'engines' | 'floodCellSizeM'
>;
export const SETTING_NAMES = [
  'horizonS',
  'outputEveryS',
  'seed',
  'engines',
  'floodCellSizeM',
] as const satisfies readonly (keyof Settings)[];

/** A measure with its place among the measures of its scenario. */
export interface PlacedMeasure {
  readonly n: number;
  readonly is: Measure;
}

/** One scenario of the tree as it is kept: what it changes against its parent. */
export interface ScenarioNode {
  readonly id: string;
  /** Null: the baseline. */
  readonly parent: string | null;
  readonly name: string;
  readonly note: string;
  /** Place among its siblings. */
  readonly order: number;
  readonly removed: boolean;
  readonly settings: Readonly<Partial<Settings>>;
  readonly forcings: Readonly<Record<string, Forcing | null>>;
  readonly measures: Readonly<Record<string, PlacedMeasure | null>>;
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.excludes('/'));
const seconds = v.pipe(v.number(), v.gtValue(0));

/** Schema of a node: what a file may hold. */
export const nodeSchema = v.strictObject({
  id,
  parent: v.nullable(id),
  name: v.pipe(v.string(), v.maxLength(500)),
  note: v.string(),
  order: v.pipe(v.number(), v.finite()),
  removed: v.boolean(),
  settings: v.strictObject({
    horizonS: v.optional(seconds),
    outputEveryS: v.optional(seconds),
    seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    engines: v.optional(v.array(v.picklist(['flood', 'traffic', 'pollution']))),
    floodCellSizeM: v.optional(seconds),
  }),
  forcings: v.record(id, v.nullable(forcingSchema)),
  measures: v.record(id, v.nullable(v.strictObject({ n: v.number(), is: measureSchema }))),
});

const EMPTY: Omit<ScenarioNode, 'id'> = {
  parent: null,
  name: '',
  note: '',
  order: 0,
  removed: false,
  settings: {},
  forcings: {},
  measures: {},
};

/** Scenario and field of a key. */
export function splitKey(key: string): readonly [id: string, field: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}

/** The node with one entry set (undefined: taken out). A node that was not there starts empty. */
export function withEntry(
  node: ScenarioNode | undefined,
  nodeId: string,
  field: string,
  value: unknown,
): ScenarioNode {
  const base: ScenarioNode = node ?? { ...EMPTY, id: nodeId };
  const [group, name] = [GROUPS[field.slice(0, 2)], field.slice(2)];
  if (group) return { ...base, [group]: withMember(base[group], name, value) };
  return { ...base, [field]: value ?? EMPTY[field as keyof typeof EMPTY] };
}

const GROUPS: Readonly<Record<string, 'settings' | 'forcings' | 'measures'>> = {
  's:': 'settings',
  'f:': 'forcings',
  'm:': 'measures',
};

function withMember(record: object, name: string, value: unknown): object {
  const { [name as never]: _, ...rest } = record;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** The entries a node is kept as. Fields that are empty have none. */
export function entriesOfNode(node: ScenarioNode): Entries {
  const out: Entries = new Map();
  const put = (field: string, value: unknown): void => void out.set(`${node.id}/${field}`, value);
  if (node.parent !== null) put('parent', node.parent);
  put('name', node.name);
  if (node.note) put('note', node.note);
  put('order', node.order);
  if (node.removed) put('removed', true);
  for (const [name, value] of Object.entries(node.settings)) put(`s:${name}`, value);
  for (const [name, value] of Object.entries(node.forcings)) put(`f:${name}`, value);
  for (const [name, value] of Object.entries(node.measures)) put(`m:${name}`, value);
  return out;
}
