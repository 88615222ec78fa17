import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DryrunError } from '../../../../src/domain/errors';
import { readEsriAscii } from '../../../../src/io/dem/esriAscii';
import { readGeoTiffDem } from '../../../../src/io/dem/geotiffDem';
import { readSpotHeights } from '../../../../src/io/dem/spotHeights';
import { memoryReader } from '../../../../src/io/geotiff/byteReader';
import { textChunks } from '../../../../src/io/import/text';

const DATA = join(import.meta.dirname, '../../../../../shared/data');

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

describe('an Esri ASCII grid', () => {
  const HEAD = 'ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 5\nNODATA_value -9999\n';

  it('is turned to rows from the south, no data to NaN', async () => {
    const { raster, crs } = await readEsriAscii(once(`${HEAD}1 2 3\n4 -9999 6\n`), 'a.asc');
    expect(raster.grid).toEqual({ x0: 100, y0: 200, cellSizeM: 5, cols: 3, rows: 2 });
    expect([...raster.values]).toEqual([4, Number.NaN, 6, 1, 2, 3]);
    expect(crs).toBeNull();
  });

  it('reads centres, other orders, row lengths, line ends and exponents alike', async () => {
    const text =
      'NROWS 2\r\nNCOLS 3\r\nXLLCENTER 102.5\r\nYLLCENTER 202.5\r\nCELLSIZE 5\r\n1 2\r\n3 4.0e0\t-9999 6';
    const { raster } = await readEsriAscii(once(text), 'a.asc');
    expect(raster.grid).toEqual({ x0: 100, y0: 200, cellSizeM: 5, cols: 3, rows: 2 });
    expect([...raster.values]).toEqual([4, Number.NaN, 6, 1, 2, 3]);
  });

  it('reads the same from pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -5000, max: 90_000 }), { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        async (tenths, size) => {
          const values = tenths.map((t) => t / 10);
          const text = `ncols 4\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 1\n${values.join(' ')}`;
          const { raster } = await readEsriAscii(pieces(text, size), 'a.asc');
          const south = [...values.slice(8), ...values.slice(4, 8), ...values.slice(0, 4)];
          expect([...raster.values]).toEqual(south.map(Math.fround));
        },
      ),
    );
  });

  it.each([
    ['cut off', `${HEAD}1 2 3\n4`, 'dem.truncated', 'line 8'],
    ['with too many values', `${HEAD}1 2 3\n4 5 6 7\n`, 'dem.too-many-values', 'line 8'],
    ['with a word in it', `${HEAD}1 2 x\n4 5 6\n`, 'dem.number', 'line 7'],
    [
      'without cell size',
      'ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\n1 2 3\n4 5 6\n',
      'dem.header',
      'line 5',
    ],
    [
      'of cells that are not square',
      'ncols 1\nnrows 1\nxllcorner 0\nyllcorner 0\ndx 5\ndy 6\n1\n',
      'dem.cells-not-square',
      'line 6',
    ],
    [
      'larger than memory',
      'ncols 100000\nnrows 100000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 ',
      'dem.too-large',
      undefined,
    ],
  ])('%s is refused with its place', async (_what, text, code, place) => {
    const work = readEsriAscii(once(text), 'a.asc');
    await expect(work).rejects.toBeInstanceOf(DryrunError);
    await expect(readEsriAscii(once(text), 'a.asc')).rejects.toMatchObject({
      code,
      file: 'a.asc',
      ...(place !== undefined && { place }),
    });
  });

  it('is read packed as well', async () => {
    const packed = new Uint8Array(gzipSync(`${HEAD}1 2 3\n4 5 6\n`));
    const { raster } = await readEsriAscii(
      textChunks(memoryReader('a.asc.gz', packed)),
      'a.asc.gz',
    );
    expect([...raster.values]).toEqual([4, 5, 6, 1, 2, 3]);
    const cut = memoryReader('a.asc.gz', packed.slice(0, packed.length - 12));
    await expect(readEsriAscii(textChunks(cut), 'a.asc.gz')).rejects.toBeInstanceOf(DryrunError);
  });
});

