/**
 * `npm test`: every check in order, one closing line. Static checks first (fast to fail), then the
 * Node tests, the build and its size, then the real browser.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'tests/.out');
const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const outcomes: Outcome[] = [];
outcomes.push(await check('kernels', process.execPath, ['--import', 'tsx', 'workers/build.ts']));
outcomes.push(
  ...(await Promise.all([
    check('types', bin('tsc'), []),
    check('lint', bin('oxlint'), ['--deny-warnings']),
    check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
    check('walls', bin('depcruise'), [
      'src',
      'scenes',
      'workers',
      'assets',
      '--config',
      '.dependency-cruiser.cjs',
    ]),
    check('unused', bin('knip'), ['--no-progress']),
  ])),
);
outcomes.push(await vitest('node'));
const build = await check('build', process.execPath, ['--import', 'tsx', 'src/hub/build.ts']);
outcomes.push(build);
if (build.failed === 0) {
  outcomes.push(await check('size', bin('size-limit'), []));
  outcomes.push(await vitest('browser'));
}

const total = outcomes.reduce((a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
}));
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Runs a command that is one check: its output is shown when it fails. */
async function check(name: string, command: string, args: readonly string[]): Promise<Outcome> {
  const started = process.hrtime.bigint();
  const { code, output } = await run(command, args, false);
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Runs one vitest project, its output shown as it comes, and reads the counts from its JSON report. */
async function vitest(project: string): Promise<Outcome> {
  const report = path.join(out, `${project}.json`);
  const { code } = await run(
    bin('vitest'),
    [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    true,
  );
  try {
    const json = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    };
    const failed = json.numFailedTests || (code === 0 ? 0 : 1);
    return { passed: json.numPassedTests, failed, skipped: json.numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function run(
  command: string,
  args: readonly string[],
  show: boolean,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: show ? 'inherit' : 'pipe' });
    let output = '';
    child.stdout?.on('data', (d: Buffer) => (output += d.toString()));
    child.stderr?.on('data', (d: Buffer) => (output += d.toString()));
    child.on('error', (e) => resolve({ code: 1, output: String(e) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
