import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SOURCE = path.resolve(import.meta.dirname, '../../../shared/yardstick/flood/bench.c');

/** Plain C for the same scheme, first order, built where its source and a compiler are. */
export interface Yardstick {
  /** M cell-steps per CPU second, best of its repeats. */
  measure(): number;
  dispose(): void;
}

/** Builds the yardstick; null where that is not possible, with the reason on stderr. */
export function buildYardstick(): Yardstick | null {
  if (!existsSync(SOURCE)) {
    console.error('bench flood: the C yardstick is not here, so there are no ratios.');
    return null;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'dryrun-yardstick-'));
  const program = path.join(folder, 'bench');
  const flags = ['-O3', '-march=native', '-ffast-math', '-std=gnu11'];
  try {
    execFileSync('gcc', [...flags, '-o', program, SOURCE, '-lm'], { stdio: 'pipe' });
  } catch {
    console.error('bench flood: no gcc that builds the C yardstick, so there are no ratios.');
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    measure: () => {
      const out = execFileSync(program, ['vfv1', '1000', '1000', '15', '3', 'wet'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return Number(/cpu best ([\d.]+)/.exec(out)![1]);
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}
