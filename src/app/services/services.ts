import type { AppPorts } from '../ports';
import { cityStore } from '../stores/city';
import { showProblem } from '../stores/ui';
import { Comparison, tellProblems } from './comparison';
import { Documents } from './documents';
import { CityOpener } from './openCity';
import { handlePick } from './mapInput';
import { startPlayer } from './player';
import { problemOf } from './problems';
import { Runs } from './runs';
import { SceneHost } from './sceneHost';

/** Everything commands and panels act through. One per page. */
export interface Services {
  readonly host: SceneHost;
  readonly runs: Runs;
  readonly cities: CityOpener;
  readonly documents: Documents;
  readonly comparison: Comparison;
  dispose(): void;
}

export function createServices(ports: AppPorts): Services {
  const host = new SceneHost(ports, handlePick, (_kind, error) =>
    showProblem(error.toProblem(), ['scene.restart']),
  );
  const runs = new Runs(ports);
  const cities = new CityOpener(ports, host, runs);
  const documents = new Documents();
  const comparison = new Comparison({ runs, documents, city: () => cities.handle });
  const stopTelling = [tellProblems(), comparison.watch()];
  const stopPlayer = startPlayer(runs, host, comparison);
  // A City's scenarios are read while its scene is still being drawn.
  const stopDocuments = cityStore.subscribe(({ summary }, before) => {
    if (!summary || summary === before.summary) return;
    comparison.forget();
    documents
      .open(summary)
      .catch((error: unknown) => showProblem(problemOf(error, 'document.failed')));
  });
  return {
    host,
    runs,
    cities,
    documents,
    comparison,
    dispose: () => {
      for (const stop of stopTelling) stop();
      comparison.forget();
      stopDocuments();
      documents.dispose();
      stopPlayer();
      runs.close();
      host.dispose();
    },
  };
}
