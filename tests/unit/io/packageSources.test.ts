import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync, type Zippable } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { DryrunError } from '../../../src/domain/errors';
import { blobReader, memoryReader } from '../../../src/io/geotiff/byteReader';
import { filesSource } from '../../../src/io/package/folderSource';
import { httpSource } from '../../../src/io/package/httpSource';
import { frameOf, readManifest } from '../../../src/io/package/manifest';
import { openCityPackage } from '../../../src/io/package/open';
import { memorySink, zipSink } from '../../../src/io/package/sink';
import { memorySource, type PackageSource } from '../../../src/io/package/source';
import { openTerrain } from '../../../src/io/package/terrain';
import { writeCityPackage } from '../../../src/io/package/write';
import { readZipDirectory, ZIP_LIMITS } from '../../../src/io/package/zip/directory';
import { zipSource } from '../../../src/io/package/zip/zipSource';
import { tinyCity } from '../../fixtures/tinyCity';

const written = (async () => {
  const sink = memorySink();
  const { digest } = await writeCityPackage(tinyCity(), sink);
  return { files: sink.files, digest };
})();

async function refusal(work: Promise<unknown>): Promise<DryrunError> {
  const error: unknown = await work.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DryrunError);
  return error as DryrunError;
}

/** A zip of the package with a folder in front, made by another program than ours. */
async function zipOf(prefix: string, extra: Zippable = {}): Promise<Uint8Array> {
  const { files } = await written;
  const entries: Zippable = {};
  for (const [href, bytes] of files) entries[prefix + href] = bytes;
  return zipSync({ ...entries, ...extra });
}

const open = (bytes: Uint8Array): Promise<PackageSource> =>
  zipSource(memoryReader('city.zip', bytes));

