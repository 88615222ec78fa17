import { describe, expect, it } from 'vitest';
import { buildUtilities } from '../../../assets/city/networks';
import {
  HISTORIC,
  MODERN,
  PIPE_N,
  circular,
  egg,
  follows,
  fullFlow,
  fullVelocity,
  slopeForVelocity,
} from '../../../assets/city/networks/storm/hydraulics';
import {
  chicagoStorm,
  rainIntensityMs,
  rationalFlow,
  runoffCoefficient,
} from '../../../assets/city/networks/storm/rainfall';
import { sizeReach } from '../../../assets/city/networks/storm/design';
import { downhillForest } from '../../../assets/city/networks/forest';
import { stationGraph } from '../../../assets/city/networks/stations';
import { streetGraph } from '../../../assets/city/networks/streetGraph';
import type { DrainageConduit } from '../../../src/domain/drainage';
import { smallPlan } from '../../fixtures/smallPlan';

describe('storm sewer hydraulics', () => {
  it('gives the full flow of a round pipe by Manning: D 1 m, S 0.001, n 0.013 → 0.758 m³/s', () => {
    const exact = ((Math.PI / 4) * 0.25 ** (2 / 3) * Math.sqrt(0.001)) / PIPE_N;
    expect(fullFlow(circular(1), 0.001)).toBeCloseTo(exact, 12);
    expect(exact).toBeCloseTo(0.758, 3);
  });

  it('has a slope for a velocity that gives that velocity back', () => {
    for (const s of [circular(0.3), egg(1.2), MODERN.at(-1)!]) {
      expect(fullVelocity(s, slopeForVelocity(s, 0.75))).toBeCloseTo(0.75, 12);
    }
  });

  it('keeps catalogues in rising order of area and capacity', () => {
    for (const list of [MODERN, HISTORIC]) {
      for (let i = 1; i < list.length; i++) expect(follows(list[i - 1]!, list[i]!)).toBe(true);
    }
  });
});

describe('design rain', () => {
  it('follows the published law: 3 years, 10 min → 1600(1 + 0.846 lg 3)/17^0.656 L/(s·ha)', () => {
    const q = (1600 * (1 + 0.846 * Math.log10(3))) / 17 ** 0.656;
    expect(rainIntensityMs(10, 3) * 1e7).toBeCloseTo(q, 6);
  });

  it('has a Chicago storm whose volume is that of the law over the whole duration', () => {
    const storm = chicagoStorm(120, 5, 3);
    const depth = storm.mmH.reduce((sum, i) => sum + (i * 5) / 60, 0);
    expect(depth).toBeCloseTo(rainIntensityMs(120, 3) * 7200 * 1000, 6);
    expect(storm.mmH.at(-1)).toBe(0);
    expect(storm.mmH.indexOf(Math.max(...storm.mmH))).toBe(9);
  });

  it('turns area into flow by the rational method', () => {
    const area = 10_000 * runoffCoefficient(0.6);
    expect(runoffCoefficient(0.6)).toBeCloseTo(0.6, 12);
    expect(rationalFlow(area, 10, 3)).toBeCloseTo(6000 * rainIntensityMs(10, 3), 12);
  });
});

describe('the size of a reach', () => {
  const site = { flow: 0.5, lengthM: 50, topUp: 10, topDown: 9.5, crownIn: Infinity };

  it('follows the ground and carries the flow with the smallest pipe', () => {
    const r = sizeReach(MODERN, null, site);
    expect(fullFlow(r.section, r.slope)).toBeGreaterThanOrEqual(0.5);
    const smaller = MODERN[MODERN.indexOf(r.section) - 1]!;
    expect(fullFlow(smaller, 0.01)).toBeLessThan(0.5);
    expect(r.slope).toBeCloseTo(0.01, 3);
  });

  it('never shrinks below what flows in', () => {
    const r = sizeReach(MODERN, circular(1.4), { ...site, flow: 0.01 });
    expect(r.section.heightM).toBe(1.4);
  });

  it('drops at the head of a street too steep for the fastest flow', () => {
    const r = sizeReach(MODERN, null, { ...site, topDown: 0 });
    expect(fullVelocity(r.section, r.slope)).toBeCloseTo(5, 6);
    expect(r.crownUp).toBeLessThan(5);
  });

  it('names the flow where no size is enough', () => {
    expect(() => sizeReach(MODERN, null, { ...site, flow: 1e4 })).toThrow(/10000\.0 m³\/s/);
  });
});

