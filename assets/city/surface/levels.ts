import { CROSS_SECTIONS } from './crossSections';
import { drainAlongStreets } from './streetDrainage';
import { streetsAtNodes, type StreetGraph } from './streetGraph';
import { distances, joinWider, keepReachable } from './streetJoins';
import { dipUnderRail, lowerToUnderpasses } from './underpassLevels';
import {
  buildVertexGraph,
  cone,
  limitGrades,
  smooth,
  type LevelDemands,
  type VertexGraph,
} from './vertexGraph';

export interface StreetLevels {
  /** Road surface per node. */
  readonly nodeZ: Float64Array;
  /** Road surface per vertex of each street. */
  readonly profiles: Float64Array[];
  /** Nodes and vertices where the street surface has a designed low spot: x, y pairs. */
  readonly lowSpots: Float64Array;
}

/** Natural grades are cut to this before smoothing, m/m. */
const GROUND_GRADE = 0.06;
const BRIDGE_RAMP_GRADE = 0.045;
const SMOOTHING_ROUNDS = 4;

/**
 * Levels of all streets: natural ground, cut to sensible grades, raised to the bridges, then filled
 * so that every vertex drains along the streets to a gate, the riverside or a designed low spot.
 */
export function levelStreets(graph: StreetGraph, demands: LevelDemands): StreetLevels {
  const g = buildVertexGraph(graph, demands);
  limitGrades(g, GROUND_GRADE);
  for (let k = 0; k < SMOOTHING_ROUNDS; k++) smooth(g);
  lowerToUnderpasses(g, graph, demands, GROUND_GRADE);
  raiseToBridges(g, graph, demands);
  const gates = graph.nodes.flatMap((n, i) => (n.kind === 'gate' ? [i] : []));
  const lowSpots = drainAlongStreets(g, gates, GROUND_GRADE, () =>
    raiseToBridges(g, graph, demands),
  );
  return assemble(g, graph, demands, lowSpots);
}

/** Lifts bridge decks to their clearance and the streets before them to ramps. */
function raiseToBridges(g: VertexGraph, graph: StreetGraph, demands: LevelDemands): void {
  const raised = new Float64Array(g.count).fill(-Infinity);
  graph.streets.forEach((s, k) => {
    if (s.level <= 0) return;
    for (const v of g.ofStreet[k]!) raised[v] = demands.deck(g.x[v]!, g.y[v]!);
  });
  cone(g, raised, BRIDGE_RAMP_GRADE, -1);
  for (let i = 0; i < g.count; i++) g.z[i] = Math.max(g.z[i]!, raised[i]!);
}

function assemble(
  g: VertexGraph,
  graph: StreetGraph,
  demands: LevelDemands,
  lowSpots: readonly number[],
): StreetLevels {
  const nodeZ = g.z.slice(0, graph.nodes.length);
  const arms = streetsAtNodes(graph);
  const profiles = graph.streets.map((s, k) => {
    const ids = g.ofStreet[k]!;
    const distance = distances(s.points);
    const profile = Float64Array.from(ids, (v) => g.z[v]!);
    if (s.level < 0) dipUnderRail(profile, distance, s.points, demands);
    for (const end of [s.from, s.to]) {
      const rank = CROSS_SECTIONS[s.class].rank;
      const wider = arms[end]!.filter((a) => CROSS_SECTIONS[graph.streets[a]!.class].rank > rank);
      if (wider.length > 0) joinWider(profile, distance, graph, g, k, end, wider);
    }
    if (s.level === 0) keepReachable(profile, distance);
    return profile;
  });
  const spots = new Float64Array(lowSpots.length * 2);
  lowSpots.forEach((v, i) => {
    spots[2 * i] = g.x[v]!;
    spots[2 * i + 1] = g.y[v]!;
  });
  return { nodeZ, profiles, lowSpots: spots };
}
