import type { UtilityLink, UtilityNetwork, UtilityNode } from '../../../../src/domain/city';
import type { CityPlan } from '../../plan';
import { yearLaid } from '../age';
import { LEAD_BORE_M, type Gully } from './gullies';
import { stormIds } from './names';
import { risingMain } from './risingMain';
import type { Section } from './hydraulics';
import type { StormSystem } from './system';

const GULLY_WALL_M = 0.006;

/** The storm sewers as things in the ground: manholes, gullies, pipes, outfalls, the pumping station. */
export function stormNetwork(
  plan: CityPlan,
  storm: StormSystem,
  gullies: readonly Gully[],
): UtilityNetwork {
  const nodes: UtilityNode[] = [];
  const links: UtilityLink[] = [];
  const { stations, x, y, invertM, reaches } = storm;
  const chamber = new Float64Array(stations.x.length).fill(1);
  for (const r of reaches.values()) {
    for (const i of r.down < 0 ? [r.up] : [r.up, r.down]) {
      chamber[i] = Math.max(chamber[i]!, Math.min(r.section.widthM + 0.5, 3));
    }
  }
  for (let i = 0; i < stations.x.length; i++) {
    if (Number.isNaN(invertM[i]!)) continue;
    nodes.push({
      id: stormIds.manhole(i),
      kind: 'manhole',
      x: x[i]!,
      y: y[i]!,
      coverM: stations.groundM[i]!,
      invertM: invertM[i]!,
      diameterM: chamber[i]!,
    });
  }
  const outfallOf = new Map(storm.outfalls.map((o, k) => [o.station, k]));
  for (const r of reaches.values()) {
    const id = stormIds.pipe(r.up);
    const to = r.down >= 0 ? { x: x[r.down]!, y: y[r.down]!, id: stormIds.manhole(r.down) } : null;
    const k = outfallOf.get(r.up);
    const end =
      to ??
      (k === undefined
        ? { x: storm.pumping!.x, y: storm.pumping!.y, id: stormIds.well }
        : { x: storm.outfalls[k]!.x, y: storm.outfalls[k]!.y, id: stormIds.outfall(k) });
    const street = r.leg >= 0 ? storm.graph.streets[stations.legs[r.leg]!.street]!.street.id : id;
    const year = yearLaid(plan, x[r.up]!, y[r.up]!, `storm:${street}`);
    links.push({
      id,
      from: stormIds.manhole(r.up),
      to: end.id,
      kind: 'pipe',
      path: Float64Array.of(x[r.up]!, y[r.up]!, r.invertUpM, end.x, end.y, r.invertDownM),
      shape: r.section.shape,
      heightM: r.section.heightM,
      widthM: r.section.widthM,
      wallM: r.section.wallM,
      material: material(r.section, year),
      yearBuilt: year,
    });
    if (k === undefined || to) continue;
    nodes.push({
      id: end.id,
      kind: 'outfall',
      x: end.x,
      y: end.y,
      coverM: r.invertDownM + r.section.heightM + r.section.wallM,
      invertM: r.invertDownM,
      diameterM: r.section.widthM,
    });
  }
  for (const g of gullies) addGully(g, nodes, links);
  if (storm.pumping) {
    const station = risingMain(storm);
    nodes.push(...station.nodes);
    links.push(...station.links);
  }
  function addGully(g: Gully, toNodes: UtilityNode[], toLinks: UtilityLink[]): void {
    const id = stormIds.gully(g.station, g.index);
    toNodes.push({
      id,
      kind: 'inlet',
      x: g.x,
      y: g.y,
      coverM: g.groundM,
      invertM: g.invertM,
      diameterM: 0.45,
    });
    toLinks.push({
      id: stormIds.lead(g.station, g.index),
      from: id,
      to: stormIds.manhole(g.station),
      kind: 'pipe',
      path: Float64Array.of(g.x, g.y, g.invertM, x[g.station]!, y[g.station]!, g.entryM),
      shape: 'circular',
      heightM: LEAD_BORE_M,
      widthM: LEAD_BORE_M,
      wallM: GULLY_WALL_M,
      material: 'PVC-U',
    });
  }
  return { kind: 'storm', nodes, links };
}

function material(section: Section, year: number): string {
  if (section.shape === 'egg') return 'brick';
  if (section.shape === 'rect_closed') return 'reinforced concrete, cast in place';
  if (section.heightM <= 0.4) return year < 1985 ? 'vitrified clay' : 'PVC-U';
  return 'reinforced concrete';
}
