import type { Sensor, UtilityNetwork, UtilityNode } from '../../../../src/domain/city';
import { sampleBilinear } from '../../../../src/domain/grid';
import type { CityPlan } from '../../plan';
import { stormIds } from '../storm/names';
import { site, type Stream } from './draft';

/** One rain gauge for about this area, km² (WMO-No. 8: 5–20 in towns; urban drainage wants 1–4). */
const KM2_PER_GAUGE = 1.5;
const GAUGE_HEIGHT_M = 2;
/** Manholes watched for each square kilometre, and the least distance between them, m. */
const MANHOLES_PER_KM2 = 5;
const MANHOLE_SPACING_M = 220;

/** Outfalls farther than this from the next point of a bank do not stand at the river, m. */
const AT_BANK_M = 60;

/** Rain gauges on a loose grid, each on the roof of the nearest public building or on a mast. */
export function rainGauges(plan: CityPlan): Sensor[] {
  const { minX, minY, maxX, maxY } = plan.extent;
  const area = ((maxX - minX) * (maxY - minY)) / 1e6;
  const n = Math.max(1, Math.round(Math.sqrt(area / KM2_PER_GAUGE)));
  const out: Sensor[] = [];
  for (let row = 0; row < n; row++) {
    for (let col = 0; col < n; col++) {
      const x = minX + ((col + 0.5) / n) * (maxX - minX);
      const y = minY + ((row + 0.5) / n) * (maxY - minY);
      const k = row * n + col + 1;
      const z = sampleBilinear(plan.terrain, x, y) + GAUGE_HEIGHT_M;
      out.push(
        site(
          `sensor-rain-${k}`,
          { en: `Rain gauge ${k}`, zh: `${k}号雨量站` },
          [x, y, z],
          [{ property: 'rainfall_intensity', unit: 'mm/h', intervalS: 60 }],
        ),
      );
    }
  }
  return out;
}

/** River gauges at the first and the last storm outfall along the water. */
export function riverGauges(plan: CityPlan, storm: UtilityNetwork): Sensor[] {
  const outfalls = storm.nodes.filter((n) => n.kind === 'outfall');
  const bodies = plan.waterBodies.filter((b) => b.kind !== 'pond');
  const gauged = outfalls
    .map((o) => ({ o, ...nearestBody(bodies, o) }))
    .filter((g) => g.distance <= AT_BANK_M);
  gauged.sort((a, b) => b.body.levelM - a.body.levelM || (a.o.id < b.o.id ? -1 : 1));
  const ends = gauged.length > 1 ? [gauged[0]!, gauged[gauged.length - 1]!] : gauged;
  return ends.map(({ o, body }, i) =>
    site(
      `sensor-river-${i + 1}`,
      i === 0
        ? { en: 'River gauge, upstream', zh: '上游河道水位站' }
        : { en: 'River gauge, downstream', zh: '下游河道水位站' },
      [o.x, o.y, body.levelM],
      [{ property: 'water_level', unit: 'm', featureId: body.id, intervalS: 300 }],
    ),
  );
}

function nearestBody(bodies: CityPlan['waterBodies'], at: { x: number; y: number }) {
  let best = bodies[0]!;
  let distance = Infinity;
  for (const b of bodies) {
    const r = b.area.outer;
    for (let i = 0; i < r.length; i += 2) {
      const d = Math.hypot(r[i]! - at.x, r[i + 1]! - at.y);
      if (d >= distance) continue;
      distance = d;
      best = b;
    }
  }
  return { body: best, distance };
}

/** Level and cover-tilt sensors in the manholes of the largest sewers, spread over the city. */
export function manholeSensors(plan: CityPlan, storm: UtilityNetwork): Sensor[] {
  const { minX, minY, maxX, maxY } = plan.extent;
  const most = Math.max(2, Math.round((((maxX - minX) * (maxY - minY)) / 1e6) * MANHOLES_PER_KM2));
  const size = new Map<string, number>();
  for (const l of storm.links) {
    size.set(l.from, Math.max(size.get(l.from) ?? 0, l.heightM * l.widthM));
  }
  const manholes = storm.nodes.filter((n) => n.kind === 'manhole');
  const weight = (n: UtilityNode) => size.get(n.id) ?? 0;
  manholes.sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1));
  const chosen: UtilityNode[] = [];
  for (const n of manholes) {
    if (chosen.length >= most) break;
    if (chosen.some((c) => Math.hypot(c.x - n.x, c.y - n.y) < MANHOLE_SPACING_M)) continue;
    chosen.push(n);
  }
  return chosen.map((n, i) =>
    site(
      `sensor-manhole-${i + 1}`,
      { en: `Manhole monitor ${i + 1}`, zh: `${i + 1}号检查井监测点` },
      [n.x, n.y, n.coverM],
      [
        { property: 'water_level', unit: 'm', featureId: n.id, intervalS: 60 },
        { property: 'cover_tilt', unit: 'deg', featureId: n.id, intervalS: 600 },
      ],
    ),
  );
}

/** Pump states and the level of the wet well of the pumping station. */
export function pumpSensors(storm: UtilityNetwork): Sensor[] {
  const well = storm.nodes.find((n) => n.id === stormIds.well);
  if (!well) return [];
  const pumps = storm.links.filter((l) => l.kind === 'pump');
  return [
    site(
      'sensor-ps-1',
      { en: 'Underpass pumping station', zh: '下穿通道泵站' },
      [well.x, well.y, well.coverM],
      [
        { property: 'water_level', unit: 'm', featureId: well.id, intervalS: 10 },
        ...pumps.map((p): Stream => ({
          property: 'pump_state',
          unit: '1',
          featureId: p.id,
          intervalS: 10,
        })),
      ],
    ),
  ];
}
