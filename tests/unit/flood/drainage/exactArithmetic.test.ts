import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');

/** What decides a run's bits: engines and what their set-ups are made of. */
const DECIDING = [
  'workers/flood',
  'workers/runtime',
  'src/io/swmm',
  'src/rehearsal',
  'src/domain/drainageUnits.ts',
];

/** Code that runs at build only, in WebAssembly (whose arithmetic is exact), or on results. */
const FREE = [/\/assembly\//, /\.generated\.ts$/, /^src\/rehearsal\/indicators\//];

/** Functions the ECMAScript standard lets every engine round as it likes. */
const INEXACT =
  /Math\.(pow|exp|expm1|log|log1p|log2|log10|cbrt|hypot|a?sinh?|a?cosh?|a?tanh?|atan2)\b|\*\*/g;

function sources(entry: string): string[] {
  if (entry.endsWith('.ts')) return [entry];
  return readdirSync(path.join(root, entry), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .map((f) => `${entry}/${f}`);
}

/** The program text without comments and without whole powers of two, which are exact. */
function code(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '')
    .replaceAll(/\b2 \*\* \d+/g, '');
}

describe('arithmetic that decides a run', () => {
  it('uses no function whose last bits depend on the engine (src/domain/exactMath has them)', () => {
    const files = DECIDING.flatMap(sources).filter((f) => !FREE.some((free) => free.test(f)));
    expect(files.length).toBeGreaterThan(40);
    const found = files.flatMap((f) => (code(f).match(INEXACT) ?? []).map((hit) => `${f}: ${hit}`));
    expect(found).toEqual([]);
  });
});
