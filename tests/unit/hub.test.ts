import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type Hub } from '../../src/hub/server';

let hub: Hub;
let folder: string;

beforeAll(async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'dryrun-hub-'));
  writeFileSync(path.join(root, 'index.html'), '<!doctype html><title>x</title>');
  writeFileSync(path.join(root, 'data.bin'), Buffer.from('0123456789'));
  writeFileSync(path.join(path.dirname(root), 'dryrun-secret.txt'), 'secret');
  folder = root;
  hub = await startHub({ root, port: 0 });
});
afterAll(() => hub.close());

describe('hub server', () => {
  it('sends the headers that isolate the page and keep everything on this origin', async () => {
    const answer = await fetch(hub.url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(answer.headers.get('content-security-policy')).not.toMatch(/'unsafe-eval'|https?:/);
  });

  it('answers range requests', async () => {
    const answer = await fetch(`${hub.url}data.bin`, { headers: { Range: 'bytes=2-5' } });
    expect(answer.status).toBe(206);
    expect(await answer.text()).toBe('2345');
  });

  it('gives nothing outside its folder and takes no writes', async () => {
    for (const evil of [
      '/../dryrun-secret.txt',
      '/%2e%2e/dryrun-secret.txt',
      '/..%2fdryrun-secret.txt',
    ]) {
      expect(await rawGet(evil)).not.toContain('secret');
    }
    expect((await fetch(hub.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('serves a city package under its name, with ranges, and nothing above it', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'dryrun-package-'));
    writeFileSync(path.join(other, 'city.json'), '{"dryrun":1}');
    const server = await startHub({ root: folder, port: 0, packages: { 'my city': other } });
    const base = `${server.url}packages/my%20city/`;
    expect(await (await fetch(`${base}city.json`)).text()).toBe('{"dryrun":1}');
    const part = await fetch(`${base}city.json`, { headers: { Range: 'bytes=1-8' } });
    expect(await part.text()).toBe('"dryrun"');
    expect((await fetch(`${base}missing.tif`)).status).toBe(404);
    expect((await fetch(`${base}..%2f..%2fdryrun-secret.txt`)).status).toBe(404);
    await server.close();
  });

  it('takes the next port when one is taken', async () => {
    const port = Number(new URL(hub.url).port);
    const second = await startHub({ root: folder, port });
    expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
    await second.close();
  });
});

/** A GET whose path is sent as it is (fetch would clean it up). */
function rawGet(rawPath: string): Promise<string> {
  const { hostname, port } = new URL(hub.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: rawPath }, (res) => {
      let body = '';
      res.on('data', (d: Buffer) => (body += d.toString()));
      res.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}
