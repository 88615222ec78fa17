import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { BASELINE_ID } from '../../../src/document/entries';
import type { KeepState } from '../../../src/document/keeper';
import { databaseName, openDocument, type OpenDocument } from '../../../src/document/open';
import type { Problem } from '../../../src/domain/errors';
import { baselineNode, withRainOf } from './helpers';

let told: [KeepState, string | null][] = [];
let opened: OpenDocument[] = [];
let ids = 0;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  told = [];
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const { keeper } of opened) keeper.dispose();
  opened = [];
});

async function open(channel?: BroadcastChannel): Promise<OpenDocument> {
  const next = await openDocument({
    cityId: 'c1',
    newId: () => `s${ids++}`,
    first: () => [baselineNode()],
    retryMs: 20,
    onState: (state: KeepState, problem: Problem | null) =>
      void told.push([state, problem?.code ?? null]),
    ...(channel && { channel }),
  });
  opened.push(next);
  return next;
}

/** Writes pieces into the store as a page of another time would have. */
async function putRaw(...pieces: unknown[]): Promise<void> {
  const db = await openDB(databaseName('c1'), 1, {
    upgrade(d) {
      d.createObjectStore('updates', { autoIncrement: true });
      d.createObjectStore('aside', { autoIncrement: true });
    },
  });
  for (const piece of pieces) await db.add('updates', piece);
  db.close();
}

async function countOf(store: string): Promise<number> {
  const db = await openDB(databaseName('c1'));
  const n = await db.count(store);
  db.close();
  return n;
}

/** A storage that says it is full until told otherwise. */
function fillDisk(): () => void {
  const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  return () => full.mockRestore();
}

describe('the kept document', () => {
  it('is there again after the page was closed', async () => {
    const first = await open();
    const storm = first.document.branch(BASELINE_ID, 'Storm');
    first.document.edit(storm, withRainOf(90));
    await first.keeper.settled();
    first.keeper.dispose();
    const again = await open();
    expect(again.document.tree.rows().map((r) => r.name)).toEqual(['', 'Storm']);
    expect(again.document.scenario(storm)).toEqual(first.document.scenario(storm));
    expect(again.document.canUndo).toBe(false);
    expect(told.at(-1)).toEqual(['saved', null]);
  });

  it('makes many pieces one', async () => {
    const { document, keeper } = await open();
    for (let k = 0; k < 450; k++) {
      document.rename(BASELINE_ID, `Name ${k}`);
      await keeper.settled();
    }
    expect(await countOf('updates')).toBeLessThan(100);
    keeper.dispose();
    expect((await open()).document.tree.node(BASELINE_ID)!.name).toBe('Name 449');
  });

  it('says once that the disk is full, keeps the document, and saves when there is room', async () => {
    const { document, keeper } = await open();
    await keeper.settled();
    const makeRoom = fillDisk();
    document.branch(BASELINE_ID, 'One');
    await keeper.settled();
    document.branch(BASELINE_ID, 'Two');
    await new Promise((r) => setTimeout(r, 80));
    await keeper.settled();
    expect(told.filter(([, code]) => code !== null)).toEqual([['unsaved', 'document.full']]);
    expect(document.tree.rows()).toHaveLength(3);
    expect(keeper.state).toBe('unsaved');
    makeRoom();
    await keeper.retry();
    expect(keeper.state).toBe('saved');
    keeper.dispose();
    expect((await open()).document.tree.rows()).toHaveLength(3);
  });

  it('puts pieces aside that cannot be read, and says so', async () => {
    const { document, keeper } = await open();
    document.branch(BASELINE_ID, 'Storm');
    await keeper.settled();
    keeper.dispose();
    await putRaw(new Uint8Array([9, 9, 9, 255, 255, 255, 255, 1]), 'no bytes at all');
    const again = await open();
    expect(again.document.tree.rows().map((r) => r.name)).toEqual(['', 'Storm']);
    expect(told.map(([, code]) => code)).toContain('document.damaged');
    expect(await countOf('aside')).toBe(2);
  });

  it('refuses what a newer Dryrun wrote and leaves it as it is', async () => {
    const doc = new Y.Doc();
    doc.getMap('meta').set('version', 99);
    doc.getMap('scenarios').set('baseline/name', 'From the future');
    await putRaw(Y.encodeStateAsUpdate(doc));
    await expect(open()).rejects.toMatchObject({
      code: 'document.newer',
      params: { version: 99, known: 1 },
    });
    expect(await countOf('updates')).toBe(1);
  });

  it('says that nothing can be kept where there is no storage, and works on', async () => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const { document, keeper } = await open();
    document.branch(BASELINE_ID, 'Storm');
    expect(keeper.state).toBe('off');
    expect(told).toEqual([['off', 'document.off']]);
    expect(document.tree.rows()).toHaveLength(2);
  });

  it('is one document in two tabs', async () => {
    const a = await open(new BroadcastChannel('d'));
    await a.keeper.settled();
    const b = await open(new BroadcastChannel('d'));
    const storm = a.document.branch(BASELINE_ID, 'Storm');
    await vi.waitFor(() => expect(b.document.tree.has(storm)).toBe(true));
    b.document.edit(storm, withRainOf(30));
    await vi.waitFor(() => expect(a.document.scenario(storm).forcings).toHaveLength(1));
    await b.keeper.settled();
    expect(b.document.canUndo).toBe(true);
    b.document.undo();
    expect(b.document.canUndo).toBe(false);
  });
});
