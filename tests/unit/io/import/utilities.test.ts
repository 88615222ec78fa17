import { describe, expect, it } from 'vitest';
import type { City, UtilityKind, UtilityLink } from '../../../../src/domain/city';
import { DryrunError } from '../../../../src/domain/errors';
import { memoryReader } from '../../../../src/io/geotiff/byteReader';
import { mapProperties, parseAttributeMap } from '../../../../src/io/import/attributeMap';
import { importCity } from '../../../../src/io/import/importCity';
import type { ImportInput } from '../../../../src/io/import/inputs';

const CRS = 'EPSG:32632';
const bytes = (s: string): Uint8Array => new TextEncoder().encode(s);

/** Level ground at 100 m, 200 m by 200 m. */
const GROUND: ImportInput = {
  role: 'terrain',
  crs: CRS,
  reader: memoryReader(
    'flat.asc',
    bytes(
      `ncols 100\nnrows 100\nxllcorner 500000\nyllcorner 5000000\ncellsize 2\n${'100 '.repeat(10_000)}`,
    ),
  ),
};

type Xy = readonly [number, number];

const point = (id: string, at: Xy, properties: object = {}): object => ({
  type: 'Feature',
  properties: { ASSETID: id, ...properties },
  geometry: { type: 'Point', coordinates: [500_000 + at[0], 5_000_000 + at[1]] },
});

const line = (id: string, path: readonly Xy[], properties: object = {}): object => ({
  type: 'Feature',
  properties: { ASSETID: id, ...properties },
  geometry: {
    type: 'LineString',
    coordinates: path.map(([x, y]) => [500_000 + x, 5_000_000 + y]),
  },
});

async function networkOf(
  features: object[],
  kind: UtilityKind = 'sanitary',
  map: string[] = [],
): Promise<{ city: City; network: City['utilities'][number] }> {
  const city = await importCity([
    GROUND,
    {
      role: 'utilities',
      utility: kind,
      crs: CRS,
      ...(map.length > 0 && { map: parseAttributeMap(map) }),
      reader: memoryReader(
        'pipes.geojson',
        bytes(JSON.stringify({ type: 'FeatureCollection', features })),
      ),
    },
  ]);
  return { city, network: city.utilities[0]! };
}

const ends = (l: UtilityLink): [number, number] => [l.path[2]!, l.path.at(-1)!];

describe('pipes from GeoJSON', () => {
  it('join at devices by id and by place, in metres whatever the unit of size', async () => {
    const { network } = await networkOf([
      point('A', [20, 20], { TYPE: 'MAINTENANCE HOLE', TOPELEV: 100.2, SIZE: 1500 }),
      point('B', [60, 20], { TYPE: 'CATCH BASIN' }),
      line(
        'P',
        [
          [20, 20.2],
          [60.3, 20],
        ],
        {
          FROM_ID: 'A',
          INV_UP_ELV: 97.5,
          INV_DN_ELV: 97.1,
          HEIGHT: 300,
          MATERIAL: 'PVC',
          DATEINST: 757_382_400_000,
        },
      ),
    ]);
    expect(network.nodes.map((n) => [n.id, n.kind, n.diameterM])).toEqual([
      ['sanitary-n-A', 'manhole', 1.5],
      ['sanitary-n-B', 'inlet', 1.2],
    ]);
    expect(network.links[0]).toMatchObject({
      from: 'sanitary-n-A',
      to: 'sanitary-n-B',
      heightM: 0.3,
      widthM: 0.3,
      material: 'PVC',
      yearBuilt: 1994,
    });
    expect(ends(network.links[0]!)).toEqual([97.5, 97.1]);
    expect(network.links[0]!.derived).toBeUndefined();
    expect(network.nodes[0]).toMatchObject({ coverM: 100.2, invertM: 97.5 });
  });

  it('make an end where there is no device, one for lines that meet', async () => {
    const { network, city } = await networkOf([
      line('P', [
        [20, 20],
        [60, 20],
      ]),
      line('Q', [
        [60.2, 20.1],
        [60, 80],
      ]),
    ]);
    expect(network.nodes).toHaveLength(3);
    expect(network.links[0]!.to).toBe(network.links[1]!.from);
    expect(city.notices).toContainEqual(
      expect.objectContaining({ code: 'import.pipe-end', count: 3 }),
    );
  });

  it('take missing inverts from the neighbour, the device, else from the usual cover, and say so', async () => {
    const { network, city } = await networkOf([
      point('B', [60, 20]),
      point('C', [60, 80], { DEPTH: 4 }),
      line(
        'P',
        [
          [20, 20],
          [60, 20],
        ],
        { INV_DN_ELV: 96, HEIGHT: 0.4 },
      ),
      line(
        'Q',
        [
          [60, 20],
          [60, 80],
        ],
        { HEIGHT: 0.4 },
      ),
    ]);
    const [p, q] = network.links;
    // Cover of 2.5 m over a sewer of 0.4 m.
    expect(ends(p!)).toEqual([100 - 2.5 - 0.4, 96]);
    expect(ends(q!)).toEqual([96, 96]);
    expect(p!.derived).toEqual(['invert']);
    expect(city.notices).toContainEqual(
      expect.objectContaining({ code: 'import.invert', count: 2 }),
    );
  });

  it('read a depth that is a level as one', async () => {
    const { network } = await networkOf([
      point('A', [20, 20], { DEPTH: 97.25 }),
      point('B', [60, 20], { DEPTH: 3 }),
    ]);
    expect(network.nodes.map((n) => n.invertM)).toEqual([97.25, 97]);
  });

  it('follow an attribute mapping', async () => {
    const { network } = await networkOf(
      [
        line(
          'P',
          [
            [20, 20],
            [60, 20],
          ],
          { TIEFE_VON: 2, Q_MM: 250, SOHLE: 9712 },
        ),
      ],
      'water',
      ['height=Q_MM*0.001', 'upinvert=SOHLE/100', 'dninvert=SOHLE/100', "material='cast iron'"],
    );
    expect(network.links[0]).toMatchObject({ heightM: 0.25, material: 'cast iron' });
    expect(ends(network.links[0]!)).toEqual([97.12, 97.12]);
    expect(network.nodes[0]!.kind).toBe('junction');
  });

  it('never let a cover lie below a pipe, nor two things share an id', async () => {
    const { network, city } = await networkOf([
      line(
        'P',
        [
          [20, 20],
          [60, 20],
        ],
        { INV_UP_ELV: 100.5, INV_DN_ELV: 96, HEIGHT: 0.5 },
      ),
      line('P', [
        [60, 20],
        [60, 60],
      ]),
    ]);
    expect(network.nodes[0]!.coverM).toBe(101);
    expect(network.links.map((l) => l.id)).toEqual(['sanitary-l-P', 'sanitary-l-P~2']);
    expect(city.notices.map((n) => n.code)).toContain('import.cover-raised');
  });
});

describe('an attribute mapping', () => {
  it('computes products, quotients, sums and constants', () => {
    const map = parseAttributeMap(['a=X*2', 'b=X/4', 'c=X+1.5', "d='PVC'", 'e=NAME', 'f=NONE']);
    expect(mapProperties({ X: '8', NAME: 'n' }, map)).toEqual({
      X: '8',
      NAME: 'n',
      a: 16,
      b: 2,
      c: 9.5,
      d: 'PVC',
      e: 'n',
    });
  });

  it.each(['height', '=X', 'a=X*', 'a='])('refuses "%s"', (pair) => {
    expect(() => parseAttributeMap([pair])).toThrow(DryrunError);
  });
});
