import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mergeAdditional } from '../../../../src/io/sumo/additional';
import { parseNet } from '../../../../src/io/sumo/parseNet';
import { writeNet } from '../../../../src/io/sumo/writeNet';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const read = (path: string): string => {
  const bytes = readFileSync(join(DATA, path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

/** Hashes of every element with its attributes in name order, numbers as numbers: what a net says, not how. */
function canonical(xml: string): Map<string, number> {
  const seen = new Map<string, number>();
  const net = xml.slice(xml.indexOf('<net ')).replace(/<!--[\s\S]*?-->/g, '');
  for (const [, name, body] of net.matchAll(/<([a-zA-Z]+)((?:\s+[^\s=]+="[^"]*")*)\s*\/?>/g)) {
    const attributes = [...body!.matchAll(/([^\s=]+)="([^"]*)"/g)]
      .map(([, key, value]) => [key!, value!.replace(/-?\d+\.\d+/g, (n) => String(Number(n)))])
      // What SUMO takes where nothing is written.
      .filter(
        ([key, value]) =>
          !(key === 'priority' && value === '-1') &&
          !(key === 'cont' && value === '0') &&
          !(name === 'lane' && key === 'width' && value === '3.2'),
      )
      .map(([key, value]) => `${key}=${value}`)
      .sort();
    const line = `${name} ${attributes.join(' ')}`;
    seen.set(line, (seen.get(line) ?? 0) + 1);
  }
  return seen;
}

/** The first few lines the two do not have equally often. */
function differences(a: Map<string, number>, b: Map<string, number>): string[] {
  const odd = [...a].filter(([line, n]) => b.get(line) !== n).map(([line]) => `- ${line}`);
  const added = [...b].filter(([line]) => !a.has(line)).map(([line]) => `+ ${line}`);
  return [...odd.slice(0, 3), ...added.slice(0, 3)].map((line) => line.slice(0, 300));
}

const NETS = [
  'barrie/derived/barrie_assumed.net.xml',
  'formats/sumo/bologna_acosta.net.xml',
  'formats/sumo/tavf_hamburg.net.xml.gz',
  'traffic/bologna_joined/joined_buslanes.net.xml',
  'traffic/cologne1/cologne1.net.xml',
  'traffic/cologne3/cologne3.net.xml',
  'traffic/ingolstadt7/ingolstadt7.net.xml',
  'traffic/hamburg_tavf/network.net.xml.gz',
  'badhersfeld/derived/badhersfeld_crop.net.xml.gz',
  'badhersfeld/raw/osm_edited.net.xml.gz',
];

describe.skipIf(!existsSync(DATA))('real SUMO nets (skipped: no shared data)', () => {
  it.each(NETS)('parse ∘ write ∘ parse is the identity: %s', (path) => {
    const source = read(path);
    const net = parseNet(source, { file: path });
    const count = (element: string): number =>
      source.slice(source.indexOf('<net ')).split(`<${element} `).length - 1;
    expect(net.edges).toHaveLength(count('edge'));
    expect(net.lanes).toHaveLength(count('lane'));
    expect(net.junctions).toHaveLength(count('junction'));
    expect(net.connections).toHaveLength(count('connection'));
    expect(net.signals).toHaveLength(count('tlLogic'));
    expect(net.roundabouts).toHaveLength(count('roundabout'));
    const text = writeNet(net);
    const again = parseNet(text, { file: path });
    expect(JSON.stringify(again) === JSON.stringify(net)).toBe(true);
    expect(again.lanes.at(-1)).toEqual(net.lanes.at(-1));
    if (source.length < 2e7) expect(differences(canonical(source), canonical(text))).toEqual([]);
  });

  it('merges detectors, bus stops and signal programs of additional files', () => {
    const folder = 'traffic/bologna_joined';
    let net = parseNet(read(`${folder}/joined_buslanes.net.xml`));
    const programs = net.signals.length;
    for (const file of ['joined_bus_stops', 'joined_detectors', 'joined_tls']) {
      net = mergeAdditional(net, read(`${folder}/${file}.add.xml`), { file });
    }
    const count = (file: string, element: string): number =>
      read(`${folder}/${file}.add.xml`)
        .replace(/<!--[\s\S]*?-->/g, '')
        .split(`<${element} `).length - 1;
    expect(net.detectors).toHaveLength(count('joined_detectors', 'e1Detector'));
    expect(net.busStops).toHaveLength(count('joined_bus_stops', 'busStop'));
    expect(net.signals.length).toBeGreaterThan(programs);
    expect(new Set(net.signals.map((s) => s.id)).size).toBe(13);
    const again = parseNet(writeNet(net));
    expect(again.signals).toEqual(net.signals);
    expect(again.busStops).toEqual(net.busStops);
    expect(again.detectors).toEqual(net.detectors);
  });

  it('places internal edges in their junction', () => {
    const net = parseNet(read('barrie/derived/barrie_assumed.net.xml'));
    const junctions = new Set(net.junctions.map((j) => j.id));
    for (const e of net.edges) expect(junctions.has(e.fromJunction)).toBe(true);
  });
});
