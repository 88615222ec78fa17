import { releaseProxy, transfer, wrap, type Remote } from 'comlink';
import type { City } from '../../src/domain/city';
import { packCity, packedTransferables } from './worker/packCity';
import type { CityWorkerApi } from './worker/cityWorker';

/** The scene's worker, holding one packed City. */
export class CityWorkerClient {
  readonly api: Remote<CityWorkerApi>;
  private readonly worker: Worker;
  /** Work handed over and not yet answered. */
  pending = 0;

  private constructor() {
    this.worker = new Worker(new URL('./worker/cityWorker.ts', import.meta.url), {
      type: 'module',
      name: 'dryrun-city-scene',
    });
    this.api = wrap<CityWorkerApi>(this.worker);
  }

  /** Starts a worker with a City in it. `filled` is the terrain where holes had to be filled, else null. */
  static async open(
    city: City,
    fadeM: number,
  ): Promise<{ client: CityWorkerClient; filled: Float32Array | null }> {
    const client = new CityWorkerClient();
    const packed = await packCity(city);
    const filled = await client.ask(
      client.api.open(transfer(packed, packedTransferables(packed)), fadeM),
    );
    return { client, filled };
  }

  async ask<T>(work: Promise<T>): Promise<T> {
    this.pending++;
    try {
      return await work;
    } finally {
      this.pending--;
    }
  }

  dispose(): void {
    this.api[releaseProxy]();
    this.worker.terminate();
  }
}
