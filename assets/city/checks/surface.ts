import Flatbush from 'flatbush';
import type { Building } from '../../../src/domain/city';
import { cellIndexAt, sampleBilinear } from '../../../src/domain/grid';
import type { CityPlan, PlannedStreet } from '../plan';
import { polygonArea } from '../surface/geometry';
import { polygonsOverlap, polygonTouchesStrip } from './overlap';
import type { Violation } from './violation';

/** Height of a carriageway's crown over its gutter, m: what a cell beside the centreline may lie lower. */
const CROWN_M = 0.14;
/** Steepest street, m/m; short ramps of underpasses included. */
const MAX_GRADE = 0.085;
/** Streets meet at no less than this (cosine of 40°). */
const MAX_MEETING_COS = 0.7661;
const MAX_STOREYS = 60;
/** Tallest storey of any use (halls), m. */
const MAX_STOREY_M = 9;
const MIN_FOOTPRINT_M2 = 25;
const MAX_PERSONS_PER_M2 = 0.12;

/** Everything that must hold on the surface of a generated city. An empty list means it passes. */
export function checkSurface(plan: CityPlan): Violation[] {
  return [
    ...checkIds(plan),
    ...checkTerrain(plan),
    ...checkStreetGraph(plan),
    ...checkProfiles(plan),
    ...checkBuildings(plan),
    ...checkOverlaps(plan),
    ...checkStreetClearance(plan),
    ...checkWater(plan),
  ];
}

function checkIds(plan: CityPlan): Violation[] {
  const seen = new Set<string>();
  const out: Violation[] = [];
  for (const list of [plan.nodes, plan.streets, plan.buildings, plan.facilities, plan.waterBodies])
    for (const { id } of list) {
      if (seen.has(id))
        out.push({ code: 'id.twice', where: id, what: `The id "${id}" is used twice.` });
      seen.add(id);
    }
  for (const f of plan.facilities)
    if (f.buildingId !== undefined && !seen.has(f.buildingId))
      out.push({
        code: 'facility.building',
        where: f.id,
        what: `Facility ${f.id} names the building "${f.buildingId}", which does not exist.`,
      });
  return out;
}

function checkTerrain(plan: CityPlan): Violation[] {
  const bad = plan.terrain.values.findIndex((z) => !Number.isFinite(z));
  const classes = new Set(plan.landCover.classes.map((c) => c.value));
  const odd = plan.landCover.raster.values.findIndex((v) => !classes.has(v));
  const out: Violation[] = [];
  if (bad >= 0)
    out.push({
      code: 'terrain.hole',
      where: `cell ${bad}`,
      what: 'The terrain has no level there.',
    });
  if (odd >= 0)
    out.push({
      code: 'cover.class',
      where: `cell ${odd}`,
      what: 'The land cover has no such class.',
    });
  return out;
}

/** Every junction can be reached from every other one, ends lie on their nodes, and angles are sane. */
function checkStreetGraph(plan: CityPlan): Violation[] {
  const out: Violation[] = [];
  const index = new Map(plan.nodes.map((n, i) => [n.id, i]));
  const roads = plan.streets.filter((s) => s.class !== 'rail');
  const forward: number[][] = plan.nodes.map(() => []);
  const backward: number[][] = plan.nodes.map(() => []);
  const arms: [number, number][][] = plan.nodes.map(() => []);
  for (const s of roads) {
    const a = index.get(s.from);
    const b = index.get(s.to);
    if (a === undefined || b === undefined) {
      out.push({ code: 'street.node', where: s.id, what: `Street ${s.id} ends at no known node.` });
      continue;
    }
    forward[a]!.push(b);
    backward[b]!.push(a);
    if (!s.oneway) {
      forward[b]!.push(a);
      backward[a]!.push(b);
    }
    arms[a]!.push(direction(s, true));
    arms[b]!.push(direction(s, false));
    const p = s.centreline;
    const n = p.length;
    const [from, to] = [plan.nodes[a]!, plan.nodes[b]!];
    const off = Math.max(
      Math.abs(p[0]! - from.x) + Math.abs(p[1]! - from.y),
      Math.abs(p[n - 2]! - to.x) + Math.abs(p[n - 1]! - to.y),
    );
    if (off > 0.01)
      out.push({
        code: 'street.end',
        where: s.id,
        what: `Street ${s.id} ends ${off} m off its node.`,
      });
  }
  const start = index.get(roads[0]?.from ?? '');
  if (start !== undefined)
    for (const links of [forward, backward]) {
      const reached = reach(links, start);
      for (const s of roads)
        if (!reached[index.get(s.from)!] || !reached[index.get(s.to)!])
          out.push({ code: 'street.cut_off', where: s.id, what: `Street ${s.id} is cut off.` });
    }
  arms.forEach((list, i) => {
    for (let a = 0; a < list.length; a++)
      for (let b = a + 1; b < list.length; b++) {
        const cos = list[a]![0] * list[b]![0] + list[a]![1] * list[b]![1];
        if (cos > MAX_MEETING_COS)
          out.push({
            code: 'street.sharp',
            where: plan.nodes[i]!.id,
            what: `Two streets meet at less than 40° (cosine ${cos.toFixed(3)}).`,
          });
      }
  });
  return out;
}

