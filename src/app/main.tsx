import type { AppPorts } from './ports';
import { startApp } from './start';

/** Workers, runs and scenes are fetched while the desk is being painted, not before. */
const loading = import('./browserPorts').then(({ browserPorts }) => browserPorts());
let loaded: AppPorts | null = null;

const ports: AppPorts = {
  loadCity: async (...args) => {
    loaded = await loading;
    return loaded.loadCity(...args);
  },
  createScene: async (kind) => (await loading).createScene(kind),
  // A session is on a City, which was loaded before.
  openSession: (city) => loaded!.openSession(city),
};

await startApp(ports, document.getElementById('root')!);