describe('the downhill forest', () => {
  it('reaches every station, each from the one downstream of it', () => {
    const plan = smallPlan();
    const stations = stationGraph(streetGraph(plan, (s) => s.level === 0));
    const forest = downhillForest(stations, [{ station: 0, levelM: 0 }], () => true);
    expect(forest.order).toHaveLength(stations.x.length);
    const place = new Map(forest.order.map((s, k) => [s, k]));
    for (const s of forest.order.slice(1)) {
      expect(place.get(forest.down[s]!)!).toBeLessThan(place.get(s)!);
    }
  });
});

describe('the storm sewers of the hand-made plan', () => {
  const { utilities, drainage } = buildUtilities(smallPlan());
  const storm = utilities.find((u) => u.kind === 'storm')!;

  it('have the same ids in the ground and in the model', () => {
    const nodes = new Set(storm.nodes.map((n) => n.id));
    const links = new Set(storm.links.map((l) => l.id));
    for (const n of drainage.nodes) expect(nodes.has(n.id), n.id).toBe(true);
    for (const l of drainage.links) expect(links.has(l.id), l.id).toBe(true);
    const modelled = new Set(drainage.nodes.map((n) => n.id));
    for (const n of storm.nodes)
      if (n.kind !== 'inlet') expect(modelled.has(n.id), n.id).toBe(true);
  });

  it('count the gullies of every manhole in its tag', () => {
    const leads = new Map<string, number>();
    for (const l of storm.links) {
      if (l.id.startsWith('storm-lead-')) leads.set(l.to, (leads.get(l.to) ?? 0) + 1);
    }
    for (const n of drainage.nodes) {
      if (n.kind === 'junction') expect(n.tag).toBe(`inlets=${leads.get(n.id) ?? 0}`);
    }
    expect(leads.size).toBeGreaterThan(50);
  });

  it('carry the design flow of all that lies upstream at each outfall', () => {
    const conduits = drainage.links.filter((l): l is DrainageConduit => l.kind === 'conduit');
    const up = new Map<string, DrainageConduit[]>();
    for (const c of conduits) up.set(c.to, [...(up.get(c.to) ?? []), c]);
    for (const o of drainage.nodes.filter((n) => n.kind === 'outfall')) {
      const last = up.get(o.id)![0]!;
      const seen = new Set<string>();
      const stack = [last.from];
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        seen.add(at);
        for (const c of up.get(at) ?? []) if (!seen.has(c.from)) stack.push(c.from);
      }
      const areas = drainage.subcatchments.filter((s) => seen.has(s.outlet));
      const effective = areas.reduce(
        (a, s) => a + s.areaM2 * runoffCoefficient(s.imperviousness),
        0,
      );
      const node = (id: string) => drainage.nodes.find((n) => n.id === id)!;
      const fall = node(last.from).invertM + last.inOffsetM - node(o.id).invertM - last.outOffsetM;
      // Even an hour-long concentration time must fit.
      const flow = rationalFlow(effective, 60, 3);
      const section = MODERN.find(
        (s) =>
          s.heightM === last.section.geom[0] &&
          (s.shape === 'circular' || s.widthM === last.section.geom[1]),
      )!;
      expect(fullFlow(section, fall / last.lengthM)).toBeGreaterThan(flow);
    }
  });

  it('have outfalls with flap gates at the river level, and one pumping station with a tank', () => {
    const outfalls = drainage.nodes.filter((n) => n.kind === 'outfall');
    expect(outfalls.length).toBeGreaterThan(0);
    for (const o of outfalls) expect(o).toMatchObject({ flapGate: true, fixedStageM: 9.5 });
    expect(drainage.nodes.filter((n) => n.kind === 'storage')).toHaveLength(1);
    const pumps = drainage.links.filter((l) => l.kind === 'pump');
    expect(pumps).toHaveLength(2);
    for (const p of pumps) expect(p.startupDepthM).toBeGreaterThan(p.shutoffDepthM);
    const { y } = drainage.curves[0]!;
    for (let i = 1; i < y.length; i++) expect(y[i]!).toBeLessThan(y[i - 1]!);
  });

  it('drain catchments that neither overlap nor leave the city', () => {
    const { minX, minY, maxX, maxY } = smallPlan().extent;
    const total = drainage.subcatchments.reduce((a, s) => a + s.areaM2, 0);
    expect(total).toBeLessThanOrEqual((maxX - minX) * (maxY - minY));
    for (const s of drainage.subcatchments) {
      for (let i = 0; i < s.ring!.length; i += 2) {
        expect(s.ring![i]!).toBeGreaterThanOrEqual(minX - 1e-6);
        expect(s.ring![i + 1]!).toBeLessThanOrEqual(maxY + 1e-6);
      }
      expect(s.imperviousness).toBeGreaterThanOrEqual(0);
      expect(s.imperviousness).toBeLessThanOrEqual(1);
    }
  });
});