describe('a table of heights', () => {
  it('finds its columns by name, lon and lat before others, and skips unused rows', async () => {
    const s = await readSpotHeights(
      once(
        'lon,lat,x_utm,y_utm,z_m,used\n9.5,50,1,2,210.5,1\n9.6,50.1,3,4,211,0\n9.7,50,5,6,212,1\n9.8,51,7,8,213,1',
      ),
      'h.csv',
    );
    expect(s.crs?.epsg).toBe(4326);
    expect([...s.points]).toEqual([9.5, 50, 210.5, 9.7, 50, 212, 9.8, 51, 213]);
    expect(s.unused).toBe(1);
  });

  it.each([
    ['blanks', '# survey\n1 2 3\n4 5 6\n7 8 9\n'],
    ['semicolons', 'x;y;z\n1;2;3\n4;5;6\n7;8;9\n'],
    ['tabs', 'Easting\tNorthing\tElevation\n1\t2\t3\n4\t5\t6\n7\t8\t9\n'],
  ])('takes %s as separator', async (_what, text) => {
    const s = await readSpotHeights(once(text), 'h.txt');
    expect([...s.points]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(s.crs).toBeNull();
  });

  it.each([
    ['a missing value', 'x,y,z\n1,2,3\n4,,6\n7,8,9\n', 'dem.number', 'line 3, column 2'],
    ['no z column', 'x,y,name\n1,2,a\n', 'dem.columns', 'line 1'],
    ['two points', 'x,y,z\n1,2,3\n4,5,6\n', 'dem.too-few-points', undefined],
  ])('with %s is refused', async (_what, text, code, place) => {
    await expect(readSpotHeights(once(text), 'h.csv')).rejects.toMatchObject({
      code,
      file: 'h.csv',
      ...(place !== undefined && { place }),
    });
  });
});

describe.skipIf(!existsSync(DATA))('real terrain (skipped: no shared data)', () => {
  it('reads a geographic DEM with no data (strips, integer tie point)', async () => {
    const bytes = new Uint8Array(
      readFileSync(join(DATA, 'formats/geotiff_dem/portland_ned_256.tif')),
    );
    const dem = await readGeoTiffDem(memoryReader('portland.tif', bytes));
    expect(dem.crs).toMatchObject({ geographic: true });
    expect(dem.raster.grid).toMatchObject({ cols: 256, rows: 256 });
    expect(dem.raster.grid.x0).toBeCloseTo(-122.6822222, 5);
    expect(dem.raster.grid.y0 + 256 * dem.raster.grid.cellSizeM).toBeCloseTo(45.5268519, 5);
    // Minimum and maximum as gdalinfo computes them.
    const known = [...dem.raster.values].filter((v) => !Number.isNaN(v));
    expect(Math.min(...known)).toBeCloseTo(0, 2);
    expect(Math.max(...known)).toBeCloseTo(54.745, 2);
  });

  it('reads the grids of the flood cases', async () => {
    const read = (path: string) =>
      readEsriAscii(
        textChunks(memoryReader(path, new Uint8Array(readFileSync(join(DATA, path))))),
        path,
      );
    const newcastle = await read('flood/newcastle_centre/newcastle_2m.asc.gz');
    expect(newcastle.raster.grid).toMatchObject({ cols: 342, rows: 195, cellSizeM: 2 });
    expect(newcastle.raster.values.at(-342)).toBeCloseTo(65.0275, 3);
    const tabs = await read('flood/cea2008_rain/topo.asc');
    expect(tabs.raster.grid).toMatchObject({ cols: 208, rows: 256, cellSizeM: 0.01 });
    const large = await read('flood/ea5/ea5-10m.dem.gz');
    expect(large.raster.values).toHaveLength(large.raster.grid.cols * large.raster.grid.rows);
  });
});
