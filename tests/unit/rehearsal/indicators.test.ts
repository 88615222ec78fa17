import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { City } from '../../../src/domain/city';
import type { Frame } from '../../../src/domain/frame';
import type { Grid } from '../../../src/domain/grid';
import type { DrainageModel } from '../../../src/domain/drainage';
import {
  INDICATOR_IDS,
  specOf,
  type IndicatorId,
} from '../../../src/rehearsal/indicators/catalogue';
import { DEFAULT_DAMAGE, damageShare } from '../../../src/rehearsal/indicators/damage';
import { FloodTally } from '../../../src/rehearsal/indicators/floodTally';
import { hazardClass, hazardField } from '../../../src/rehearsal/indicators/hazard';
import { ringAreaM2 } from '../../../src/rehearsal/indicators/sites';
import { tinyCity } from '../../fixtures/tinyCity';

const grid: Grid = { x0: 0, y0: 0, cellSizeM: 2, cols: 300, rows: 300 };
const city = tinyCity();

/** A frame with water where a function says: depth m and speed m/s to the east at a point. */
function frame(timeS: number, at: (x: number, y: number) => readonly [number, number]): Frame {
  const depth = new Float32Array(grid.cols * grid.rows);
  const vx = new Float32Array(depth.length);
  for (let i = 0; i < depth.length; i++) {
    const [x, y] = [((i % grid.cols) + 0.5) * 2, (Math.floor(i / grid.cols) + 0.5) * 2];
    const [h, v] = at(x, y);
    depth[i] = h;
    vx[i] = v;
  }
  return {
    engine: 'flood',
    timeS,
    fields: [
      { name: 'depth', unit: 'm', grid, values: depth },
      { name: 'velocityX', unit: 'm/s', grid, values: vx },
      { name: 'velocityY', unit: 'm/s', grid, values: new Float32Array(depth.length) },
    ],
    series: [],
    tracks: [],
    totals: {},
    stateHash: '',
  };
}

function count(frames: readonly Frame[], of: City = city): Map<IndicatorId, number> {
  const tally = new FloodTally(of);
  for (const f of frames) tally.add(f);
  return new Map(tally.indicators([], DEFAULT_DAMAGE).map((i) => [i.id, i.value]));
}

const still = (depthM: number) => () => [depthM, 0] as const;
const roadM = city.streets.reduce((sum, s) => {
  const c = s.centreline;
  for (let k = 0; k + 3 < c.length; k += 2) {
    sum += Math.hypot(c[k + 2]! - c[k]!, c[k + 3]! - c[k + 1]!);
  }
  return sum;
}, 0);

describe('indicators of a dry city', () => {
  it('are all zero', () => {
    for (const [id, value] of count([frame(0, still(0)), frame(600, still(0))])) {
      expect(value, id).toBe(0);
    }
  });

  it('have a formula, inputs and a way that is better', () => {
    for (const id of INDICATOR_IDS) {
      const spec = specOf(id);
      expect(spec.formula.length, id).toBeGreaterThan(3);
      expect(spec.inputs.length, id).toBeGreaterThan(3);
    }
  });
});

describe('buildings and people', () => {
  it('count by depth class, each building once', () => {
    const found = count([frame(0, still(0)), frame(60, (x) => [x < 300 ? 0.2 : 0.7, 0])]);
    const sum = ['10', '30', '50', '100'].map((k) => found.get(`buildingsWet${k}` as IndicatorId)!);
    expect(found.get('buildingsWet')).toBe(city.buildings.length);
    expect(sum.reduce((a, b) => a + b)).toBe(city.buildings.length);
    const west = city.buildings.filter((b) => b.footprint.outer[2]! < 298).length;
    expect(sum).toEqual([west, 0, city.buildings.length - west, 0]);
    expect(found.get('peopleAffected')).toBe(
      city.buildings.reduce((all, b) => all + b.population, 0),
    );
  });

  it('take the deepest moment, not the last', () => {
    const found = count([frame(0, still(0)), frame(60, still(0.4)), frame(120, still(0))]);
    expect(found.get('buildingsWet30')).toBe(city.buildings.length);
  });

  it('give the damage of the curve on the ground floors', () => {
    const found = count([frame(0, still(0)), frame(60, still(0.5))]);
    const area = city.buildings.reduce((sum, b) => sum + ringAreaM2(b.footprint.outer), 0);
    expect(found.get('damage')! / (area * 1000 * 0.33)).toBeCloseTo(1, 6);
  });
});

