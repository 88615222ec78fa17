import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { canonicalJson } from '../domain/hash';
import type { Entries } from './entries';
import { migrate } from './migrate';
import { DOCUMENT_VERSION, type ScenarioDocument } from './scenarioDocument';

/** A state of all scenarios that was given a name. */
export interface NamedVersion {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface StoredVersion {
  readonly name: string;
  readonly at: number;
  readonly format: number;
  /** JSON of the entries, gzip. */
  readonly packed: Uint8Array;
}

/** The named versions of a document, newest first. */
export function versionsOf(document: ScenarioDocument): NamedVersion[] {
  return [...stored(document).entries()]
    .map(([id, { name, at }]) => ({ id, name, at }))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

/** Keeps the scenarios, as they are now where none are given, under a name. Undo does not take it away. */
export function keepVersion(
  document: ScenarioDocument,
  { id, name, at }: NamedVersion,
  entries: Entries = document.entries(),
): void {
  const packed = packEntries(entries);
  stored(document).set(id, { name, at, format: DOCUMENT_VERSION, packed });
}

/** Puts the scenarios back as they were in a version: one step, which undo takes back. */
export function restoreVersion(document: ScenarioDocument, id: string): void {
  const entries = versionEntries(document, id);
  if (entries) document.replaceAll(entries);
}

export function forgetVersion(document: ScenarioDocument, id: string): void {
  stored(document).delete(id);
}

/** Entries of a version in today's format, or null where there is none of that id. */
export function versionEntries(document: ScenarioDocument, id: string): Entries | null {
  const version = stored(document).get(id);
  return version ? migrate(unpackEntries(version.packed), version.format, undefined) : null;
}

function stored(document: ScenarioDocument): {
  entries(): IterableIterator<[string, StoredVersion]>;
  get(id: string): StoredVersion | undefined;
  set(id: string, version: StoredVersion): unknown;
  delete(id: string): void;
} {
  return document.doc.getMap<StoredVersion>('versions');
}

function packEntries(entries: Entries): Uint8Array {
  return gzipSync(strToU8(canonicalJson(Object.fromEntries(entries))), { mtime: 0 });
}

function unpackEntries(packed: Uint8Array): Entries {
  return new Map(Object.entries(JSON.parse(strFromU8(gunzipSync(packed))) as object));
}
