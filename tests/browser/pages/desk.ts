import { startApp } from '../../../src/app/start';
import { fixturePorts } from '../app/ports';

// The whole app on a tiny city, a flat scene and made-up frames: quick, and the same every time.
await startApp(
  fixturePorts(new URLSearchParams(location.search)),
  document.getElementById('root')!,
);
