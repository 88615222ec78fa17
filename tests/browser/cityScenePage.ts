import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sirv from 'sirv';
import { build } from 'vite';

/** The page `pages/cityScene.html`, built as the app is and served on a free port. */
export interface ServedPage {
  readonly url: string;
  readonly origin: string;
  close(): Promise<void>;
}

/** Builds and serves a page of `tests/browser/pages`. */
export async function servePage(name: string): Promise<ServedPage> {
  const root = path.resolve(import.meta.dirname, '../..');
  const outDir = mkdtempSync(path.join(tmpdir(), 'dryrun-page-'));
  await build({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      rolldownOptions: { input: path.join(root, 'tests/browser/pages', name) },
    },
  });
  const setHeaders = (res: { setHeader(name: string, value: string): void }): void => {
    res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    res.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  };
  const built = sirv(outDir, { setHeaders });
  const statics = sirv(path.join(root, 'public'), { setHeaders });
  const server: Server = createServer((req, res) => {
    built(req, res, () =>
      statics(req, res, () => {
        res.statusCode = 404;
        res.end();
      }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/tests/browser/pages/${name}`,
    origin,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