describe('a package in a zip', () => {
  it('opens, also where the folder itself was zipped and the system left its litter', async () => {
    const { digest } = await written;
    for (const prefix of ['', 'my city/']) {
      const source = await open(
        await zipOf(prefix, {
          '__MACOSX/city.json': new Uint8Array(3),
          [`${prefix}.DS_Store`]: new Uint8Array(9),
        }),
      );
      expect((await openCityPackage(source)).digest).toBe(digest);
    }
  });

  it('opens as the sink wrote it, and the sink writes the same bytes again', async () => {
    const blobs: Blob[] = [];
    for (let i = 0; i < 2; i++) {
      const sink = zipSink();
      await writeCityPackage(tinyCity(), sink, { gzip: true });
      blobs.push(sink.finish());
    }
    const [a, b] = await Promise.all(blobs.map((blob) => blob.arrayBuffer()));
    expect(Buffer.from(a!).equals(Buffer.from(b!))).toBe(true);
    const source = await zipSource(blobReader('city.zip', blobs[0]!));
    expect((await openCityPackage(source)).digest).toBe((await written).digest);
    // Rasters are stored, so that a window can be read without unpacking.
    const manifest = await readManifest(source);
    const layer = manifest.layers.find((l) => l.kind === 'terrain')!;
    const terrain = await openTerrain(source, layer, frameOf(manifest));
    expect(await terrain.readWindow({ minX: 0, minY: 0, maxX: 10, maxY: 10 })).toMatchObject({
      grid: { cols: 5, rows: 5 },
    });
  });

  const unsafe = ['../city.json', 'a/../../b.txt', '/etc/passwd', 'a\\b.txt', 'C:/x.txt', 'a//b'];
  for (const path of unsafe) {
    it(`is refused with the path ${path}`, async () => {
      const bytes = await zipOf('', { [path]: new Uint8Array(4) });
      expect(await refusal(open(bytes))).toMatchObject({
        code: 'zip.unsafe_path',
        file: 'city.zip',
        place: path,
      });
    });
  }

  it('is refused with a path twice', async () => {
    const bytes = zipSync({ 'aa.txt': new Uint8Array(4), 'ab.txt': new Uint8Array(4) });
    const doubled = Buffer.from(bytes.map((v) => v));
    for (let at = doubled.indexOf('ab.txt'); at >= 0; at = doubled.indexOf('ab.txt')) {
      doubled.write('aa.txt', at);
    }
    expect(await refusal(open(doubled))).toMatchObject({ code: 'zip.duplicate', place: 'aa.txt' });
  });

  /** Writes into the one central-directory entry of a zip. */
  function spoiled(bytes: Uint8Array, offset: number, value: number, size: 2 | 4): Uint8Array {
    const out = bytes.slice();
    const at = Buffer.from(out.buffer).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const view = new DataView(out.buffer);
    if (size === 2) view.setUint16(at + offset, value, true);
    else view.setUint32(at + offset, value, true);
    return out;
  }
  const single = zipSync({ 'city.json': new TextEncoder().encode('{"dryrun": 1}'.repeat(100)) });

  it('is refused with a file of 2 GB, before anything is unpacked', async () => {
    const error = await refusal(open(spoiled(single, 24, 2 ** 31, 4)));
    expect(error).toMatchObject({ code: 'zip.too_large', place: 'city.json' });
    expect(error.what).toContain('2147483648');
  });

  it('is refused where a file is encrypted or packed in an unknown way', async () => {
    expect((await refusal(open(spoiled(single, 8, 1, 2)))).code).toBe('zip.encrypted');
    expect((await refusal(open(spoiled(single, 10, 93, 2)))).code).toBe('zip.method');
  });

  it('stops where a file unpacks to more than it declares', async () => {
    const source = await open(spoiled(single, 24, 200, 4));
    expect(await refusal(source.read('city.json'))).toMatchObject({
      code: 'zip.too_large',
      place: 'city.json',
    });
  });

  it('is refused where its files add up to too much, or are too many', async () => {
    const zip = memoryReader('city.zip', await zipOf(''));
    const total = { ...ZIP_LIMITS, totalBytes: 100_000 };
    expect((await refusal(readZipDirectory(zip, total))).code).toBe('zip.too_large');
    expect((await refusal(readZipDirectory(zip, { ...ZIP_LIMITS, entries: 3 }))).code).toBe(
      'zip.too_large',
    );
  });

  it('is refused where files share packed bytes', async () => {
    expect((await refusal(open(spoiled(single, 20, single.length * 2, 4)))).code).toBe(
      'zip.overlap',
    );
  });

  it('names a file that is damaged, and a zip that is cut off or none', async () => {
    const bytes = await zipOf('');
    const { files } = await written;
    const damaged = bytes.slice();
    const at = Buffer.from(damaged.buffer).indexOf('buildings.geojson') + 200;
    damaged.fill(0xaa, at, at + 50);
    const source = await open(damaged);
    expect(await refusal(source.read('buildings.geojson'))).toMatchObject({
      code: 'zip.unreadable',
      place: 'buildings.geojson',
    });
    expect((await refusal(open(bytes.slice(0, 10_000)))).code).toBe('zip.unreadable');
    expect((await refusal(open(files.get('city.json')!))).code).toBe('zip.unreadable');
  });

  it('says that it holds no package', async () => {
    const source = await open(zipSync({ 'readme.txt': new Uint8Array(4) }));
    expect(await refusal(openCityPackage(source))).toMatchObject({
      code: 'package.file_missing',
      file: 'city.json',
    });
  });
});

describe('a package in dropped files', () => {
  it('opens by the paths the browser gives', async () => {
    const { files, digest } = await written;
    const dropped = [...files].map(([href, bytes]) => {
      const file = new File([bytes as Uint8Array<ArrayBuffer>], href.split('/').at(-1)!);
      Object.defineProperty(file, 'webkitRelativePath', { value: `city one/${href}` });
      return file;
    });
    const source = filesSource(dropped);
    expect(source.name).toBe('city one');
    expect((await openCityPackage(source)).digest).toBe(digest);
    expect((await refusal(source.read('nothing.tif'))).code).toBe('package.file_missing');
  });
});

