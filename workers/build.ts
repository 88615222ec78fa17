/**
 * Compiles every AssemblyScript kernel (`kernel/assembly/index.ts` in an engine's folder or in one of
 * its parts) to WebAssembly and writes it as base64 into `kernel/<folder>.generated.ts`, so that one
 * import works in the browser, in Node and in tests alike. Skips kernels whose sources have not
 * changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const workers = import.meta.dirname;

for (const folder of foldersOf(workers).flatMap((engine) => [engine, ...foldersOf(engine)])) {
  const assembly = path.join(folder, 'kernel', 'assembly');
  if (!existsSync(path.join(assembly, 'index.ts'))) continue;
  const name = path.basename(folder);
  const out = path.join(folder, 'kernel', `${name}.generated.ts`);
  const digest = digestOf(assembly);
  if (existsSync(out) && readFileSync(out, 'utf8').includes(digest)) continue;
  const wasm = await compile(path.join(assembly, 'index.ts'), path.join(assembly, 'asconfig.json'));
  writeFileSync(
    out,
    `// Made by workers/build.ts from sources ${digest}. Do not edit.\n` +
      `export const wasmBase64 =\n  '${Buffer.from(wasm).toString('base64')}';\n`,
  );
  console.error(`kernels: ${name} ${(wasm.length / 1024).toFixed(1)} kB`);
}

function foldersOf(parent: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(parent, entry.name));
}

async function compile(entry: string, config: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [entry, '--config', config, '--outFile', 'kernel.wasm'],
    {
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) {
    console.error(stderr.toString());
    throw error ?? new Error(`${entry}: the compiler wrote no module`);
  }
  return binary;
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  const walk = (dir: string): void => {
    for (const name of readdirSync(dir).sort()) {
      const file = path.join(dir, name);
      if (statSync(file).isDirectory()) walk(file);
      else hash.update(name).update(readFileSync(file));
    }
  };
  walk(folder);
  return hash.digest('hex').slice(0, 32);
}
