import { describe, expect, it } from 'vitest';
import { memorySink } from '../../../src/io/package/sink';
import { memorySource } from '../../../src/io/package/source';
import { writeCityPackage } from '../../../src/io/package/write';
import { tilesetUrl } from '../../../src/io/tiles/objectUrls';
import { tinyCity } from '../../fixtures/tinyCity';

describe('3D Tiles of a package without an address', () => {
  it('can be fetched by object URLs until they are let go of', async () => {
    const sink = memorySink();
    await writeCityPackage(tinyCity(), sink);
    const made = await tilesetUrl(memorySource(sink.files), 'buildings3d/tileset.json');
    const tileset = await (await fetch(made.url)).json();
    expect(tileset.asset.version).toBe('1.1');
    const glb = new Uint8Array(await (await fetch(tileset.root.content.uri)).arrayBuffer());
    expect(Buffer.from(glb).equals(sink.files.get('buildings3d/tiles/0-0-0.glb')!)).toBe(true);
    made.dispose();
    await expect(fetch(made.url)).rejects.toThrow(TypeError);
  });

  it('keep their own address where they have one, and name a tile that is missing', async () => {
    const sink = memorySink();
    await writeCityPackage(tinyCity(), sink);
    const served = {
      ...memorySource(sink.files),
      url: (href: string) => `https://city.test/${href}`,
    };
    expect((await tilesetUrl(served, 'buildings3d/tileset.json')).url).toBe(
      'https://city.test/buildings3d/tileset.json',
    );
    sink.files.delete('buildings3d/tiles/0-0-0.glb');
    await expect(
      tilesetUrl(memorySource(sink.files), 'buildings3d/tileset.json'),
    ).rejects.toMatchObject({
      code: 'package.file_missing',
      file: 'buildings3d/tiles/0-0-0.glb',
    });
  });
});