describe('packed layers', () => {
  it('open with the digest of the unpacked ones, also where the server unpacks them', async () => {
    const sink = memorySink();
    const { digest } = await writeCityPackage(tinyCity(), sink, { gzip: true });
    expect(digest).toBe((await written).digest);
    expect(sink.files.has('streets.geojson.gz')).toBe(true);
    expect((await openCityPackage(memorySource(sink.files))).digest).toBe(digest);
    const plain = new Map(sink.files).set(
      'streets.geojson.gz',
      (await written).files.get('streets.geojson')!,
    );
    const city = await openCityPackage(memorySource(plain));
    expect(city.digest).toBe(digest);
    expect(city.notices).toEqual([]);
  });

  it('are refused where they are cut off', async () => {
    const sink = memorySink();
    await writeCityPackage(tinyCity(), sink, { gzip: true });
    const whole = sink.files.get('streets.geojson.gz')!;
    sink.files.set('streets.geojson.gz', whole.slice(0, whole.length - 20));
    expect(await refusal(openCityPackage(memorySource(sink.files)))).toMatchObject({
      code: 'package.gzip',
      file: 'streets.geojson.gz',
    });
  });
});

describe('a package on a server', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** Serves the package; `ranges` false: sends whole files whatever is asked for. */
  async function serve(ranges: boolean, missing: 'page' | '404' = '404') {
    const { files } = await written;
    const log: string[] = [];
    server = createServer((request, response) => {
      const href = decodeURIComponent(request.url!).replace('/cities/tiny/', '');
      const bytes = files.get(href);
      log.push(`${request.method} ${href} ${request.headers.range ?? ''}`.trim());
      if (!bytes) {
        response.writeHead(missing === 'page' ? 200 : 404, { 'content-type': 'text/html' });
        response.end('<html>');
        return;
      }
      const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
      if (ranges && range) {
        const [from, to] = [Number(range[1]), Math.min(Number(range[2]), bytes.length - 1)];
        if (from >= bytes.length) response.writeHead(416).end();
        else
          response
            .writeHead(206, { 'content-length': to - from + 1 })
            .end(bytes.slice(from, to + 1));
        return;
      }
      response.writeHead(200, { 'content-length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/cities/tiny`, log };
  }

  it('opens from the folder or its city.json', async () => {
    const { url } = await serve(true);
    const { digest } = await written;
    expect((await openCityPackage(httpSource(url))).digest).toBe(digest);
    expect((await openCityPackage(httpSource(`${url}/city.json`))).digest).toBe(digest);
    expect(httpSource(url).url!('buildings3d/tileset.json')).toBe(
      `${url}/buildings3d/tileset.json`,
    );
  });

  for (const ranges of [true, false]) {
    it(`reads ranges where the server ${ranges ? 'has' : 'ignores'} them`, async () => {
      const { url, log } = await serve(ranges);
      const whole = (await written).files.get('terrain.tif')!;
      const source = httpSource(url);
      for (const [offset, length] of [
        [0, 100],
        [5000, 70],
        [whole.length - 10, 100],
      ] as const) {
        const part = await source.read('terrain.tif', { offset, length });
        expect(Buffer.from(part)).toEqual(Buffer.from(whole.subarray(offset, offset + length)));
      }
      expect(log).toHaveLength(ranges ? 3 : 1);
      expect(await source.size('terrain.tif')).toBe(whole.length);
    });
  }

  it('says what is missing, also where the server answers with its page', async () => {
    for (const missing of ['404', 'page'] as const) {
      const { url } = await serve(true, missing);
      expect(await refusal(httpSource(url).read('gone.tif'))).toMatchObject({
        code: 'package.file_missing',
        file: 'gone.tif',
      });
      server!.close();
    }
  });

  it('says that the server does not answer, and is stopped by its signal', async () => {
    const { url } = await serve(true);
    const stopped = httpSource(url).read('city.json', undefined, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    server!.close();
    const gone = httpSource('http://127.0.0.1:9/city/');
    expect((await refusal(gone.read('city.json'))).code).toBe('package.unreachable');
  });

  it('refuses a file of more than 2 GB by what the server declares', async () => {
    const huge = httpSource('http://city.test/', {
      fetch: async () =>
        new Response('x', {
          headers: { 'content-length': String(2 ** 31), 'content-type': 'image/tiff' },
        }),
    });
    expect(await refusal(huge.read('terrain.tif'))).toMatchObject({
      code: 'package.file_too_large',
      file: 'terrain.tif',
    });
  });
});