describe('roads', () => {
  it('close to cars at 0.15 m and to large vehicles at 0.3 m', () => {
    const found = count([frame(0, still(0)), frame(1800, still(0.2)), frame(3600, still(0.2))]);
    expect(found.get('roadClosedCars')! * 1000).toBeCloseTo(roadM, 0);
    expect(found.get('roadClosedLarge')).toBe(0);
    expect(found.get('roadHoursCars')! * 1000).toBeCloseTo(roadM, 0);
    expect(found.get('longestClosureCars')).toBeCloseTo(1, 9);
  });

  it('close in shallow water that is fast', () => {
    const fast = count([frame(0, still(0)), frame(60, () => [0.12, 2.6])]);
    expect(fast.get('roadClosedCars')! * 1000).toBeCloseTo(roadM, 0);
    expect(fast.get('roadClosedLarge')).toBe(0);
    const faster = count([frame(0, still(0)), frame(60, () => [0.1, 3])]);
    expect(faster.get('roadClosedLarge')! * 1000).toBeCloseTo(roadM, 0);
  });

  it('count how long each piece was closed, and that only while it was', () => {
    const found = count([
      frame(0, still(0)),
      frame(600, (x) => [x < 300 ? 0.2 : 0, 0]),
      frame(1200, still(0)),
      frame(1800, (x) => [x < 300 ? 0.2 : 0, 0]),
    ]);
    expect(found.get('longestClosureCars')! * 3600).toBeCloseTo(1200, 6);
  });
});

describe('critical sites', () => {
  const withSite = (x: number, y: number): City => ({
    ...city,
    facilities: [{ id: 'H', kind: 'hospital', name: { en: 'H', zh: '医' }, x, y }],
  });

  it('are cut off while water stands across every way to the rim', () => {
    // Street D leads up from (120, 120); A and B to the west rim. Water around the junction alone does not cut.
    const site = withSite(120, 125);
    const ring = (x: number, y: number): readonly [number, number] => {
      const d = Math.max(Math.abs(x - 120), Math.abs(y - 120));
      return [d > 20 && d < 40 ? 0.5 : 0, 0];
    };
    const found = count([frame(0, still(0)), frame(1800, ring), frame(3600, still(0))], site);
    expect(found.get('sitesCutOff')).toBe(1);
    expect(found.get('siteHoursCutOff')).toBeCloseTo(0.5, 9);
  });

  it('are reached the other way round where one way is closed', () => {
    const west = (x: number): readonly [number, number] => [x > 40 && x < 60 ? 0.5 : 0, 0];
    const found = count([frame(0, still(0)), frame(1800, west)], withSite(120, 125));
    expect(found.get('sitesCutOff')).toBe(0);
  });

  it('are not cut off by a street of their own that leads nowhere', () => {
    const yard = {
      ...city.streets[3]!,
      id: 'yard',
      class: 'service' as const,
      centreline: new Float64Array([200, 200, 220, 200]),
    };
    const site = { ...withSite(205, 201), streets: [...city.streets, yard] };
    const found = count([frame(0, still(0)), frame(3600, still(0))], site);
    expect(found.get('sitesCutOff')).toBe(0);
    expect(count([frame(0, still(0)), frame(60, still(0.5))], site).get('sitesCutOff')).toBe(1);
  });

  it('are left out where the city names none', () => {
    const found = count([frame(0, still(1))], { ...city, facilities: [] });
    expect(found.has('sitesCutOff')).toBe(false);
  });
});

