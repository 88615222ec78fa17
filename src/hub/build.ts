/**
 * `npm run build`: kernels, the embedded city, then the app into `dist/`. Each step is skipped by
 * its own means when nothing it depends on has changed; `ensureBuilt` skips the whole.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const SOURCES = [
  'src',
  'scenes',
  'workers',
  'assets',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
];

/** Folder of the built app. */
export const DIST = path.join(root, 'dist');

/** Builds everything. Output of the steps goes to stderr. */
export function buildAll(): void {
  step('workers/build.ts');
  step('src/cli/buildCity.ts');
  execFileSync(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // Whoever builds, a person or a test runner: what is built is what ships.
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

/** Builds if there is no build or a source is newer than it. */
export function ensureBuilt(): void {
  const built = path.join(DIST, 'index.html');
  const fresh =
    existsSync(built) && newest(SOURCES.map((s) => path.join(root, s))) <= statSync(built).mtimeMs;
  if (fresh) return;
  console.error('Building Dryrun (about a minute the first time) …');
  buildAll();
}

function step(script: string): void {
  execFileSync(process.execPath, ['--import', 'tsx', path.join(root, script)], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
}

function newest(paths: readonly string[]): number {
  let latest = 0;
  for (const p of paths) {
    const s = statSync(p);
    const own = s.isDirectory() ? newest(readdirSync(p).map((n) => path.join(p, n))) : s.mtimeMs;
    if (!p.endsWith('.generated.ts')) latest = Math.max(latest, own);
  }
  return latest;
}

if (process.argv[1] === import.meta.filename) buildAll();
