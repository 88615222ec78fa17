import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TrafficDemand } from '../../../domain/traffic';
import { mergeAdditional } from '../../../io/sumo/additional';
import { parseDemand } from '../../../io/sumo/parseDemand';
import { parseNet } from '../../../io/sumo/parseNet';
import type { FollowingModel, TrafficSetup } from '../../../../workers/traffic/setup';

const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/data/traffic');

/** A published network with the results SUMO has on it. */
export interface ReferenceNet {
  readonly name: string;
  readonly net: string;
  /** Additional files with stops and programs. */
  readonly additional: readonly string[];
  /** Files with vehicles and types. */
  readonly demand: readonly string[];
  readonly beginS: number;
  /** Length of the run, s. */
  readonly horizonS: number;
}

export const REFERENCE_NETS: readonly ReferenceNet[] = [
  {
    name: 'cologne1',
    net: 'cologne1.net.xml',
    additional: [],
    demand: ['cologne1.rou.xml'],
    beginS: 25200,
    horizonS: 3600,
  },
  {
    name: 'bologna_joined',
    net: 'joined_buslanes.net.xml',
    additional: ['joined_bus_stops.add.xml', 'joined_tls.add.xml'],
    demand: ['joined_vtypes.add.xml', 'joined.rou.xml', 'joined_busses.rou.xml'],
    beginS: 0,
    horizonS: 10800,
  },
];

/** What SUMO has: means over its runs with the nets' own programs. */
export interface SumoMeans {
  readonly inserted: number;
  readonly arrived: number;
  /** Mean and 95th percentile of trip durations of those arrived, s. */
  readonly duration: number;
  readonly duration_p95: number;
  /** Time loss and departure delay, s per vehicle. */
  readonly delay: number;
}

/** The data of a network are here. */
export function hasNet(n: ReferenceNet): boolean {
  return existsSync(path.join(FOLDER, 'reference', n.name, 'routes.rou.xml'));
}

export function sumoMeans(n: ReferenceNet): SumoMeans {
  const text = readFileSync(path.join(FOLDER, 'reference', n.name, 'summary.json'), 'utf8');
  return (JSON.parse(text) as { own: { mean: SumoMeans } }).own.mean;
}

/** The net with the files' departures and types, on the routes SUMO drove. */
export function referenceSetup(
  n: ReferenceNet,
  model: FollowingModel,
  stepS: number,
  seed: number,
): TrafficSetup {
  const read = (name: string): string => readFileSync(path.join(FOLDER, n.name, name), 'utf8');
  let network = parseNet(read(n.net), { file: n.net });
  for (const file of n.additional) network = mergeAdditional(network, read(file), { file });
  const demand = parseDemand(
    n.demand.map((file) => ({ file, text: read(file) })),
    { busStops: network.busStops },
  );
  return {
    network,
    demand: onRoutes(demand, drivenRoutes(n)),
    beginS: n.beginS,
    horizonS: n.horizonS,
    outputEveryS: 60,
    seed,
    options: { model, stepS },
  };
}

/** Edges each vehicle drove in SUMO, by its id. */
function drivenRoutes(n: ReferenceNet): ReadonlyMap<string, readonly string[]> {
  const file = path.join(FOLDER, 'reference', n.name, 'routes.rou.xml');
  const { vehicles } = parseDemand([{ file, text: readFileSync(file, 'utf8') }]);
  return new Map(vehicles.map((v) => [v.id, v.edges]));
}

function onRoutes(
  demand: TrafficDemand,
  driven: ReadonlyMap<string, readonly string[]>,
): TrafficDemand {
  const vehicles = demand.vehicles.map((v) => {
    const edges = driven.get(v.id);
    return edges ? { ...v, edges, routed: true } : v;
  });
  return { ...demand, vehicles };
}
