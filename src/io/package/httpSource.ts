import { DryrunError, isAbort } from '../../domain/errors';
import { fileMissing, fileTooLarge, MAX_FILE_BYTES, type PackageSource } from './source';

export interface HttpSourceOptions {
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * A package on a static server. Ranges are asked for with `Range`; a server that ignores them and
 * sends the whole file is asked once per file, and ranges are cut from what it sent.
 *
 * @param base URL of the folder `city.json` lies in, or of `city.json`.
 */
export function httpSource(base: string | URL, options: HttpSourceOptions = {}): PackageSource {
  const folder = new URL(base);
  if (folder.pathname.endsWith('.json')) folder.pathname = folder.pathname.replace(/[^/]*$/, '');
  else if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  const request = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  /** Whole files sent by a server without ranges. */
  const whole = new Map<string, Promise<Uint8Array>>();

  const url = (href: string): string =>
    new URL(href.split('/').map(encodeURIComponent).join('/'), folder).href;

  const get = async (href: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await request(url(href), init);
    } catch (cause) {
      if (isAbort(cause)) throw cause;
      throw new DryrunError(
        {
          code: 'package.unreachable',
          file: url(href),
          what: 'The server does not answer.',
          mend: 'Check the address and the connection, then try again.',
        },
        { cause },
      );
    }
    // Servers of single-page apps answer with their page instead of 404.
    const page = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (response.status === 404 || (response.ok && page && !href.endsWith('.html'))) {
      void response.body?.cancel();
      throw fileMissing(folder.href, href);
    }
    if (!response.ok && response.status !== 416) {
      void response.body?.cancel();
      throw new DryrunError({
        code: 'package.unreachable',
        file: url(href),
        what: `The server answers ${response.status} ${response.statusText}.`.replace(' .', '.'),
        mend: 'Check the address and the rights on the server.',
        params: { status: response.status },
      });
    }
    return response;
  };

  return {
    name: folder.href,
    url,
    read: async (href, range, signal) => {
      const init: RequestInit = signal ? { signal } : {};
      if (!range) return body(href, await get(href, init));
      const kept = whole.get(href);
      if (kept) return (await kept).subarray(range.offset, range.offset + range.length);
      const last = range.offset + range.length - 1;
      const response = await get(href, {
        ...init,
        headers: { Range: `bytes=${range.offset}-${last}` },
      });
      if (response.status === 416) return new Uint8Array(); // begins past the end
      if (response.status === 206) return (await body(href, response)).subarray(0, range.length);
      const all = body(href, response);
      whole.set(href, all);
      all.catch(() => whole.delete(href));
      return (await all).subarray(range.offset, range.offset + range.length);
    },
    size: async (href, signal) => {
      const response = await get(href, { method: 'HEAD', ...(signal && { signal }) });
      // With a content encoding the length is that of the compressed body.
      const length = response.headers.get('content-length');
      return length === null || response.headers.has('content-encoding') ? null : Number(length);
    },
  };
}

async function body(href: string, response: Response): Promise<Uint8Array> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > MAX_FILE_BYTES) {
    void response.body?.cancel();
    throw fileTooLarge(href, declared, MAX_FILE_BYTES);
  }
  return new Uint8Array(await response.arrayBuffer());
}
