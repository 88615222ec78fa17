import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DryrunError, type Notice } from '../../../../src/domain/errors';
import { memoryReader, type ByteReader } from '../../../../src/io/geotiff/byteReader';
import type { ImportFeature } from '../../../../src/io/import/feature';
import { OsmData } from '../../../../src/io/osm/osmData';
import { readOsm } from '../../../../src/io/osm/readOsm';
import { readOsmPbf } from '../../../../src/io/osm/osmPbf';
import { readOsmXml } from '../../../../src/io/osm/osmXml';
import { selectOsm } from '../../../../src/io/osm/selectOsm';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const open = (path: string): ByteReader =>
  memoryReader(basename(path), new Uint8Array(readFileSync(join(DATA, path))));

const xml = (body: string): ByteReader =>
  memoryReader('a.osm', new TextEncoder().encode(`<osm version="0.6">${body}</osm>`));

/** Nodes 1…8: a square of 3 and a smaller one inside. */
const NODES = [
  [0, 0],
  [3, 0],
  [3, 3],
  [0, 3],
  [1, 1],
  [2, 1],
  [2, 2],
  [1, 2],
]
  .map(([x, y], i) => `<node id="${i + 1}" lon="${x}" lat="${y}"/>`)
  .join('');

const way = (id: number, refs: number[], tags: Record<string, string> = {}): string =>
  `<way id="${id}">${refs.map((r) => `<nd ref="${r}"/>`).join('')}${tagXml(tags)}</way>`;

const tagXml = (tags: Record<string, string>): string =>
  Object.entries(tags)
    .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
    .join('');

const relation = (id: number, members: [number, string][], tags: Record<string, string>): string =>
  `<relation id="${id}">${members.map(([ref, role]) => `<member type="way" ref="${ref}" role="${role}"/>`).join('')}${tagXml({ type: 'multipolygon', ...tags })}</relation>`;

async function features(
  body: string,
  onNotice?: (n: Notice) => void,
): Promise<readonly ImportFeature[]> {
  const set = await readOsm(xml(body), 'osm-xml', onNotice ? { onNotice } : {});
  return set.features;
}

describe('OSM objects', () => {
  it('joins ways of a multipolygon end to end, reversed where needed, and puts the hole into it', async () => {
    const [f, ...others] = await features(
      NODES +
        way(10, [1, 2, 3]) +
        way(11, [1, 4, 3]) +
        way(12, [5, 6, 7, 8, 5]) +
        relation(
          20,
          [
            [10, 'outer'],
            [11, 'outer'],
            [12, 'inner'],
          ],
          { building: 'yes' },
        ),
    );
    expect(others).toEqual([]);
    expect(f).toMatchObject({ id: 'r20', properties: { building: 'yes' } });
    if (f!.geometry.type !== 'polygon') throw new Error('polygon expected');
    expect(f!.geometry.rings.map((r) => r.length)).toEqual([10, 10]);
  });

  it('takes the tags of the only outer way where the relation has none, and draws it once', async () => {
    const found = await features(
      NODES +
        way(10, [1, 2, 3, 4, 1], { landuse: 'forest' }) +
        way(12, [5, 6, 7, 8, 5]) +
        relation(
          20,
          [
            [10, 'outer'],
            [12, 'inner'],
          ],
          {},
        ),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ id: 'r20', properties: { landuse: 'forest' } });
  });

  it('leaves out what is cut off at the rim of the extract and counts it', async () => {
    const notices: Notice[] = [];
    const found = await features(
      NODES +
        way(10, [1, 2, 99], { highway: 'residential' }) +
        relation(20, [[77, 'outer']], { natural: 'water' }),
      (n) => notices.push(n),
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.geometry).toMatchObject({ type: 'line' });
    expect(notices.map((n) => [n.code, n.count])).toEqual([
      ['osm.cut-ways', 1],
      ['osm.cut-relations', 1],
    ]);
  });

  it.each([
    [{ building: 'yes' }, 'polygon'],
    [{ highway: 'residential', junction: 'roundabout' }, 'line'],
    [{ highway: 'pedestrian', area: 'yes' }, 'polygon'],
    [{ natural: 'coastline' }, 'line'],
    [{ natural: 'water' }, 'polygon'],
    [{ waterway: 'river' }, 'line'],
    [{ barrier: 'fence' }, 'line'],
    [{ leisure: 'track' }, 'line'],
    [{ amenity: 'parking', area: 'no' }, 'line'],
  ])('takes a closed way with %o for a %s', async (tags, type) => {
    const [f] = await features(NODES + way(1, [1, 2, 3, 4, 1], tags));
    expect(f!.geometry.type).toBe(type);
  });

  it('leaves out deleted objects', async () => {
    expect(
      await features(
        `<node id="1" lon="0" lat="0" visible="false"><tag k="natural" v="tree"/></node>`,
      ),
    ).toEqual([]);
  });

  it('names line and attribute of a broken object', async () => {
    await expect(features('\n<node id="7" lon="east" lat="0"/>')).rejects.toMatchObject({
      code: 'osm.attribute',
      file: 'a.osm',
      place: 'line 2, <node> 7',
    });
  });
});

