import { beforeAll, describe, expect, it } from 'vitest';
import { generateCity } from '../../../assets/city/generate';
import type { City } from '../../../src/domain/city';
import { openCityPackage } from '../../../src/io/package/open';
import { memorySink } from '../../../src/io/package/sink';
import { memorySource } from '../../../src/io/package/source';
import { transferablesOf } from '../../../src/io/package/transfer';
import { writeCityPackage } from '../../../src/io/package/write';

/** Positions and levels come back within this, m. */
const TOLERANCE_M = 1e-4;

describe('a generated city in a package', () => {
  let city: City;
  let back: City;
  let bytes = 0;

  beforeAll(async () => {
    city = generateCity({ km2: 1, seed: 5 });
    const sink = memorySink();
    ({ bytes } = await writeCityPackage(city, sink, { gzip: true, terrainStepM: 1 / 1024 }));
    back = await openCityPackage(memorySource(sink.files));
  });

  it('keeps its hydraulic model to the last bit', () => {
    const { drainage } = city;
    expect(back.drainage!.nodes).toEqual(drainage!.nodes);
    expect(back.drainage!.links).toEqual(drainage!.links);
    expect(back.drainage!.curves).toEqual(drainage!.curves);
    expect(back.drainage!.raw).toEqual(drainage!.raw);
  });

  it('keeps its road network to the last bit', () => {
    const { traffic } = city;
    for (const part of ['edges', 'lanes', 'junctions', 'connections', 'signals'] as const) {
      expect(back.traffic![part]).toEqual(traffic![part]);
    }
    expect(back.traffic!.detectors.map((d) => d.id)).toEqual(traffic!.detectors.map((d) => d.id));
  });

  it('keeps every pipe, building and sensor in its place', () => {
    expect(back.utilities.map((u) => u.kind)).toEqual(city.utilities.map((u) => u.kind));
    let worst = 0;
    const compare = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
      expect(b.length).toBe(a.length);
      for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    };
    city.utilities.forEach((network, k) => {
      const other = back.utilities[k]!;
      expect(other.nodes.map((n) => n.id)).toEqual(network.nodes.map((n) => n.id));
      expect(other.links.map((l) => [l.id, l.from, l.to])).toEqual(
        network.links.map((l) => [l.id, l.from, l.to]),
      );
      network.links.forEach((link, i) => compare(link.path, other.links[i]!.path));
    });
    city.buildings.forEach((b, i) =>
      compare(b.footprint.outer, back.buildings[i]!.footprint.outer),
    );
    city.sensors.forEach((s, i) =>
      compare([s.x, s.y, s.z], [back.sensors[i]!.x, back.sensors[i]!.y, back.sensors[i]!.z]),
    );
    expect(worst).toBeLessThan(TOLERANCE_M);
    expect(back.notices).toEqual(city.notices);
  });

  it('rounds its ground to half a millimetre where it is told to', () => {
    let worst = 0;
    for (let i = 0; i < city.terrain.values.length; i++) {
      worst = Math.max(worst, Math.abs(city.terrain.values[i]! - back.terrain.values[i]!));
    }
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.0005);
  });

  it('takes less than 3 MB a square kilometre, and few transfers', () => {
    expect(bytes).toBeLessThan(3e6);
    expect(transferablesOf(back).length).toBeLessThan(40);
  });
});
