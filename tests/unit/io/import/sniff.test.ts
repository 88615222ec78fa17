import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memoryReader } from '../../../../src/io/geotiff/byteReader';
import { sniffFormat } from '../../../../src/io/import/sniff';
import { sniffEncoding } from '../../../../src/io/import/text';

const bytes = (s: string): Uint8Array => new TextEncoder().encode(s);
const sniff = (b: Uint8Array): Promise<string> => sniffFormat(memoryReader('file', b));

describe('the format of a file', () => {
  it.each([
    ['II*\0\u0008', 'geotiff'],
    ['MM\0*\0', 'geotiff'],
    ['PK\u0003\u0004', 'zip'],
    ['\0\0\0\u000e\n\u0009OSMHeader', 'osm-pbf'],
    ['ncols 3\nnrows 2\n', 'esri-ascii'],
    ['  NROWS 3\n', 'esri-ascii'],
    ['{"type":"FeatureCollection","features":[]}', 'geojson'],
    ['\uFEFF{ "name": "x", "type" : "Feature" }', 'geojson'],
    ['[{"phenomenonTime":"2019"}]', 'json'],
    ['{"features":[{"type":"Feature"}],"type":"FeatureCollection"}', 'geojson'],
    ['{"name":"t","Locations":[{"location":{"type":"Point","coordinates":[1,2]}}]}', 'json'],
    ['[TITLE]\nmy net\n', 'swmm'],
    [';; made by hand\n[TITLE]\n', 'swmm'],
    ['<?xml version="1.0"?><!-- <osm> --><net version="1.9">', 'sumo-net'],
    ['<additional><busStop/></additional>', 'sumo-additional'],
    ['<?xml version=\'1.0\'?>\n<osm version="0.6">', 'osm-xml'],
    ['x,y,z\n1,2,3\n', 'spot-heights'],
    ['1 2 3\n4 5 6\n', 'spot-heights'],
  ])('%j is %s', async (head, format) => {
    expect(await sniff(bytes(head))).toBe(format);
    if (format !== 'zip') expect(await sniff(new Uint8Array(gzipSync(bytes(head))))).toBe(format);
  });

  it.each([
    ['', 'import.empty'],
    ['<html>', 'import.unknown-format'],
    ['a,b\nc,d\n', 'import.unknown-format'],
  ])('%j is refused', async (head, code) => {
    await expect(sniff(bytes(head))).rejects.toMatchObject({ code, file: 'file' });
  });
});

describe('the encoding of a text', () => {
  it.each([
    ['UTF-8', bytes('Straße 学校'), 'utf-8'],
    ['a UTF-8 mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'utf-8'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0), 'utf-16le'],
    ['a declared encoding', bytes('<?xml version="1.0" encoding="ISO-8859-1"?>'), 'windows-1252'],
    ['single high bytes', Uint8Array.of(0x53, 0xdf, 0x65, 0x20, 0xe4, 0x62), 'windows-1252'],
    ['pairs of high bytes', Uint8Array.of(0xc8, 0xcb, 0xc3, 0xf1, 0x20), 'gb18030'],
    ['plain ASCII', bytes('ncols 3'), 'utf-8'],
  ])('with %s', (_what, probe, encoding) => {
    expect(sniffEncoding(probe)).toBe(encoding);
  });

  it('does not take a character cut at the end of the probe for another encoding', () => {
    const cut = bytes('人民医院');
    expect(sniffEncoding(cut.subarray(0, cut.length - 1))).toBe('utf-8');
  });
});
