import { DryrunError } from '../domain/errors';
import type { Entries } from './entries';
import { DOCUMENT_VERSION } from './scenarioDocument';

/** Makes the entries of one version those of the next. */
export type Migration = (entries: Entries) => Entries;

/** By the version they start from. There has been one version so far. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {};

/**
 * Entries of an older document as this build has them.
 *
 * @throws DryrunError `document.newer` for one that a newer Dryrun wrote, `document.version` for one
 *   that has no version.
 */
export function migrate(
  entries: Entries,
  version: unknown,
  file: string | undefined,
  migrations: Readonly<Record<number, Migration>> = MIGRATIONS,
  target: number = DOCUMENT_VERSION,
): Entries {
  if (typeof version !== 'number' || !Number.isInteger(version)) throw noVersion(version, file);
  if (version > target) throw newer(version, target, file);
  let out = entries;
  for (let at = version; at < target; at++) {
    const step = migrations[at];
    if (!step) throw noVersion(version, file);
    out = step(out);
  }
  return out;
}

function newer(version: number, known: number, file: string | undefined): DryrunError {
  return new DryrunError({
    code: 'document.newer',
    ...(file !== undefined && { file }),
    what: `The scenarios were written by a newer Dryrun (format ${version}; this one reads up to ${known}).`,
    mend: 'Open them with the newer Dryrun; nothing in them has been changed.',
    params: { version, known },
  });
}

function noVersion(version: unknown, file: string | undefined): DryrunError {
  const got = JSON.stringify(version) ?? 'none';
  return new DryrunError({
    code: 'document.version',
    ...(file !== undefined && { file }),
    what: `The document's format version is ${got}, which no Dryrun has written.`,
    mend: 'Choose a file that Dryrun exported.',
    params: { version: got },
  });
}
