import { openDB, type IDBPDatabase } from 'idb';
import * as Y from 'yjs';
import { DryrunError, type Problem } from '../domain/errors';

/**
 * `saved`: all is on disk; `saving`: the newest edit is on its way; `unsaved`: the browser gives no
 * room (it is tried again); `off`: nothing can be kept here.
 */
export type KeepState = 'saved' | 'saving' | 'unsaved' | 'off';

export interface KeeperOptions {
  /** Name of the database: one per document. */
  readonly name: string;
  /** Told of every change of state, and of each problem once. */
  readonly onState: (state: KeepState, problem: Problem | null) => void;
  /** Other tabs with the same document; absent: none are told. */
  readonly channel?: BroadcastChannel;
  /** How long to wait before trying again after a failure, ms. */
  readonly retryMs?: number;
}

const UPDATES = 'updates';
/** Pieces that could not be read: kept for whoever may still make sense of them. */
const ASIDE = 'aside';
const RETRY_MS = 5000;
/** From how many stored pieces on they are made into one. */
const MERGE_FROM = 400;

/**
 * Keeps a Yjs document in IndexedDB: every update is appended as it happens, so a crash loses at most
 * what the browser had not yet written. What cannot be stored stays in memory and is tried again.
 * Updates commute, so any number of tabs append to one store.
 */
export class Keeper {
  readonly #doc: Y.Doc;
  readonly #options: KeeperOptions;
  #db: IDBPDatabase | null = null;
  #pending: Uint8Array[] = [];
  #writing: Promise<void> | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #state: KeepState = 'saved';
  #stored = 0;
  /** Opening may be given up before it is done. */
  #isOver = false;

  private constructor(doc: Y.Doc, options: KeeperOptions) {
    this.#doc = doc;
    this.#options = options;
  }