describe('hazard classes', () => {
  it('are those of the table at its corners', () => {
    const rows: [number, number, number, number][] = [
      [0.005, 5, 1, 0],
      [0.3, 1, 0.3, 1],
      [0.5, 1.2, 0.6, 2],
      [0.2, 2, 0.4, 2],
      [1.2, 0.5, 0.6, 3],
      [2, 0.5, 1, 4],
      [0.2, 2.5, 0.5, 5],
      [4, 1, 4, 5],
      [4.1, 0, 0, 6],
      [1, 4.5, 4.5, 6],
    ];
    for (const [h, v, hv, expected] of rows)
      expect(hazardClass(h, v, hv), `${h} ${v}`).toBe(expected);
  });

  it('never fall when water gets deeper or faster', () => {
    const value = fc.double({ min: 0.01, max: 6, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (h, v, more) => {
        const here = hazardClass(h, v, h * v);
        expect(hazardClass(h + more, v, (h + more) * v)).toBeGreaterThanOrEqual(here);
        expect(hazardClass(h, v + more, h * (v + more))).toBeGreaterThanOrEqual(here);
      }),
    );
  });

  it('fill the flooded area, and the map says the same', () => {
    const found = count([frame(0, still(0)), frame(60, (x) => [x < 200 ? 0.2 : 1, 0])]);
    const classes = [1, 2, 3, 4, 5, 6].map((k) => found.get(`hazardH${k}` as IndicatorId)!);
    expect(classes.reduce((a, b) => a + b)).toBeCloseTo(found.get('floodedArea')!, 3);
    expect(classes[0]).toBeGreaterThan(0);
    expect(classes[2]).toBeGreaterThan(classes[0]!);
    const maxima = ['maxDepth', 'maxSpeed', 'maxHazard'].map((name) => ({
      name,
      unit: 'm',
      grid,
      values: new Float32Array(grid.cols * grid.rows).fill(name === 'maxDepth' ? 0.4 : 0),
    }));
    expect(hazardField({ ...frame(0, still(0)), fields: maxima })!.values[0]).toBe(2);
    expect(hazardField(frame(0, still(0)))).toBeNull();
  });
});

describe('sewers', () => {
  const model = {
    title: '',
    options: {},
    subcatchments: [],
    curves: [],
    timeSeries: [],
    patterns: [],
    inflows: [],
    rainGages: [],
    controls: [],
    raw: {},
    nodes: [
      { kind: 'junction', id: 'a', x: 0, y: 0, invertM: 10 },
      { kind: 'junction', id: 'b', x: 9, y: 0, invertM: 12 },
    ],
    links: [
      {
        kind: 'conduit',
        id: 'p',
        from: 'a',
        to: 'b',
        lengthM: 250,
        inOffsetM: 0,
        outOffsetM: 0.1,
        section: { shape: 'CIRCULAR', geom: [0.6, 0, 0, 0] },
      },
      { kind: 'pump', id: 'q', from: 'a', to: 'b' },
    ],
  } as unknown as DrainageModel;
  const wet = (timeS: number, a: number, b: number, exchange: number, q: number): Frame => ({
    ...frame(timeS, still(0)),
    series: [
      { name: 'nodeDepth', unit: 'm', ids: ['a', 'b'], values: new Float32Array([a, b]) },
      {
        name: 'nodeInflow',
        unit: 'm3/s',
        ids: ['a', 'b'],
        values: new Float32Array([exchange, 0.1]),
      },
      { name: 'linkFlow', unit: 'm3/s', ids: ['p', 'q'], values: new Float32Array([0, q]) },
    ],
  });

  it('count surcharge, spill and the work of pumps', () => {
    const found = count([wet(0, 0.2, 0.2, 0, 0), wet(3600, 0.75, 0.75, -0.05, 0.1)], {
      ...city,
      drainage: model,
    });
    expect(found.get('pipesSurcharged')).toBeCloseTo(0.25, 9);
    expect(found.get('sewerSpill')).toBeCloseTo(180, 4);
    // ρ·g·Q·H·t/η: 0.1 m³/s lifted 2 m for an hour.
    expect(found.get('pumpEnergy')).toBeCloseTo((1000 * 9.80665 * 0.1 * 2) / 0.7 / 1000, 5);
  });

  it('are surcharged only where both ends are above the crown', () => {
    const found = count([wet(0, 0.7, 0.65, 0, 0)], { ...city, drainage: model });
    expect(found.get('pipesSurcharged')).toBe(0);
  });

  it('are left out where a run has none', () => {
    expect(count([frame(0, still(0))], { ...city, drainage: model }).has('sewerSpill')).toBe(false);
  });
});

describe('damage curve', () => {
  it('runs in straight lines and holds at its ends', () => {
    const { curve } = DEFAULT_DAMAGE;
    expect(damageShare(curve, 0)).toBe(0);
    expect(damageShare(curve, 0.25)).toBeCloseTo(0.165, 9);
    expect(damageShare(curve, 1)).toBeCloseTo(0.49, 9);
    expect(damageShare(curve, 99)).toBe(1);
  });
});