describe.skipIf(!existsSync(DATA))('real extracts (skipped: no shared data)', () => {
  it.each([
    ['formats/osm/monaco-latest.osm.pbf', 25_423, 4_106],
    ['formats/osm/liechtenstein-2013-08-03.osm.pbf', 65_733, 7_121],
  ])('reads every node and way of %s', async (path, nodes, ways) => {
    const data = new CountingOsm(path);
    await readOsmPbf(open(path), data, {});
    expect(data.nodes).toBe(nodes);
    expect(data.wayCount).toBe(ways);
  });

  it('reads every node and way of an XML extract', async () => {
    const data = new CountingOsm('bautzen.osm');
    await readOsmXml(open('formats/osm/bautzen.osm'), data, {});
    expect(data.nodes).toBe(781);
    expect(data.wayCount).toBe(97);
  });

  it('finds in Bad Hersfeld what its README counts', async () => {
    const set = await readOsm(open('badhersfeld/derived/badhersfeld_crop.osm.pbf'), 'osm-pbf');
    const buildings = selectOsm(set, 'buildings').features;
    // The GeoJSON layer of 5,538 was cut to the box; the extract keeps whole ways.
    expect(Math.abs(buildings.length - 5538)).toBeLessThan(30);
    const levels = buildings.filter(
      (f) => f.properties['building:levels'] ?? f.properties['height'],
    );
    expect(levels.length).toBeGreaterThanOrEqual(18);
    const roads = selectOsm(set, 'roads').features;
    expect(Math.abs(roads.length - (1777 + 46))).toBeLessThan(90);
    const signals = set.features.filter(
      ({ geometry: g, properties: p }) =>
        (p['highway'] === 'traffic_signals' ||
          (p['highway'] === 'crossing' && p['crossing'] === 'traffic_signals')) &&
        g.type === 'point' &&
        g.x >= 9.67 &&
        g.x <= 9.722 &&
        g.y >= 50.85 &&
        g.y <= 50.882,
    );
    expect(signals).toHaveLength(65);
    for (const f of set.features) {
      if (f.geometry.type !== 'point') continue;
      expect(f.geometry.x).toBeGreaterThan(9.5);
      expect(f.geometry.x).toBeLessThan(9.9);
    }
  });

  it('refuses a PBF cut off or damaged, naming the byte', async () => {
    const bytes = new Uint8Array(readFileSync(join(DATA, 'formats/osm/monaco-latest.osm.pbf')));
    const read = (b: Uint8Array): Promise<unknown> => readOsm(memoryReader('m.pbf', b), 'osm-pbf');
    await expect(read(bytes.slice(0, 300_000))).rejects.toMatchObject({
      code: 'osm.truncated',
      file: 'm.pbf',
      place: 'byte 300000',
    });
    const damaged = bytes.slice();
    damaged.fill(0x55, 100_000, 100_400);
    await expect(read(damaged)).rejects.toBeInstanceOf(DryrunError);
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(
      readOsm(open('formats/osm/monaco-latest.osm.pbf'), 'osm-pbf', { signal: abort.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

class CountingOsm extends OsmData {
  wayCount = 0;

  override way(...args: Parameters<OsmData['way']>): void {
    this.wayCount++;
    super.way(...args);
  }
}