function reach(links: readonly (readonly number[])[], start: number): Uint8Array {
  const seen = new Uint8Array(links.length);
  const stack = [start];
  seen[start] = 1;
  while (stack.length > 0)
    for (const next of links[stack.pop()!]!) {
      if (seen[next]) continue;
      seen[next] = 1;
      stack.push(next);
    }
  return seen;
}

/** Unit direction over the first 20 m or so from one end of a street. */
function direction(s: PlannedStreet, atStart: boolean): [number, number] {
  const p = s.centreline;
  const n = p.length / 2;
  const far = Math.min(2, n - 1);
  const [a, b] = atStart ? [0, far] : [n - 1, n - 1 - far];
  const dx = p[2 * b]! - p[2 * a]!;
  const dy = p[2 * b + 1]! - p[2 * a + 1]!;
  const l = Math.sqrt(dx * dx + dy * dy) || 1;
  return [dx / l, dy / l];
}

/** Road levels agree with the terrain (bridges and rail aside) and no street is too steep. */
function checkProfiles(plan: CityPlan): Violation[] {
  const out: Violation[] = [];
  const { minX, minY, maxX, maxY } = plan.extent;
  const rim = 2 * plan.terrain.grid.cellSizeM;
  // Interpolation looks one cell diagonal away, up to the steepest grade and down to the gutter.
  const tolerance = CROWN_M + MAX_GRADE * Math.SQRT2 * plan.terrain.grid.cellSizeM;
  for (const s of plan.streets) {
    const p = s.centreline;
    if (s.class === 'rail') continue;
    let off = 0;
    let grade = 0;
    for (let i = 0; i < s.profileM.length; i++) {
      const [x, y] = [p[2 * i]!, p[2 * i + 1]!];
      if (i > 0) {
        const [dx, dy] = [x - p[2 * i - 2]!, y - p[2 * i - 1]!];
        const run = Math.sqrt(dx * dx + dy * dy);
        grade = Math.max(grade, Math.abs(s.profileM[i]! - s.profileM[i - 1]!) / Math.max(run, 4));
      }
      const inner = x > minX + rim && y > minY + rim && x < maxX - rim && y < maxY - rim;
      if (s.level <= 0 && inner)
        off = Math.max(off, Math.abs(sampleBilinear(plan.terrain, x, y) - s.profileM[i]!));
    }
    if (!(off <= tolerance))
      out.push({
        code: 'street.profile',
        where: s.id,
        what: `The profile of ${s.id} leaves the terrain by ${off.toFixed(2)} m (limit ${tolerance.toFixed(2)} m).`,
      });
    if (!(grade <= MAX_GRADE))
      out.push({
        code: 'street.steep',
        where: s.id,
        what: `Street ${s.id} rises at ${(100 * grade).toFixed(1)} % (limit ${100 * MAX_GRADE} %).`,
      });
  }
  return out;
}

