import type { OpenDocument } from '../../document/open';
import type { ScenarioDocument } from '../../document/scenarioDocument';
import type { Problem } from '../../domain/errors';
import type { Scenario } from '../../domain/scenario';
import type { DamageModel } from '../../rehearsal/indicators/damage';
import { i18n } from '../i18n/i18n';
import { textOf } from '../i18n/format';
import type { CitySummary } from '../stores/city';
import { clockStore } from '../stores/clock';
import { runsStore } from '../stores/runs';
import { scenarioStore } from '../stores/scenario';
import { preferencesStore, showProblem } from '../stores/ui';
import { problemOf } from './problems';

/** The document's code and Yjs with it, in a chunk that comes while the City is being read. */
const loadDocuments = () => import('./documentParts');
type Parts = Awaited<ReturnType<typeof loadDocuments>>;

interface Opened {
  readonly parts: Parts;
  readonly document: ScenarioDocument;
  /** Null where the document is kept nowhere. */
  readonly keeper: OpenDocument['keeper'] | null;
  readonly city: CitySummary;
}

/**
 * The scenarios of the open City: commands edit the document here, the document tells the store, the
 * store tells the panels.
 */
export class Documents {
  #opened: Opened | null = null;
  /** City whose document is wanted last: an earlier one that opens later is closed again. */
  #wanted: string | null = null;

  /** Opens the document of a City. What cannot be read is told; then one that is not kept takes its place. */
  async open(city: CitySummary): Promise<void> {
    if (this.#wanted === city.id) return;
    this.#wanted = city.id;
    this.close();
    const opened = await this.#read(city, await loadDocuments());
    if (this.#wanted !== city.id) {
      dispose(opened);
      return;
    }
    this.#opened = opened;
    const { document } = opened;
    const known = preferencesStore.getState().scenarioOf[city.id];
    document.select(known ?? document.tree.rows()[1]?.id ?? document.current);
    document.on(() => this.#tell());
    this.#tell();
  }

  close(): void {
    if (this.#opened) dispose(this.#opened);
    this.#opened = null;
    scenarioStore.setState(scenarioStore.getInitialState());
  }

  /** Ends all, also an opening under way. */
  dispose(): void {
    this.#wanted = null;
    this.close();
  }

  /** The open document. Commands that need it cannot be done while there is none. */
  get document(): ScenarioDocument {
    return this.#need().document;
  }

  /** Edits the scenario looked at: one step of undo. */
  edit(change: (scenario: Scenario) => Scenario): void {
    const { document } = this.#need();
    document.edit(document.current, change);
  }

  /** An id that nobody else makes. */
  newId(kind: string): string {
    return uniqueId(kind);
  }

  /** The damage model of the document; null: nothing else than usual is assumed. */
  damage(): DamageModel | null {
    return this.#opened?.parts.damageOf(this.#opened.document) ?? null;
  }

  assumeDamage(damage: DamageModel | null): void {
    this.document.assume('damage', damage ?? undefined);
  }

  keepVersion(name: string): void {
    const { parts, document } = this.#need();
    parts.keepVersion(document, { id: uniqueId('version'), name, at: Date.now() });
    this.#tell();
  }

  restoreVersion(id: string): void {
    const { parts, document } = this.#need();
    parts.restoreVersion(document, id);
  }

  forgetVersion(id: string): void {
    const { parts, document } = this.#need();
    parts.forgetVersion(document, id);
    this.#tell();
  }

  /** Hands out all scenarios and versions as one file. */
  exportFile(): { readonly name: string; readonly text: string } {
    const { parts, document, city } = this.#need();
    const text = parts.exportDocument(document, cityOf(city));
    return { name: `${city.id}.dryrun.json`, text };
  }

  /** Takes in a file of scenarios, or of a single one. */
  async importFile(file: File): Promise<void> {
    const { parts, document, city } = this.#need();
    const name = file.name.replace(/\.json$/i, '');
    parts.importDocument(document, await file.text(), file.name, cityOf(city), name);
    this.#tell();
  }

  /** Tries again to save what could not be saved. */
  async retry(): Promise<void> {
    await this.#opened?.keeper?.retry();
  }

  async #read(city: CitySummary, parts: Parts): Promise<Opened> {
    const newId = (): string => uniqueId('s');
    const first = (): ReturnType<typeof parts.firstNodes> =>
      parts.firstNodes(uniqueId('s'), i18n.t('storm.uniform100'));
    try {
      const { document, keeper } = await parts.openDocument({
        cityId: city.id,
        newId,
        first,
        channel: new BroadcastChannel(parts.databaseName(city.id)),
        onState: (kept, problem) => told(kept, problem),
      });
      scenarioStore.setState({ kept: keeper.state });
      return { parts, document, keeper, city };
    } catch (error) {
      told('off', problemOf(error, 'document.failed'));
      return { parts, document: parts.unkeptDocument({ newId, first }), keeper: null, city };
    }
  }

  #tell(): void {
    const opened = this.#opened;
    if (!opened) return;
    const { parts, document, city } = opened;
    const before = scenarioStore.getState();
    const { current } = document;
    scenarioStore.setState({
      isOpen: true,
      scenario: document.scenario(),
      current,
      rows: document.tree.rows(),
      canUndo: document.canUndo,
      canRedo: document.canRedo,
      versions: parts.versionsOf(document),
      damage: parts.damageOf(document),
    });
    if (current !== before.current) {
      preferencesStore.setState((s) => ({ scenarioOf: { ...s.scenarioOf, [city.id]: current } }));
    }
    fitClock(document.scenario());
  }

  #need(): Opened {
    if (!this.#opened) throw new Error('No document is open.');
    return this.#opened;
  }
}

function dispose({ document, keeper }: Opened): void {
  keeper?.dispose();
  document.dispose();
}

function told(kept: ReturnType<typeof scenarioStore.getState>['kept'], problem: Problem | null) {
  scenarioStore.setState({ kept });
  if (!problem) return;
  const ways = kept === 'unsaved' ? ['document.retry', 'document.export'] : [];
  showProblem(problem, ways);
}

/** While no run is on show the timeline is as long as the scenario. */
function fitClock({ horizonS, outputEveryS }: Scenario): void {
  if (runsStore.getState().shown === null) clockStore.setState({ horizonS, stepS: outputEveryS });
}

function uniqueId(kind: string): string {
  return `${kind}-${crypto.randomUUID().slice(0, 13)}`;
}

function cityOf(city: CitySummary): { id: string; name: string } {
  return { id: city.id, name: textOf(city.name) };
}