  /**
   * Reads what is kept into the document, then keeps every change of it. Rejects only where
   * `accept` does, before anything was written; a browser that cannot store is state `off`.
   */
  static async open(
    doc: Y.Doc,
    options: KeeperOptions,
    accept: (doc: Y.Doc) => void,
  ): Promise<Keeper> {
    const keeper = new Keeper(doc, options);
    // Other tabs tell what they have stored: heard before the store is read, nothing falls between.
    options.channel?.addEventListener('message', keeper.#heard);
    await keeper.#load();
    try {
      accept(doc);
    } catch (error) {
      keeper.dispose();
      throw error;
    }
    doc.on('update', keeper.#updated);
    return keeper;
  }

  get state(): KeepState {
    return this.#state;
  }

  /** Resolves when all that was edited so far is stored, or could not be. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Tries now to store what could not be stored. */
  async retry(): Promise<void> {
    this.#clearRetry();
    this.#write();
    await this.settled();
  }

  dispose(): void {
    this.#isOver = true;
    this.#clearRetry();
    this.#doc.off('update', this.#updated);
    this.#options.channel?.removeEventListener('message', this.#heard);
    this.#options.channel?.close();
    const db = this.#db;
    this.#db = null;
    void this.settled().then(() => db?.close());
  }

  async #load(): Promise<void> {
    try {
      this.#db = await openDB(this.#options.name, 1, {
        upgrade(db) {
          db.createObjectStore(UPDATES, { autoIncrement: true });
          db.createObjectStore(ASIDE, { autoIncrement: true });
        },
      });
      const damaged = await this.#read(this.#db);
      if (damaged > 0) this.#set('saved', damagedProblem(damaged));
    } catch (cause) {
      this.#db = null;
      this.#set('off', offProblem(cause));
    }
  }

  /** Applies all stored updates; those that cannot be read are put aside. Returns how many. */
  async #read(db: IDBPDatabase): Promise<number> {
    const tx = db.transaction([UPDATES, ASIDE], 'readwrite');
    const store = tx.objectStore(UPDATES);
    const bad: Promise<unknown>[] = [];
    for (let cursor = await store.openCursor(); cursor; cursor = await cursor.continue()) {
      const bytes: unknown = cursor.value;
      if (applyUpdate(this.#doc, bytes, this)) this.#stored++;
      else bad.push(tx.objectStore(ASIDE).add(bytes), cursor.delete());
    }
    await Promise.all([...bad, tx.done]);
    return bad.length / 2;
  }

  readonly #updated = (update: Uint8Array, origin: unknown): void => {
    // What came from the store or from another tab is stored already.
    if (origin === this || this.#state === 'off') return;
    this.#pending.push(update);
    if (this.#retry === null) this.#write();
  };

  readonly #heard = ({ data }: MessageEvent): void => {
    applyUpdate(this.#doc, data, this);
  };

  #write(): void {
    if (this.#writing || this.#pending.length === 0 || !this.#db) return;
    // A failure stays told until it is over.
    if (this.#state === 'saved') this.#set('saving', null);
    this.#writing = this.#append(this.#db).finally(() => {
      this.#writing = null;
      if (this.#retry === null) this.#write();
    });
  }

  async #append(db: IDBPDatabase): Promise<void> {
    const batch = this.#pending;
    this.#pending = [];
    const update = batch.length === 1 ? batch[0]! : Y.mergeUpdates(batch);
    try {
      const tx = db.transaction(UPDATES, 'readwrite');
      await Promise.all([tx.store.add(update), tx.done]);
      if (++this.#stored >= MERGE_FROM) await this.#merge(db);
      if (!this.#isOver) this.#options.channel?.postMessage(update);
      if (this.#pending.length === 0) this.#set('saved', null);
    } catch (cause) {
      this.#pending.unshift(update);
      this.#failed(cause);
    }
  }

  /** Makes all stored updates one, in one transaction: another tab's are not lost. */
  async #merge(db: IDBPDatabase): Promise<void> {
    const tx = db.transaction(UPDATES, 'readwrite');
    const updates = (await tx.store.getAll()) as Uint8Array[];
    await Promise.all([tx.store.clear(), tx.store.add(Y.mergeUpdates(updates)), tx.done]);
    this.#stored = 1;
  }

  #failed(cause: unknown): void {
    const isFirst = this.#state !== 'unsaved';
    this.#set('unsaved', isFirst ? fullProblem(cause) : null);
    if (this.#isOver) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#write();
    }, this.#options.retryMs ?? RETRY_MS);
  }

  #clearRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #set(state: KeepState, problem: Problem | null): void {
    if (state === this.#state && !problem) return;
    this.#state = state;
    if (!this.#isOver) this.#options.onState(state, problem);
  }
}

/** Applies an update if it is one. A broken update must not leave half of itself in the document. */
function applyUpdate(doc: Y.Doc, bytes: unknown, origin: unknown): boolean {
  if (!(bytes instanceof Uint8Array)) return false;
  try {
    Y.decodeUpdate(bytes);
    Y.applyUpdate(doc, bytes, origin);
    return true;
  } catch {
    return false;
  }
}

function fullProblem(cause: unknown): Problem {
  const isQuota = (cause as Error | null)?.name === 'QuotaExceededError';
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new DryrunError({
    code: isQuota ? 'document.full' : 'document.unsaved',
    what: isQuota
      ? 'There is no room on this device to save your scenarios.'
      : `The browser could not save your scenarios: ${detail}`,
    mend: 'They are safe as long as this page stays open, and saving is tried again. Free disk space, or export them as a file.',
    params: { detail },
  }).toProblem();
}

function offProblem(cause: unknown): Problem {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new DryrunError({
    code: 'document.off',
    what: `This browser keeps nothing here: ${detail}`,
    mend: 'Export your scenarios as a file before you close the page. Outside a private window they are kept.',
    params: { detail },
  }).toProblem();
}

function damagedProblem(count: number): Problem {
  return new DryrunError({
    code: 'document.damaged',
    what: `${count} saved pieces of your scenarios could not be read and were put aside.`,
    mend: 'All others are there. Check the newest scenarios; restore a named version or import a file if something is missing.',
    params: { count },
  }).toProblem();
}
