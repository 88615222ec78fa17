import { describe, expect, it } from 'vitest';
import { buildSensors, buildTraffic, buildUtilities } from '../../../assets/city/networks';
import type { CheckedCity } from '../../../assets/city/checks/checkedCity';
import { checkNetworks } from '../../../assets/city/checks/networks';
import type { CityPlan } from '../../../assets/city/plan';
import { planCity } from '../../../assets/city/surface/planCity';
import type { UtilityLink } from '../../../src/domain/city';
import { smallPlan } from '../../fixtures/smallPlan';

function assemble(plan: CityPlan): CheckedCity {
  const { utilities, drainage } = buildUtilities(plan);
  const traffic = buildTraffic(plan);
  const sensors = buildSensors(plan, utilities, traffic);
  return { ...plan, utilities, drainage, traffic, sensors };
}

describe('networks of a city', () => {
  const city = assemble(smallPlan());
  const codes = (c: CheckedCity) => new Set(checkNetworks(c).map((v) => v.code));
  const withStorm = (change: (l: UtilityLink) => UtilityLink): CheckedCity => ({
    ...city,
    utilities: city.utilities.map((u) =>
      u.kind === 'storm' ? { ...u, links: u.links.map(change) } : u,
    ),
  });
  const aPipe = city.utilities[0]!.links.find((l) => l.id.startsWith('storm-pipe-'))!.id;

  it('pass every check on the hand-made plan', () => {
    expect(checkNetworks(city)).toEqual([]);
  });

  it.each([1, 2, 3])('pass every check on a generated plan, seed %i', (seed) => {
    const made = assemble(planCity({ km2: 2, seed }));
    expect(checkNetworks(made)).toEqual([]);
    expect(made.drainage!.nodes.filter((n) => n.kind === 'storage').length).toBeLessThanOrEqual(1);
    expect(made.traffic!.signals.length).toBeGreaterThan(0);
  });

  it('are the same to the last bit when made again', () => {
    expect(assemble(smallPlan())).toEqual(city);
  });

  it('are refused where a pipe runs uphill', () => {
    const bad = withStorm((l) => {
      if (l.id !== aPipe) return l;
      const path = l.path.slice();
      path[path.length - 1] = path[2]! + 0.2;
      return { ...l, path };
    });
    expect(codes(bad)).toContain('pipe.uphill');
  });

  it('are refused where a pipe shrinks, stands out of the ground or ends nowhere', () => {
    const small = withStorm((l) =>
      l.to.startsWith('storm-outfall') ? { ...l, heightM: 0.1, widthM: 0.1 } : l,
    );
    expect(codes(small)).toContain('pipe.shrinks');
    const high = withStorm((l) =>
      l.id === aPipe ? { ...l, path: l.path.map((v, i) => (i % 3 === 2 ? v + 5 : v)) } : l,
    );
    expect(codes(high)).toContain('pipe.shallow');
    const loose = withStorm((l) => (l.id === aPipe ? { ...l, to: 'nowhere' } : l));
    expect(codes(loose)).toContain('pipe.loose_end');
    expect(codes(loose)).toContain('inlet.stranded');
  });

  it('are refused where lines run into each other', () => {
    const bad = withStorm((l) => ({
      ...l,
      path: l.path.map((v, i) => (i % 3 === 2 ? v + 0.9 : v)),
    }));
    expect(codes(bad)).toContain('utility.clash');
  });

  it('are refused where greens conflict, a letter is missing or the intergreen is gone', () => {
    const traffic = city.traffic!;
    const signals = (change: (state: string, k: number) => string) => ({
      ...city,
      traffic: {
        ...traffic,
        signals: traffic.signals.map((s) => ({
          ...s,
          phases: s.phases.map((p, k) => ({ ...p, state: change(p.state, k) })),
        })),
      },
    });
    expect(codes(signals((s) => 'G'.repeat(s.length)))).toContain('signal.conflicting_greens');
    expect(codes(signals((s) => s.slice(1)))).toContain('signal.state_length');
    expect(codes(signals((s) => s.replaceAll('y', 'r')))).toContain('signal.intergreen');
  });

  it('are refused where an edge is cut off, a lane is missing or a sensor reads nothing', () => {
    const traffic = city.traffic!;
    const [first] = traffic.connections;
    const cut = {
      ...traffic,
      connections: traffic.connections.filter((c) => c.from !== first!.from),
    };
    expect(codes({ ...city, traffic: cut })).toContain('road.cut_off');
    const astray = {
      ...traffic,
      connections: [{ ...first!, toLane: 9 }, ...traffic.connections.slice(1)],
    };
    expect(codes({ ...city, traffic: astray })).toContain('connection.no_lane');
    const sensors = city.sensors.map((s) => ({
      ...s,
      datastreams: s.datastreams.map((d) => ({ ...d, featureId: 'gone' })),
    }));
    expect(codes({ ...city, sensors })).toContain('sensor.no_feature');
  });

  it('keep sanitary sewers below storm sewers wherever they cross in a junction', () => {
    const [storm, sanitary] = city.utilities;
    const level = new Map(storm!.nodes.map((n) => [n.id.replace('storm', ''), n.invertM]));
    let compared = 0;
    for (const n of sanitary!.nodes) {
      const above = level.get(n.id.replace('sanitary', ''));
      if (above === undefined) continue;
      expect(n.invertM, n.id).toBeLessThan(above);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });

  it('name every sensor in both languages and watch the pumps', () => {
    for (const s of city.sensors) {
      expect(s.name.en.length).toBeGreaterThan(0);
      expect(s.name.zh).toMatch(/[\u4e00-\u9fff]/);
    }
    const properties = new Set(
      city.sensors.flatMap((s) => s.datastreams.map((d) => d.observedProperty)),
    );
    for (const p of [
      'rainfall_intensity',
      'water_level',
      'cover_tilt',
      'pump_state',
      'pm25',
      'pm10',
      'no2',
      'wind_speed',
      'traffic_count',
      'camera',
    ]) {
      expect(properties.has(p), p).toBe(true);
    }
  });
});
