import type { UtilityLink, UtilityNode } from '../../../../src/domain/city';
import { JUNCTION_COVER_M, risingMainOffset } from '../crossSection';
import { offsetPart, chain, pointAt, valueAt } from '../polyline';
import { stormIds } from './names';
import type { StormSystem } from './system';

/** Velocity in the rising main at full duty, m/s (GB 50014-2021, 5.2.6: 0.7–2.0). */
const MAIN_VELOCITY_MS = 1.6;
const MAIN_BORES_M = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.2];
const MAIN_WALL_M = 0.02;
/** Distance of the discharge manifold from the wet well, m. */
const MANIFOLD_M = 4;
const STEP_M = 12;

/** The pumping station and its rising main as nodes and links of the storm network. */
export function risingMain(storm: StormSystem): { nodes: UtilityNode[]; links: UtilityLink[] } {
  const p = storm.pumping!;
  const { graph, stations } = storm;
  const { street, line, profileM, lengthM, from } = graph.streets[p.low.street]!;
  const flow = 2 * p.dutyCms;
  const bore =
    MAIN_BORES_M.find((d) => (Math.PI * d * d) / 4 >= flow / MAIN_VELOCITY_MS) ??
    MAIN_BORES_M.at(-1)!;
  const at = stations.chainage[p.low.station]!;
  const towardsStart = stations.node[p.low.receiver] === from;
  const off = risingMainOffset(street);
  const a = towardsStart ? 4 : at;
  const b = towardsStart ? at : lengthM - 4;
  const plane = chain(offsetPart(line, a, b, off));
  const planeLength = plane.s[plane.s.length - 1]!;
  const levelAt = (c: number) => valueAt(line, profileM, c) - JUNCTION_COVER_M - bore - MAIN_WALL_M;
  const tangent = pointAt(line, at);
  const away = towardsStart ? -1 : 1;
  const manifold = {
    x: p.x + away * MANIFOLD_M * tangent.tx,
    y: p.y + away * MANIFOLD_M * tangent.ty,
    z: levelAt(at),
  };
  const path: number[] = [manifold.x, manifold.y, manifold.z];
  const n = Math.max(2, Math.ceil(planeLength / STEP_M));
  for (let i = 1; i <= n; i++) {
    const t = towardsStart ? 1 - i / n : i / n;
    const q = pointAt(plane, t * planeLength);
    // The offset line is as long as its street part within a percent: chainage goes by share.
    path.push(q.x, q.y, levelAt(a + t * (b - a)));
  }
  const receiver = p.low.receiver;
  const entry = Math.max(
    storm.invertM[receiver]!,
    stations.groundM[receiver]! - JUNCTION_COVER_M - bore - MAIN_WALL_M,
  );
  path.push(storm.x[receiver]!, storm.y[receiver]!, entry);
  const node = (id: string, kind: 'tank' | 'pump', x: number, y: number, z: number, d: number) => ({
    id,
    kind,
    x,
    y,
    coverM: p.groundM,
    invertM: z,
    diameterM: d,
  });
  const pipe = (id: string, from: string, to: string, kind: 'pump' | 'pipe', xyz: number[]) => ({
    id,
    from,
    to,
    kind,
    path: Float64Array.from(xyz),
    shape: 'circular' as const,
    heightM: bore,
    widthM: bore,
    wallM: MAIN_WALL_M,
    material: 'ductile iron',
    yearBuilt: 1998,
  });
  const suction = p.floorM + p.stopM / 2;
  return {
    nodes: [
      node(stormIds.well, 'tank', p.x, p.y, p.floorM, 2 * Math.sqrt(p.areaM2 / Math.PI)),
      node(stormIds.manifold, 'pump', manifold.x, manifold.y, manifold.z, 2),
    ],
    links: [
      ...[0, 1].map((k) =>
        pipe(stormIds.pump(k), stormIds.well, stormIds.manifold, 'pump', [
          p.x,
          p.y,
          suction,
          manifold.x,
          manifold.y,
          manifold.z,
        ]),
      ),
      pipe(stormIds.main, stormIds.manifold, stormIds.manhole(receiver), 'pipe', path),
    ],
  };
}
