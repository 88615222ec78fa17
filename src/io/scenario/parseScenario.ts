import * as v from 'valibot';
import { DryrunError } from '../../domain/errors';
import { SCENARIO_VERSION, scenarioSchema, type Scenario } from '../../domain/scenario';

/**
 * A scenario from its JSON text. Unknown members are refused by name (a misspelt `mesures` must not
 * run as "no measures").
 *
 * @throws DryrunError `scenario.not_json`, `scenario.version`, `scenario.invalid` (with the JSON
 *   pointer of the first thing that is wrong), `scenario.duplicate_id`.
 */
export function parseScenario(text: string, file: string): Scenario {
  const json = parseJson(text, file);
  checkVersion(json, file);
  const result = v.safeParse(scenarioSchema, json);
  if (!result.success) throw invalid(result.issues[0], file);
  checkUnknownMembers(json, result.output, '', file);
  checkUniqueIds(result.output, file);
  return result.output;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'scenario.not_json',
        file,
        what: `The scenario is no valid JSON: ${(cause as Error).message}.`,
        mend: 'Correct the file, or export the scenario from Dryrun again.',
      },
      { cause },
    );
  }
}

function checkVersion(json: unknown, file: string): void {
  const version = (json as { dryrunScenario?: unknown } | null)?.dryrunScenario;
  if (version === SCENARIO_VERSION) return;
  const newer = typeof version === 'number' && version > SCENARIO_VERSION;
  throw new DryrunError({
    code: 'scenario.version',
    file,
    place: '/dryrunScenario',
    what: `The scenario has format version ${JSON.stringify(version) ?? 'none'}; this Dryrun reads version ${SCENARIO_VERSION}.`,
    mend: newer
      ? 'Open it with a newer Dryrun.'
      : `Write "dryrunScenario": ${SCENARIO_VERSION} if the file is a scenario.`,
    params: { version: String(version), known: SCENARIO_VERSION },
  });
}

function invalid(issue: v.BaseIssue<unknown>, file: string): DryrunError {
  const pointer = (issue.path ?? []).map((p) => `/${String(p.key)}`).join('') || '/';
  return new DryrunError({
    code: 'scenario.invalid',
    file,
    place: pointer,
    what: `The scenario is not valid here: ${issue.message}.`,
    mend: 'Correct this value; docs/schema/scenario.schema.json says what may stand here.',
    params: { pointer, message: issue.message },
  });
}

/** valibot drops members it does not know; what it dropped is found by comparing with its output. */
function checkUnknownMembers(input: unknown, known: unknown, pointer: string, file: string): void {
  if (Array.isArray(input)) {
    input.forEach((value, k) =>
      checkUnknownMembers(value, (known as unknown[])[k], `${pointer}/${k}`, file),
    );
    return;
  }
  if (input === null || typeof input !== 'object') return;
  for (const [key, value] of Object.entries(input)) {
    const path = `${pointer}/${key}`;
    if (!Object.hasOwn(known as object, key)) {
      throw new DryrunError({
        code: 'scenario.unknown_member',
        file,
        place: path,
        what: `"${key}" is not something a scenario can have here.`,
        mend: 'Check the spelling, or take it out.',
        params: { key },
      });
    }
    checkUnknownMembers(value, (known as Record<string, unknown>)[key], path, file);
  }
}

function checkUniqueIds(scenario: Scenario, file: string): void {
  const seen = new Set<string>();
  for (const { id } of [...scenario.forcings, ...scenario.measures]) {
    if (seen.has(id)) {
      throw new DryrunError({
        code: 'scenario.duplicate_id',
        file,
        place: id,
        what: `Two forcings or measures have the id "${id}".`,
        mend: 'Give each an id of its own.',
        params: { id },
      });
    }
    seen.add(id);
  }
}
