import { describe, expect, it } from 'vitest';
import { buildTraffic } from '../../../assets/city/networks';
import { conflictOf } from '../../../assets/city/networks/traffic/conflicts';
import { intergreenS, websterCycleS, yellowS } from '../../../assets/city/networks/traffic/signals';
import { parseNet } from '../../../src/io/sumo/parseNet';
import { writeNet } from '../../../src/io/sumo/writeNet';
import { smallPlan } from '../../fixtures/smallPlan';

describe('conflicts of paths', () => {
  const line = (...xy: number[]) => {
    const out: number[] = [];
    for (let i = 0; i < xy.length; i += 2) out.push(xy[i]!, xy[i + 1]!, 0);
    return Float64Array.from(out);
  };

  it('are found where paths cross, with the distance along each', () => {
    const c = conflictOf(line(0, 0, 10, 0), line(4, -3, 4, 3), false)!;
    expect(c.alongA).toBeCloseTo(4, 12);
    expect(c.alongB).toBeCloseTo(3, 12);
  });

  it('are found where paths merge or run too near, not where they run side by side in lanes', () => {
    expect(conflictOf(line(0, 0, 10, 0), line(0, 5, 10, 0), true)).not.toBeNull();
    expect(conflictOf(line(0, 0, 10, 0), line(10, 1.5, 0, 1.5), false)).not.toBeNull();
    expect(conflictOf(line(0, 0, 10, 0), line(10, 3, 0, 3), false)).toBeNull();
  });
});

describe('signal timing', () => {
  it('has yellows of RiLSA: 3, 4 and 5 s at 50, 60 and 70 km/h', () => {
    expect([50, 60, 70].map((v) => yellowS(v / 3.6))).toEqual([3, 4, 5]);
  });

  it('has intergreens of crossing + clearing − entering time', () => {
    // 3 s + (14 m + 6 m)/10 m/s − 10 m/(40 km/h) = 3 + 2 − 0.9
    expect(intergreenS(14, 10, false)).toBeCloseTo(4.1, 10);
    expect(intergreenS(15, 10, true)).toBeCloseTo(2 + 3 - 0.9, 10);
  });

  it("has Webster's cycle, in steps and within limits", () => {
    expect(websterCycleS(12, 0.6)).toBe(60); // (1.5·12 + 5)/0.4 = 57.5
    expect(websterCycleS(12, 0.99)).toBe(120);
    expect(websterCycleS(4, 0.1)).toBe(50);
  });
});

describe('the traffic network of the hand-made plan', () => {
  const net = buildTraffic(smallPlan());

  it('survives writing and reading as a SUMO net', () => {
    const back = parseNet(writeNet(net));
    expect(back.edges.map((e) => e.id)).toEqual(net.edges.map((e) => e.id));
    expect(back.connections).toEqual(net.connections);
    expect(back.signals).toEqual(net.signals);
    expect(back.junctions.map((j) => j.requests)).toEqual(net.junctions.map((j) => j.requests));
    net.lanes.forEach((l, i) => expect(back.lanes[i]!.shape).toEqual(l.shape));
  });

  it('has foes both ways and one side of every pair waiting', () => {
    for (const j of net.junctions) {
      const n = j.requests.length;
      const bit = (s: string, k: number) => s[n - 1 - k] === '1';
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < n; k++) {
          const [a, b] = [j.requests[i]!, j.requests[k]!];
          expect(bit(a.foes, k)).toBe(bit(b.foes, i));
          if (bit(a.foes, k)) expect(bit(a.response, k)).not.toBe(bit(b.response, i));
        }
      }
    }
  });

  it('adds a left-turn lane before signals on arterials', () => {
    const pockets = net.edges.filter(
      (e) => e.id.endsWith('-turn') && e.type === 'highway.arterial',
    );
    expect(pockets.length).toBeGreaterThanOrEqual(4);
    for (const e of pockets) {
      expect(e.lanes).toHaveLength(3);
      const left = net.connections.filter((c) => c.from === e.id && c.fromLane === 2);
      expect(left.length).toBeGreaterThan(0);
      for (const c of left) expect(['l', 'L']).toContain(c.direction);
    }
  });

  it('drives on the right: the lanes of a street lie right of its middle as driven', () => {
    const plan = smallPlan();
    for (const e of net.edges.filter((x) => x.function === 'normal')) {
      const street = plan.streets.find((s) => s.id === e.streetId)!;
      const shape = net.lanes[e.lanes[0]!]!.shape;
      const [x0, y0] = [shape[0]!, shape[1]!];
      const [dx, dy] = [shape[3]! - x0, shape[4]! - y0];
      let near = Infinity;
      let side = 0;
      for (let i = 0; i < street.centreline.length; i += 2) {
        const [px, py] = [street.centreline[i]! - x0, street.centreline[i + 1]! - y0];
        if (Math.hypot(px, py) >= near) continue;
        near = Math.hypot(px, py);
        side = dx * py - dy * px;
      }
      expect(side, e.id).toBeGreaterThan(0);
    }
  });

  it('turns round at dead ends', () => {
    const back = net.connections.filter((c) => c.direction === 't' && c.via !== undefined);
    expect(back).toHaveLength(1);
  });

  it('has loops at the stop line of every lane that enters a signal', () => {
    for (const s of net.signals) {
      const lanes = net.junctions.find((j) => j.id === s.id)!.incomingLanes;
      for (const l of lanes) {
        expect(net.detectors.some((d) => d.laneId === l && d.id.endsWith('-stop'))).toBe(true);
      }
    }
  });
});
