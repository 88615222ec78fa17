import type { Sensor } from '../../../../src/domain/city';
import { sampleBilinear } from '../../../../src/domain/grid';
import type { TrafficNetwork } from '../../../../src/domain/traffic';
import type { CityPlan, PlannedStreet } from '../../plan';
import { chain, lengthOf, pointAt } from '../polyline';
import { site, type Stream } from './draft';

const KERB_INLET_M = 3;
const WIND_MAST_M = 10;
const CAMERA_M = 6;
const LOOP_INTERVAL_S = 60;
/** Kerbside stations per square kilometre (Directive 2008/50/EC asks for far fewer; low-cost nets have more). */
const KERBSIDE_PER_KM2 = 1;
/** Every how many signalled junctions have a camera. */
const CAMERA_EVERY = 3;

const AIR: readonly Stream[] = [
  { property: 'pm25', unit: 'ug/m3', intervalS: 300 },
  { property: 'pm10', unit: 'ug/m3', intervalS: 300 },
  { property: 'no2', unit: 'ug/m3', intervalS: 300 },
];

/** Kerbside stations on arterials, one background station far from them, and a wind mast beside that. */
export function airSensors(plan: CityPlan): Sensor[] {
  const roads = plan.streets.filter((s) => s.class === 'arterial' && s.level === 0);
  const { minX, minY, maxX, maxY } = plan.extent;
  const area = ((maxX - minX) * (maxY - minY)) / 1e6;
  const wanted = Math.min(roads.length, Math.max(1, Math.round(area * KERBSIDE_PER_KM2)));
  const out: Sensor[] = [];
  for (let k = 0; k < wanted; k++) {
    const s = roads[Math.floor(((k + 0.5) * roads.length) / wanted)]!;
    const { x, y } = kerbside(s);
    const z = sampleBilinear(plan.terrain, x, y) + KERB_INLET_M;
    const name = {
      en: `Air, ${s.name?.en ?? `kerbside ${k + 1}`}`,
      zh: `${s.name?.zh ?? `路边${k + 1}号`}空气站`,
    };
    const streams = AIR.map((a) => ({ ...a, featureId: s.id }));
    out.push(site(`sensor-air-${k + 1}`, name, [x, y, z], streams));
  }
  const quiet = quietPlace(plan, roads);
  const ground = sampleBilinear(plan.terrain, quiet.x, quiet.y);
  const at = (h: number): [number, number, number] => [quiet.x, quiet.y, ground + h];
  out.push(
    site(
      'sensor-air-background',
      { en: 'Air, background', zh: '背景空气站' },
      at(KERB_INLET_M),
      AIR,
    ),
    site('sensor-wind-1', { en: 'Wind mast', zh: '测风塔' }, at(WIND_MAST_M), [
      { property: 'wind_speed', unit: 'm/s', intervalS: 60 },
      { property: 'wind_from_direction', unit: 'deg', intervalS: 60 },
      { property: 'air_temperature', unit: 'Cel', intervalS: 60 },
    ]),
  );
  return out;
}

function kerbside(s: PlannedStreet): { x: number; y: number } {
  const line = chain(s.centreline);
  const p = pointAt(line, lengthOf(line) / 2);
  const off = s.widthM / 2 + 1.5;
  return { x: p.x - p.ty * off, y: p.y + p.tx * off };
}

/** The place of a coarse grid that is farthest from every arterial and not in water. */
function quietPlace(plan: CityPlan, roads: readonly PlannedStreet[]): { x: number; y: number } {
  const { minX, minY, maxX, maxY } = plan.extent;
  const wet = new Set(
    plan.landCover.classes.filter((c) => /water/.test(c.key)).map((c) => c.value),
  );
  const { raster } = plan.landCover;
  let best = { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
  let most = -1;
  const n = 12;
  for (let i = 1; i < n; i++) {
    for (let j = 1; j < n; j++) {
      const x = minX + (i / n) * (maxX - minX);
      const y = minY + (j / n) * (maxY - minY);
      const col = Math.floor((x - raster.grid.x0) / raster.grid.cellSizeM);
      const row = Math.floor((y - raster.grid.y0) / raster.grid.cellSizeM);
      if (wet.has(raster.values[row * raster.grid.cols + col]!)) continue;
      let near = Infinity;
      for (const s of roads) {
        for (let v = 0; v < s.centreline.length; v += 8) {
          near = Math.min(near, Math.hypot(s.centreline[v]! - x, s.centreline[v + 1]! - y));
        }
      }
      if (near > most && Number.isFinite(near)) {
        most = near;
        best = { x, y };
      }
    }
  }
  return best;
}

/** Loop controllers at every signalled junction, with their detectors, and cameras at some. */
export function signalSensors(plan: CityPlan, traffic: TrafficNetwork): Sensor[] {
  const nodes = new Map(plan.nodes.map((n) => [n.id, n]));
  const names = crossingNames(plan);
  const lanes = new Map(traffic.lanes.map((l) => [l.id, l]));
  const byJunction = new Map<string, Stream[]>();
  for (const d of traffic.detectors) {
    const edge = traffic.edges[lanes.get(d.laneId)!.edge]!;
    const list = byJunction.get(edge.toJunction) ?? [];
    byJunction.set(edge.toJunction, list);
    const base = { featureId: d.id, intervalS: LOOP_INTERVAL_S };
    list.push({ ...base, property: 'traffic_count', unit: '{vehicles}/h' });
    if (d.id.endsWith('-stop')) list.push({ ...base, property: 'occupancy', unit: '%' });
  }
  const out: Sensor[] = [];
  traffic.signals.forEach((s, k) => {
    const n = nodes.get(s.id)!;
    const name = names.get(s.id) ?? { en: `junction ${k + 1}`, zh: `${k + 1}号路口` };
    const streams = byJunction.get(s.id) ?? [];
    out.push(
      site(
        `sensor-loops-${s.id}`,
        { en: `Loops, ${name.en}`, zh: `${name.zh}线圈` },
        [n.x, n.y, n.z],
        [...streams, { property: 'signal_state', unit: '1', featureId: s.id, intervalS: 1 }],
      ),
    );
    if (k % CAMERA_EVERY !== 0) return;
    out.push(
      site(
        `sensor-camera-${s.id}`,
        { en: `Camera, ${name.en}`, zh: `${name.zh}摄像机` },
        [n.x + 8, n.y + 8, n.z + CAMERA_M],
        [{ property: 'camera', unit: '1', featureId: s.id, intervalS: 1 }],
      ),
    );
  });
  return out;
}

/** Names of the two best-known streets that meet at each node. */
function crossingNames(plan: CityPlan): Map<string, { en: string; zh: string }> {
  const meeting = new Map<string, { en: string; zh: string }[]>();
  for (const s of plan.streets) {
    if (!s.name) continue;
    for (const id of [s.from, s.to]) {
      const list = meeting.get(id) ?? [];
      meeting.set(id, list);
      if (list.every((n) => n.en !== s.name!.en)) list.push(s.name);
    }
  }
  const out = new Map<string, { en: string; zh: string }>();
  for (const [id, [a, b]] of meeting) {
    if (!a) continue;
    out.set(id, b ? { en: `${a.en} / ${b.en}`, zh: `${a.zh}${b.zh}路口` } : a);
  }
  return out;
}
