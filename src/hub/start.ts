/** `npm start`: builds if needed, serves, prints the URL and opens the browser where there is one. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import open from 'open';
import { DIST, ensureBuilt } from './build';
import { startHub } from './server';

const options = new Command('start')
  .description('Serve Dryrun on this machine')
  .option('--port <number>', 'port to serve on (the next free one if taken)', portNumber, 4173)
  .option('--city <folder>', 'city package to open instead of the embedded city')
  .option('--no-open', 'do not open a browser')
  .parse()
  .opts<{ port: number; city?: string; open: boolean }>();

if (options.city !== undefined && !existsSync(path.join(options.city, 'city.json'))) {
  console.error(`${options.city}: there is no city.json in it. Name the folder of a city package.`);
  process.exit(2);
}
ensureBuilt();
const name = options.city === undefined ? undefined : path.basename(path.resolve(options.city));
const hub = await startHub({
  root: DIST,
  port: options.port,
  ...(name !== undefined && { packages: { [name]: options.city! } }),
});
const url = name === undefined ? hub.url : `${hub.url}?city=packages/${encodeURIComponent(name)}/`;
console.log(`Dryrun is served at ${url}  (Ctrl+C ends it)`);

// A browser is opened for a person at a screen only: not over SSH, not in CI, not when piped.
const hasScreen =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
if (options.open && hasScreen && process.stdout.isTTY && !process.env['CI']) {
  const child = await open(url);
  child.on('error', () => {
    console.error(`No browser could be opened; visit ${url}`);
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void hub.close().then(() => process.exit(0));
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
  }
  return port;
}