function checkBuildings(plan: CityPlan): Violation[] {
  const out: Violation[] = [];
  for (const b of plan.buildings) {
    const area = polygonArea(b.footprint);
    const persons = b.population / (area * b.storeys);
    const sane =
      area >= MIN_FOOTPRINT_M2 &&
      b.storeys >= 1 &&
      b.storeys <= MAX_STOREYS &&
      b.heightM > 2 &&
      b.heightM < b.storeys * MAX_STOREY_M &&
      b.roofHeightM >= 0 &&
      Number.isFinite(b.groundM) &&
      b.population >= 0 &&
      persons <= MAX_PERSONS_PER_M2;
    if (!sane)
      out.push({
        code: 'building.sane',
        where: b.id,
        what: `Building ${b.id}: ${area.toFixed(0)} m², ${b.storeys} storeys, ${b.heightM} m high, ${b.population} persons.`,
      });
    if (b.roofShape !== 'flat' && b.footprint.outer.length !== 8)
      out.push({
        code: 'building.roof',
        where: b.id,
        what: `Building ${b.id} has a ${b.roofShape} roof on a footprint that is not a rectangle.`,
      });
  }
  return out;
}

function checkOverlaps(plan: CityPlan): Violation[] {
  const { buildings } = plan;
  if (buildings.length === 0) return [];
  const tree = buildingTree(buildings);
  const out: Violation[] = [];
  buildings.forEach((b, i) => {
    const [x0, y0, x1, y1] = box(b.footprint.outer);
    for (const j of tree.search(x0, y0, x1, y1))
      if (j > i && polygonsOverlap(b.footprint, buildings[j]!.footprint))
        out.push({
          code: 'building.overlap',
          where: `${b.id} ${buildings[j]!.id}`,
          what: `Buildings ${b.id} and ${buildings[j]!.id} overlap.`,
        });
  });
  return out;
}

/** No building stands on a carriageway, its sidewalks or the railway. */
function checkStreetClearance(plan: CityPlan): Violation[] {
  const { buildings } = plan;
  if (buildings.length === 0) return [];
  const tree = buildingTree(buildings);
  const found = new Map<string, Violation>();
  for (const s of plan.streets) {
    const p = s.centreline;
    const reach = s.widthM / 2;
    for (let i = 0; i + 3 < p.length; i += 2) {
      const [ax, ay, bx, by] = [p[i]!, p[i + 1]!, p[i + 2]!, p[i + 3]!];
      const near = tree.search(
        Math.min(ax, bx) - reach,
        Math.min(ay, by) - reach,
        Math.max(ax, bx) + reach,
        Math.max(ay, by) + reach,
      );
      for (const j of near) {
        const b = buildings[j]!;
        if (!polygonTouchesStrip(b.footprint, ax, ay, bx, by, reach)) continue;
        found.set(`${b.id} ${s.id}`, {
          code: 'building.on_street',
          where: `${b.id} ${s.id}`,
          what: `Building ${b.id} stands on the carriageway of ${s.id}.`,
        });
      }
    }
  }
  return [...found.values()];
}

/** Water bodies are covered by water and no building stands in them. */
function checkWater(plan: CityPlan): Violation[] {
  const out: Violation[] = [];
  const { grid, values } = plan.landCover.raster;
  const water = plan.landCover.classes.find((c) => c.key === 'water')?.value;
  for (const b of plan.buildings) {
    const [x0, y0, x1, y1] = box(b.footprint.outer);
    for (const body of plan.waterBodies) {
      const [wx0, wy0, wx1, wy1] = box(body.area.outer);
      if (wx0 > x1 || wx1 < x0 || wy0 > y1 || wy1 < y0) continue;
      if (polygonsOverlap(b.footprint, body.area))
        out.push({
          code: 'building.in_water',
          where: `${b.id} ${body.id}`,
          what: `Building ${b.id} stands in ${body.id}.`,
        });
    }
  }
  for (let i = 0; i < plan.trees.length; i += 4) {
    const cell = cellIndexAt(grid, plan.trees[i]!, plan.trees[i + 1]!);
    if (cell >= 0 && values[cell] !== water) continue;
    out.push({
      code: 'tree.place',
      where: `tree ${i / 4}`,
      what: 'A tree stands in water or outside the city.',
    });
  }
  return out;
}

function buildingTree(buildings: readonly Building[]): Flatbush {
  const tree = new Flatbush(buildings.length);
  for (const b of buildings) tree.add(...box(b.footprint.outer));
  tree.finish();
  return tree;
}

function box(ring: Float64Array): [number, number, number, number] {
  const out: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    out[0] = Math.min(out[0], ring[i]!);
    out[1] = Math.min(out[1], ring[i + 1]!);
    out[2] = Math.max(out[2], ring[i]!);
    out[3] = Math.max(out[3], ring[i + 1]!);
  }
  return out;
}
