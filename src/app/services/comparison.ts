import type { Shown } from '../../../scenes/shared/scene';
import { isAbort } from '../../domain/errors';
import type { Scenario } from '../../domain/scenario';
import type { DamageModel } from '../../rehearsal/indicators/damage';
import type { Indicator } from '../../rehearsal/indicators/catalogue';
import { i18n } from '../i18n/i18n';
import { compareStore } from '../stores/compare';
import { clockStore } from '../stores/clock';
import { scenarioStore } from '../stores/scenario';
import { announce, showProblem } from '../stores/ui';
import type { CityHandle } from './cityHandle';
import type { Documents } from './documents';
import { momentOf } from './moment';
import { problemOf } from './problems';
import type { Runs } from './runs';

/** The counting comes in a chunk of its own, with the first comparison. */
const loadParts = () => import('./comparisonParts');

interface Deps {
  readonly runs: Runs;
  readonly documents: Documents;
  readonly city: () => CityHandle | null;
}

/**
 * Compares two scenarios: runs what has not been run, counts the indicators of both from their
 * frames, and gives the scene A, B or their difference.
 */
export class Comparison {
  readonly #deps: Deps;
  /** Indicators by run and damage model: counted once. */
  readonly #counted = new Map<string, readonly Indicator[]>();
  #abort: AbortController | null = null;
  #difference: Awaited<ReturnType<typeof loadParts>>['differenceFrame'] | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Compares the scenario looked at with the one it branches off from, or two others. */
  async open(pair: { readonly a?: string; readonly b?: string } = {}): Promise<void> {
    const { rows, current } = scenarioStore.getState();
    const b = pair.b ?? current;
    const a = pair.a ?? rows.find((r) => r.id === b)?.parent ?? b;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    compareStore.setState((s) => ({
      ...s,
      isOpen: true,
      a,
      b,
      phase: 'running',
      rows: [],
      runs: null,
      isStale: false,
      problem: null,
      view: 'after',
    }));
    try {
      await this.#compare(a, b, abort.signal);
    } catch (error) {
      if (this.#abort !== abort || isAbort(error)) return;
      compareStore.setState({ phase: 'failed', problem: problemOf(error, 'compare.failed') });
    }
  }

  /** Says when the rows on show are no longer those of the document. Returns the unsubscriber. */
  watch(): () => void {
    return scenarioStore.subscribe(() => {
      const { phase, isStale } = compareStore.getState();
      if (phase === 'ready' && !isStale && this.#isOld()) compareStore.setState({ isStale: true });
    });
  }

  /** Scenarios and damage model that the rows were counted from. */
  #from: { readonly a: Scenario; readonly b: Scenario; readonly damage: string } | null = null;

  #isOld(): boolean {
    const { documents } = this.#deps;
    const { a, b } = compareStore.getState();
    if (!this.#from || a === null || b === null || !scenarioStore.getState().isOpen) return false;
    const { document } = documents;
    // A scenario is the same object until something in it changes.
    return (
      document.scenario(a) !== this.#from.a ||
      document.scenario(b) !== this.#from.b ||
      JSON.stringify(documents.damage()) !== this.#from.damage
    );
  }

  close(): void {
    this.#abort?.abort();
    this.#abort = null;
    compareStore.setState(compareStore.getInitialState());
  }

  /** Another City: nothing of the old one's runs counts any more. */
  forget(): void {
    this.#counted.clear();
    this.close();
  }

  /** The moment to show where the comparison shows something else than the run on show; else null. */
  moment(timeS: number): Promise<Shown> | null {
    const { isOpen, view, runs } = compareStore.getState();
    if (!isOpen || !runs || view === 'after') return null;
    if (view === 'difference') return this.#differenceAt(timeS);
    const before = this.#deps.runs.handle(runs.a);
    return before && momentOf(before, timeS);
  }

  async #differenceAt(timeS: number): Promise<Shown> {
    const pair = compareStore.getState().runs;
    const make = this.#difference;
    if (!pair || !make) return {};
    const { runs } = this.#deps;
    const [a, b] = await Promise.all([
      runs.handle(pair.a)?.frames('flood').at(timeS) ?? null,
      runs.handle(pair.b)?.frames('flood').at(timeS) ?? null,
    ]);
    const frame = a && b && make(a.frame, b.frame);
    return frame ? { flood: { frame, next: null, mix: 0 } } : {};
  }

  async #compare(a: string, b: string, signal: AbortSignal): Promise<void> {
    const { runs, documents } = this.#deps;
    const { document } = documents;
    const [before, after] = [document.scenario(a), document.scenario(b)];
    this.#from = { a: before, b: after, damage: JSON.stringify(documents.damage()) };
    const parts = await loadParts();
    this.#difference = parts.differenceFrame;
    const runA = await this.#finished(before, parts.contentKey, signal);
    const runB = await this.#finished(after, parts.contentKey, signal);
    signal.throwIfAborted();
    compareStore.setState({ phase: 'counting', runs: { a: runA, b: runB } });
    runs.show(runB);
    clockStore.setState((s) => ({ timeS: s.availableS }));
    const damage = documents.damage() ?? parts.DEFAULT_DAMAGE;
    const indicatorsA = await this.#count(runA, before, damage, parts, signal);
    const indicatorsB = await this.#count(runB, after, damage, parts, signal);
    signal.throwIfAborted();
    const rows = parts.compareIndicators(indicatorsA, indicatorsB);
    compareStore.setState({ phase: 'ready', rows });
    announce(i18n.t('compare.announce', { n: rows.filter((r) => r.verdict !== 'same').length }));
  }

  /** The run of a scenario as it stands now, once it is done: one that is there, or a new one. */
  async #finished(
    scenario: Scenario,
    keyOf: (s: Scenario) => string,
    signal: AbortSignal,
  ): Promise<number> {
    const { runs } = this.#deps;
    const key = keyOf(scenario);
    const id = runs.find((r) => keyOf(r.scenario) === key) ?? (await runs.next(scenario, signal));
    await runs.ended(id, signal);
    return id;
  }

  async #count(
    run: number,
    scenario: Scenario,
    damage: DamageModel,
    parts: Awaited<ReturnType<typeof loadParts>>,
    signal: AbortSignal,
  ): Promise<readonly Indicator[]> {
    const costs = scenario.measures.map((m) => m.cost ?? 0);
    const key = `${run}:${JSON.stringify([damage, costs])}`;
    const known = this.#counted.get(key);
    if (known) return known;
    const city = this.#deps.city();
    const frames = this.#deps.runs.handle(run)?.frames('flood');
    if (!city || !frames) throw new DOMException('The city was closed.', 'AbortError');
    const { indicators } = await parts.floodIndicators(city.city, scenario, frames, {
      damage,
      signal,
    });
    this.#counted.set(key, indicators);
    return indicators;
  }
}

/** Shows what went wrong in a comparison as a message, with a way to try again. Returns the unsubscriber. */
export function tellProblems(): () => void {
  return compareStore.subscribe((now, before) => {
    if (now.problem && now.problem !== before.problem) showProblem(now.problem, ['compare.open']);
  });
}
