import { wrap, type Remote } from 'comlink';
import { DryrunError } from '../../domain/errors';

/**
 * A comlink worker whose calls settle even when it dies (comlink alone leaves them hanging), and that
 * is made anew for the next call after a death.
 */
export class GuardedWorker<Api> {
  readonly #create: () => Worker;
  readonly #code: string;
  #worker: Worker | null = null;
  #api: Remote<Api> | null = null;
  #died: Promise<never> | null = null;

  /** @param code code of the problem that calls reject with when the worker dies. */
  constructor(create: () => Worker, code = 'worker.died') {
    this.#create = create;
    this.#code = code;
  }

  /** Calls the worker; rejects with a `DryrunError` where it dies before it answers. */
  call<T>(act: (api: Remote<Api>) => Promise<T>): Promise<T> {
    const { api, died } = this.#start();
    return Promise.race([act(api), died]);
  }

  /** Ends the worker; calls under way reject. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): { api: Remote<Api>; died: Promise<never> } {
    if (!this.#worker) {
      const worker = this.#create();
      this.#worker = worker;
      this.#api = wrap<Api>(worker);
      this.#died = new Promise<never>((_, reject) => {
        worker.addEventListener('error', (e) => {
          if (this.#worker === worker) this.#worker = null;
          worker.terminate();
          reject(deathOf(this.#code, e.message));
        });
      });
      // Nobody may be waiting when it dies.
      this.#died.catch(() => undefined);
    }
    return { api: this.#api!, died: this.#died! };
  }
}

function deathOf(code: string, reason: string): DryrunError {
  return new DryrunError({
    code,
    what: `The background process that was at work has stopped${reason ? `: ${reason}` : ''}.`,
    mend: 'Start it again; nothing you entered is lost.',
    params: { reason },
  });
}
