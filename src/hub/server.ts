import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

/**
 * Headers of every answer. COOP and COEP give the page SharedArrayBuffer; the CSP lets nothing in
 * from elsewhere. `wasm-unsafe-eval` is for compiling WebAssembly only; inline styles are what the
 * scene and component libraries set on elements.
 */
export const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
};

export interface Hub {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  close(): Promise<void>;
}

export interface HubOptions {
  /** Folder of the built app. */
  readonly root: string;
  /** Port to serve on, or the next free one of the twenty after it; 0: any free one. */
  readonly port: number;
  /** City packages besides the embedded one, by the name they get: served at `/packages/NAME/`. */
  readonly packages?: Readonly<Record<string, string>>;
}

/** Serves the app and city packages on the loopback address, with range requests. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const files = sirv(options.root, { etag: true, dev: false, dotfiles: false });
  const packages = Object.entries(options.packages ?? {}).map(([name, folder]) => ({
    prefix: `/packages/${encodeURIComponent(name)}/`,
    serve: sirv(folder, { etag: true, dev: false, dotfiles: false }),
  }));
  const server = createServer((req, res) => {
    for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.writeHead(405, { Allow: 'GET, HEAD' }).end('Only GET and HEAD are served here.\n');
      return;
    }
    const missing = (): void => {
      res.writeHead(404).end('Not found.\n');
    };
    const own = packages.find((p) => req.url?.startsWith(p.prefix));
    if (!own) {
      files(req, res, missing);
      return;
    }
    req.url = req.url!.slice(own.prefix.length - 1);
    own.serve(req, res, missing);
  });
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, first: number): Promise<number> {
  const last = first === 0 ? 0 : first + 20;
  for (let port = first; ; port++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= last) throw error;
    }
  }
}
