import type { Problem } from '../../src/domain/errors';
import type { EngineName, Frame } from '../../src/domain/frame';
import type { Measure } from '../../src/domain/scenario';
import type { ApplyResult, EngineInfo } from './protocol';

/**
 * The table of what crosses the boundary to an engine worker: arguments and result of each call.
 * Both ends are typed by it; a message that is not in it is refused by name.
 */
export interface Calls {
  create: { args: { engine: EngineName }; result: void };
  prepare: { args: { setup: unknown }; result: EngineInfo };
  advance: { args: { untilS: number }; result: void };
  apply: { args: { measures: readonly Measure[]; atS: number }; result: ApplyResult };
  feed: { args: { frame: Frame }; result: void };
  snapshot: { args: null; result: Uint8Array };
  restore: { args: { bytes: Uint8Array }; result: void };
  dispose: { args: null; result: void };
}
export type CallName = keyof Calls;

/** To the worker: a call, or the cancel of one, which overtakes calls waiting in the queue. */
export type ToWorker =
  | {
      readonly [K in CallName]: {
        readonly type: 'call';
        readonly id: number;
        readonly call: K;
        readonly args: Calls[K]['args'];
      };
    }[CallName]
  | { readonly type: 'cancel'; readonly id: number };

/** What became of a call that did not end well. Error classes do not survive structured clone. */
export type Failure =
  | { readonly kind: 'abort' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'defect'; readonly message: string; readonly stack?: string };

/** From the worker: frames of a running call, its end, and a sign of life every second. */
export type FromWorker =
  | { readonly type: 'frame'; readonly id: number; readonly frame: Frame }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'beat' };

/** Milliseconds between two signs of life. */
export const BEAT_MS = 1000;

/** One end of the boundary: a browser worker, a Node worker or a test's channel. */
export interface Port<In, Out> {
  post(message: Out, transfer: ArrayBuffer[]): void;
  /** `onDeath` is called when the other end is known to be gone, with what is known of the reason. */
  listen(onMessage: (message: In) => void, onDeath: (reason: string) => void): void;
}

/** A worker as the client sees it. How it is created is the business of bundler, Node or test. */
export interface WorkerLike extends Port<FromWorker, ToWorker> {
  terminate(): void;
}

/**
 * The buffers of a value that may be transferred: those of typed arrays that cover their buffer
 * whole (a view on a part is cloned, so that the rest of the buffer stays with its owner).
 */
export function transferables(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const walk = (v: unknown): void => {
    if (typeof v !== 'object' || v === null) return;
    if (ArrayBuffer.isView(v)) {
      if (v.buffer instanceof ArrayBuffer && v.byteLength === v.buffer.byteLength) {
        found.add(v.buffer);
      }
    } else if (Array.isArray(v)) {
      // Lists of ids are long and hold nothing; lists of records are walked.
      if (typeof v[0] === 'object') for (const item of v) walk(item);
    } else for (const item of Object.values(v)) walk(item);
  };
  walk(value);
  return [...found];
}
