/** What the app uses of the document, as one chunk of its own: the first script does without Yjs. */
import * as v from 'valibot';
import { DEFAULT_SETTINGS } from '../../document/changes';
import { BASELINE_ID, type ScenarioNode } from '../../document/entries';
import type { ScenarioDocument } from '../../document/scenarioDocument';
import { damageModelSchema, type DamageModel } from '../../rehearsal/indicators/damage';
import { presetRain, STORM_PRESETS } from '../scenario/storms';

export { databaseName, openDocument, unkeptDocument } from '../../document/open';
export { exportDocument, importDocument } from '../../document/file';
export { forgetVersion, keepVersion, restoreVersion, versionsOf } from '../../document/versions';

/** The damage model a document says, if it is one. */
export function damageOf(document: ScenarioDocument): DamageModel | null {
  const found = v.safeParse(damageModelSchema, document.assumption('damage'));
  return found.success ? found.output : null;
}

const FIRST_STORM = STORM_PRESETS[0]!;

/** What a new document holds: the City as it is on a dry day, and a first storm below it. */
export function firstNodes(stormId: string, stormName: string): readonly ScenarioNode[] {
  const bare = { note: '', order: 0, removed: false, measures: {} };
  const { rows, design } = presetRain(FIRST_STORM);
  const intensityMmH = rows.map(([t, v]): [number, number] => [t, v]);
  return [
    {
      ...bare,
      id: BASELINE_ID,
      parent: null,
      name: '',
      settings: DEFAULT_SETTINGS,
      forcings: {},
    },
    {
      ...bare,
      id: stormId,
      parent: BASELINE_ID,
      name: stormName,
      settings: {},
      forcings: { rain: { kind: 'rain', id: 'rain', intensityMmH, ...(design && { design }) } },
    },
  ];
}
