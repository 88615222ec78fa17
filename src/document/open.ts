import * as Y from 'yjs';
import type { Entries, ScenarioNode } from './entries';
import { Keeper, type KeeperOptions } from './keeper';
import { migrate } from './migrate';
import { DOCUMENT_VERSION, ScenarioDocument } from './scenarioDocument';

export interface OpenOptions extends Pick<KeeperOptions, 'onState' | 'channel' | 'retryMs'> {
  /** City the scenarios belong to. */
  readonly cityId: string;
  readonly newId: () => string;
  /** Content of a document that was never written to. */
  readonly first: () => readonly ScenarioNode[];
}

export interface OpenDocument {
  readonly document: ScenarioDocument;
  readonly keeper: Keeper;
}

/** Name of the database of a city's document. */
export function databaseName(cityId: string): string {
  return `dryrun.document.${cityId}`;
}

/**
 * The document of a city as it is kept in this browser, or a new one.
 *
 * @throws DryrunError `document.newer` where a newer Dryrun wrote it; it is left as it is.
 */
export async function openDocument(options: OpenOptions): Promise<OpenDocument> {
  const doc = new Y.Doc();
  const { cityId, onState, channel, retryMs } = options;
  const keeper = await Keeper.open(
    doc,
    {
      name: databaseName(cityId),
      onState,
      ...(channel && { channel }),
      ...(retryMs !== undefined && { retryMs }),
    },
    () => void migrated(doc),
  );
  bringUpToDate(doc);
  const document = new ScenarioDocument(doc, options);
  if (document.isEmpty) document.begin(options.first());
  return { document, keeper };
}

/** A document that is kept nowhere: what is left where the kept one cannot be read. */
export function unkeptDocument(options: Pick<OpenOptions, 'newId' | 'first'>): ScenarioDocument {
  const document = new ScenarioDocument(new Y.Doc(), options);
  document.begin(options.first());
  return document;
}

/** Entries in today's format, or null where they are in it already (or there are none yet). */
function migrated(doc: Y.Doc): Entries | null {
  const version = doc.getMap('meta').get('version');
  const entries = doc.getMap('scenarios');
  if (version === undefined && entries.size === 0) return null;
  if (version === DOCUMENT_VERSION) return null;
  return migrate(new Map(entries.entries()), version, undefined);
}

/** Two tabs that migrate at once write the same entries: the result is one. */
function bringUpToDate(doc: Y.Doc): void {
  const entries = migrated(doc);
  if (!entries) return;
  doc.transact(() => {
    const map = doc.getMap('scenarios');
    for (const key of map.keys()) if (!entries.has(key)) map.delete(key);
    for (const [key, value] of entries) map.set(key, value);
    doc.getMap('meta').set('version', DOCUMENT_VERSION);
  });
}
