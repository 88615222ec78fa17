import { DryrunError } from '../../src/domain/errors';
import { abortError, toFailure } from './failure';
import { BEAT_MS, transferables } from './messages';
import type { FromWorker, Port, ToWorker } from './messages';
import type { Engine } from './protocol';
import { loadEngine } from './registry';

type Call = Extract<ToWorker, { type: 'call' }>;

/**
 * The worker's side: runs calls one after another in the order they came; a cancel is heeded at once,
 * whether its call is running or still waiting.
 */
export function serveEngine(port: Port<ToWorker, FromWorker>): void {
  let engine: Engine<never> | null = null;
  let queue: Promise<void> = Promise.resolve();
  const open = new Map<number, AbortController>();
  const beat = setInterval(() => port.post({ type: 'beat' }, []), BEAT_MS);

  const prepared = (): Engine<never> => {
    if (engine) return engine;
    throw new DryrunError({
      code: 'engine.not_created',
      what: 'An engine worker was called before it was told which engine it is.',
      mend: 'Send "create" first.',
    });
  };

  const perform = async (m: Call, signal: AbortSignal): Promise<unknown> => {
    switch (m.call) {
      case 'create':
        engine = (await loadEngine(m.args.engine)).create();
        return undefined;
      case 'prepare':
        return prepared().prepare(m.args.setup as never);
      case 'advance':
        return prepared().advance(m.args.untilS, signal, (frame) =>
          port.post({ type: 'frame', id: m.id, frame }, transferables(frame)),
        );
      case 'apply':
        return prepared().apply(m.args.measures, m.args.atS);
      case 'feed':
        return prepared().feed?.(m.args.frame);
      case 'snapshot':
        return prepared().snapshot();
      case 'restore':
        return prepared().restore(m.args.bytes);
      case 'dispose':
        engine?.dispose();
        engine = null;
        clearInterval(beat);
        return undefined;
      default:
        throw new DryrunError({
          code: 'engine.unknown_call',
          what: `An engine worker was asked for "${String((m as Call).call)}", which it does not know.`,
          mend: 'Reload: the page and its worker are of different versions.',
        });
    }
  };

  const run = async (m: Call, abort: AbortController): Promise<void> => {
    try {
      if (abort.signal.aborted) throw abortError();
      const result = await perform(m, abort.signal);
      port.post({ type: 'done', id: m.id, result }, transferables(result));
    } catch (error) {
      port.post({ type: 'failed', id: m.id, failure: toFailure(error) }, []);
    } finally {
      open.delete(m.id);
    }
  };

  port.listen(
    (m) => {
      if (m.type === 'cancel') {
        open.get(m.id)?.abort(abortError());
        return;
      }
      const abort = new AbortController();
      open.set(m.id, abort);
      queue = queue.then(() => run(m, abort));
    },
    () => clearInterval(beat),
  );
}
