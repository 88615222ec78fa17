import type { AppPorts } from '../ports';
import { showProblem } from '../stores/ui';
import { CityOpener } from './openCity';
import { handlePick } from './mapInput';
import { startPlayer } from './player';
import { Runs } from './runs';
import { SceneHost } from './sceneHost';

/** Everything commands and panels act through. One per page. */
export interface Services {
  readonly host: SceneHost;
  readonly runs: Runs;
  readonly cities: CityOpener;
  dispose(): void;
}

export function createServices(ports: AppPorts): Services {
  const host = new SceneHost(ports, handlePick, (_kind, error) =>
    showProblem(error.toProblem(), ['scene.restart']),
  );
  const runs = new Runs(ports);
  const cities = new CityOpener(ports, host, runs);
  const stopPlayer = startPlayer(runs, host);
  return {
    host,
    runs,
    cities,
    dispose: () => {
      stopPlayer();
      runs.close();
      host.dispose();
    },
  };
}
