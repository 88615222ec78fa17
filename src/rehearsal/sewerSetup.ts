import type { SewerExchange, SewerSetup } from '../../workers/flood/setup';
import type { City, UtilityNetwork } from '../domain/city';
import type { DrainageModel } from '../domain/drainage';
import { cellIndexAt, type Grid } from '../domain/grid';

/** Grate of a street inlet: 0.5 × 0.5 m with half of it open (EN 124 practice). */
const GRATE_AREA_M2 = 0.125;
const GRATE_RIM_M = 2;
/** Cover of a manhole, 0.6 m wide. */
const COVER_AREA_M2 = (Math.PI / 4) * 0.6 * 0.6;
const COVER_RIM_M = Math.PI * 0.6;
/** Inlets assumed at a junction where the City has no inlets of its own: one on each side of the street. */
const ASSUMED_INLETS = 2;

/**
 * Where a City's storm sewers meet the surface: its inlets where it has them (each leads to the
 * network node its connection ends at), two assumed inlets at every junction where it has none;
 * covers of manholes lift; outfalls end in the cell they lie in.
 */
export function sewerSetup(city: City, grid: Grid): SewerSetup | undefined {
  const model = city.drainage;
  if (!model || model.nodes.length === 0) return undefined;
  const storm = city.utilities.find((u) => u.kind === 'storm');
  const inlets = storm ? inletExchanges(storm, model, grid) : [];
  const exchanges: SewerExchange[] = [...inlets];
  for (const n of model.nodes) {
    const cell = cellIndexAt(grid, n.x, n.y);
    if (n.kind !== 'junction' || cell < 0) continue;
    exchanges.push({ node: n.id, cell, areaM2: COVER_AREA_M2, rimM: COVER_RIM_M, takesIn: false });
    if (inlets.length > 0) continue;
    exchanges.push({
      node: n.id,
      cell,
      areaM2: ASSUMED_INLETS * GRATE_AREA_M2,
      rimM: ASSUMED_INLETS * GRATE_RIM_M,
      takesIn: true,
    });
  }
  const outfalls = model.nodes.flatMap((n) => {
    const cell = cellIndexAt(grid, n.x, n.y);
    return n.kind === 'outfall' && cell >= 0 ? [{ node: n.id, cell }] : [];
  });
  return { model, exchanges, outfalls };
}

/** Inlets of the utility network that are not hydraulic nodes themselves, by the node their connection ends at. */
function inletExchanges(storm: UtilityNetwork, model: DrainageModel, grid: Grid): SewerExchange[] {
  const hydraulic = new Set(model.nodes.map((n) => n.id));
  const next = new Map<string, string>();
  for (const l of storm.links) if (!next.has(l.from)) next.set(l.from, l.to);
  return storm.nodes.flatMap((n): SewerExchange[] => {
    if (n.kind !== 'inlet') return [];
    const cell = cellIndexAt(grid, n.x, n.y);
    let node: string | undefined = n.id;
    for (let hops = 0; node !== undefined && !hydraulic.has(node) && hops < 8; hops++)
      node = next.get(node);
    if (cell < 0 || node === undefined || !hydraulic.has(node)) return [];
    return [{ node, cell, areaM2: GRATE_AREA_M2, rimM: GRATE_RIM_M, takesIn: true }];
  });
}
