import { isAbort } from '../../domain/errors';
import type { AppPorts, CitySource } from '../ports';
import { cityStore } from '../stores/city';
import { drawStore } from '../stores/draw';
import { selectionStore } from '../stores/selection';
import { announce, showProblem, uiStore } from '../stores/ui';
import { viewStore } from '../stores/view';
import { textOf } from '../i18n/format';
import { i18n } from '../i18n/i18n';
import { CityHandle, summarise } from './cityHandle';
import { problemOf } from './problems';
import type { Runs } from './runs';
import type { SceneHost } from './sceneHost';

/** The city that ships with the app, beside the page. */
export const EMBEDDED_CITY_URL = 'city/city.json';

/** Opens cities one at a time: a new one cancels the one being read; a failed one leaves the old open. */
export class CityOpener {
  readonly #ports: AppPorts;
  readonly #host: SceneHost;
  readonly #runs: Runs;
  #abort: AbortController | null = null;
  #lastSource: CitySource = { kind: 'url', url: EMBEDDED_CITY_URL };
  #handle: CityHandle | null = null;

  constructor(ports: AppPorts, host: SceneHost, runs: Runs) {
    this.#ports = ports;
    this.#host = host;
    this.#runs = runs;
  }

  get handle(): CityHandle | null {
    return this.#handle;
  }

  async open(source: CitySource): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#lastSource = source;
    cityStore.setState({
      phase: 'reading',
      step: 'manifest',
      share: 0,
      sourceLabel: labelOf(source),
      problem: null,
    });
    this.#host.prepare();
    try {
      const loaded = await this.#ports.loadCity(source, abort.signal, ({ name, share }) => {
        if (this.#abort === abort) cityStore.setState({ step: name, share });
      });
      if (this.#abort !== abort) return;
      await this.#take(new CityHandle(loaded));
    } catch (error) {
      if (this.#abort === abort) this.#failed(error);
    } finally {
      if (this.#abort === abort) this.#abort = null;
    }
  }

  retry(): Promise<void> {
    return this.open(this.#lastSource);
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #take(handle: CityHandle): Promise<void> {
    this.#handle = handle;
    selectionStore.setState({ pick: null, probe: null });
    drawStore.setState({ draft: [], section: null, tool: 'select' });
    viewStore.setState({ cutBox: null });
    this.#runs.open(handle);
    cityStore.setState({ phase: 'drawing', share: 1, summary: summarise(handle.city) });
    await this.#host.open(handle);
    cityStore.setState({ phase: 'open' });
    uiStore.setState((s) => (s.dialog === 'open' ? { dialog: null } : s));
    announce(i18n.t('city.announce.open', { name: textOf(handle.city.name) }));
  }

  #failed(error: unknown): void {
    const hadCity = this.#handle !== null;
    if (isAbort(error)) {
      cityStore.setState({ phase: hadCity ? 'open' : 'empty' });
      return;
    }
    const problem = problemOf(error, 'city.failed');
    cityStore.setState({ phase: hadCity ? 'open' : 'failed', problem });
    showProblem(problem, ['city.retry', 'city.embedded', 'city.open']);
  }
}

/** What a person calls a source: its address, or the file or folder name. */
export function labelOf(source: CitySource): string {
  if (source.kind === 'url') return source.url;
  if (source.kind === 'zip') return source.file.name;
  return source.files[0]?.path.split('/')[0] ?? '';
}
