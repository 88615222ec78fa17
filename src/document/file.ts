import * as v from 'valibot';
import { DryrunError } from '../domain/errors';
import { parseScenario } from '../io/scenario/parseScenario';
import { entriesToBecome } from './changes';
import {
  ASSUMPTIONS,
  BASELINE_ID,
  entriesOfNode,
  nodeSchema,
  splitKey,
  type Entries,
  type ScenarioNode,
} from './entries';
import { migrate } from './migrate';
import { DOCUMENT_VERSION, type ScenarioDocument } from './scenarioDocument';
import { ScenarioTree } from './tree';
import { keepVersion, versionEntries, versionsOf } from './versions';

/** The city a document belongs to: ids and places in it mean nothing in another. */
export interface DocumentCity {
  readonly id: string;
  readonly name: string;
}

const nodes = v.array(nodeSchema);
const fileSchema = v.strictObject({
  dryrunDocument: v.literal(DOCUMENT_VERSION),
  city: v.strictObject({ id: v.string(), name: v.string() }),
  scenarios: nodes,
  /** What all scenarios share, by name. */
  assumptions: v.optional(v.record(v.string(), v.unknown())),
  versions: v.array(
    v.strictObject({ id: v.string(), name: v.string(), at: v.number(), scenarios: nodes }),
  ),
});
type DocumentFile = v.InferOutput<typeof fileSchema>;

/** The whole document as the text of one file: scenarios as they are now, and the named versions. */
export function exportDocument(document: ScenarioDocument, city: DocumentCity): string {
  const file: DocumentFile = {
    dryrunDocument: DOCUMENT_VERSION,
    city: { id: city.id, name: city.name },
    scenarios: fileNodes(document.tree),
    assumptions: assumptionsOf(document.entries()),
    versions: versionsOf(document).map((version) => ({
      ...version,
      scenarios: fileNodes(new ScenarioTree(versionEntries(document, version.id) ?? [])),
    })),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * Takes in a file. A document takes the place of all scenarios (undo brings them back) and adds its
 * named versions; a single scenario becomes a branch of the baseline, under `newName` where it has
 * no name.
 *
 * @throws DryrunError `document.not_json`, `document.newer`, `document.version`, `document.invalid`,
 *   `document.other_city`, and what `parseScenario` throws.
 */
export function importDocument(
  document: ScenarioDocument,
  text: string,
  fileName: string,
  city: DocumentCity,
  newName: string,
): void {
  const json = parseJson(text, fileName);
  if (json !== null && typeof json === 'object' && 'dryrunScenario' in json) {
    importScenario(document, text, fileName, newName);
    return;
  }
  const file = checkFile(json, fileName);
  if (file.city.id !== city.id) throw otherCity(file, city, fileName);
  const assumptions = Object.entries(file.assumptions ?? {}).map(
    ([name, value]) => [`${ASSUMPTIONS}/${name}`, value] as const,
  );
  document.replaceAll(new Map([...entriesOfNodes(file.scenarios), ...assumptions]));
  for (const { scenarios, ...version } of file.versions) {
    // A version is kept as a document of its own would keep it.
    if (versionsOf(document).some((known) => known.id === version.id)) continue;
    keepVersion(document, version, entriesOfNodes(scenarios));
  }
}

function importScenario(
  document: ScenarioDocument,
  text: string,
  fileName: string,
  newName: string,
): void {
  const scenario = parseScenario(text, fileName);
  document.add(scenario.name || newName, scenario);
}

/** Nodes to write out: what is not there is left out, and what hung on it holds its changes itself. */
function fileNodes(tree: ScenarioTree): ScenarioNode[] {
  return tree.rows().map(({ id, parent, name, note }, order) => {
    const node = tree.node(id);
    if (node && node.parent === parent) return { ...node, removed: false };
    const bare: ScenarioNode = {
      id,
      parent,
      name,
      note,
      order,
      removed: false,
      settings: {},
      forcings: {},
      measures: {},
    };
    const above = parent === null ? null : tree.scenario(parent);
    const own = new ScenarioTree(entriesOfNode(bare));
    for (const [key, value] of entriesToBecome(bare, above, tree.scenario(id))) own.set(key, value);
    return own.node(id)!;
  });
}

function assumptionsOf(entries: Entries): Record<string, unknown> {
  const own = [...entries].filter(([key]) => splitKey(key)[0] === ASSUMPTIONS);
  return Object.fromEntries(own.map(([key, value]) => [splitKey(key)[1], value]));
}

function entriesOfNodes(list: readonly ScenarioNode[]): Entries {
  return new Map(list.flatMap((node) => [...entriesOfNode(node)]));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'document.not_json',
        file,
        what: `The file is no valid JSON: ${(cause as Error).message}.`,
        mend: 'Choose a file that Dryrun exported, or a scenario file.',
      },
      { cause },
    );
  }
}

function checkFile(json: unknown, file: string): DocumentFile {
  const version = (json as { dryrunDocument?: unknown } | null)?.dryrunDocument;
  const scenarios = (json as { scenarios?: unknown } | null)?.scenarios;
  // Refuses what a newer Dryrun wrote before its content is judged by rules it does not follow.
  migrate(new Map(), version, file);
  const result = v.safeParse(fileSchema, json);
  if (!result.success) throw invalid(result.issues[0], file);
  const ids = result.output.scenarios.map((n) => n.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw invalidAt('/scenarios', `two scenarios have the id "${twice}"`, file);
  if (!ids.includes(BASELINE_ID) || !Array.isArray(scenarios)) {
    throw invalidAt('/scenarios', 'the baseline is missing', file);
  }
  return result.output;
}

function invalid(issue: v.BaseIssue<unknown>, file: string): DryrunError {
  return invalidAt(
    (issue.path ?? []).map((p) => `/${String(p.key)}`).join('') || '/',
    issue.message,
    file,
  );
}

function invalidAt(place: string, message: string, file: string): DryrunError {
  return new DryrunError({
    code: 'document.invalid',
    file,
    place,
    what: `The document is not valid here: ${message}.`,
    mend: 'Correct this value, or choose another file; your scenarios are as they were.',
    params: { message },
  });
}

function otherCity(file: DocumentFile, city: DocumentCity, name: string): DryrunError {
  return new DryrunError({
    code: 'document.other_city',
    file: name,
    what: `The scenarios belong to "${file.city.name}" (${file.city.id}); "${city.name}" is open.`,
    mend: 'Open that city first, then import the file again.',
    params: { theirs: file.city.name, open: city.name },
  });
}
