import { DryrunError } from '../../../src/domain/errors';
import type { TrafficConnection, TrafficNetwork } from '../../../src/domain/traffic';
import { permissions } from './classes';
import { addConflicts, type ConflictTable } from './conflicts';

/**
 * The network as arrays, for the step. Lanes are numbered edge by edge, rightmost first, so that the
 * neighbours of a lane stand beside it. A *link* is a connection: from a lane, by an internal lane
 * where there is one, to a lane. What waits at a link waits at the end of its `from` lane.
 */
export interface RoadNet {
  readonly lanes: number;
  readonly edges: number;
  readonly links: number;
  readonly junctions: number;
  readonly laneIds: readonly string[];
  readonly edgeIds: readonly string[];
  readonly signalIds: readonly string[];
  readonly laneLength: Float64Array;
  /** Speed limit, m/s; events change it. */
  readonly laneSpeed: Float64Array;
  readonly laneEdge: Int32Array;
  readonly laneIndex: Int32Array;
  /** Classes that may use it, as bits; events change it. */
  readonly lanePermits: Int32Array;
  readonly laneInternal: Uint8Array;
  readonly edgeFirstLane: Int32Array;
  readonly edgeLanes: Int32Array;
  /** Links leaving each lane: `linkOfLane[laneLinks[l] … laneLinks[l + 1] − 1]`. */
  readonly laneLinks: Int32Array;
  readonly linkOfLane: Int32Array;
  readonly linkFrom: Int32Array;
  /** Internal lane, −1 without. */
  readonly linkVia: Int32Array;
  /** The normal lane reached in the end. */
  readonly linkTo: Int32Array;
  /** Next lane driven: `linkVia`, else `linkTo`. */
  readonly linkNext: Int32Array;
  /** Junction whose right of way holds here; −1: none. */
  readonly linkJunction: Int32Array;
  readonly linkSignal: Int32Array;
  readonly linkSignalIndex: Int32Array;
  /** Priority without signal: 1 major, 0 minor. */
  readonly linkMajor: Uint8Array;
  /** 1: all-way stop or stop sign. */
  readonly linkStop: Uint8Array;
  /** 1: may enter and wait inside the junction (left turn with an internal junction). */
  readonly linkCont: Uint8Array;
  readonly linkKeepClear: Uint8Array;
  /** Distance from which foes are seen, m. */
  readonly linkVisibility: Float64Array;
  /** Links to yield to: `foeLinks[linkFoes[k] … linkFoes[k + 1] − 1]`. */
  readonly linkFoes: Int32Array;
  readonly foeLinks: Int32Array;
  /** 1: some link must yield to those who pass here. */
  readonly linkWatched: Uint8Array;
  readonly conflicts: ConflictTable;
  /** Links of each signal: `signalLinkList[signalLinks[s] …]`. */
  readonly signalLinks: Int32Array;
  readonly signalLinkList: Int32Array;
  /** Offsets into the per-lane vehicle lists, and their size in all. */
  readonly laneSlots: Int32Array;
  readonly laneIdIndex: ReadonlyMap<string, number>;
  readonly edgeIdIndex: ReadonlyMap<string, number>;
}

/** Shortest vehicle a lane list must hold, m (a bicycle with its gap). */
const SHORTEST_VEHICLE_M = 1.6;
/** SUMO's default distance from which a minor link sees its foes, m. */
const VISIBILITY_M = 4.5;

interface Draft {
  readonly connection: TrafficConnection;
  readonly from: number;
  readonly via: number;
  readonly to: number;
  junction: number;
  /** Row in the junction's right-of-way matrix; −1: none. */
  request: number;
}

/** @throws DryrunError `traffic.net.*` for a lane without length or a missing signal program */
export function compileNetwork(net: TrafficNetwork): RoadNet {
  const lanes = laneArrays(net);
  const { laneIdIndex, edgeIdIndex, drafts } = lanes;
  const n = drafts.length;
  const laneLinks = new Int32Array(lanes.count + 1);
  const linkOfLane = new Int32Array(n);
  drafts.forEach((d) => laneLinks[d.from + 1]!++);
  for (let l = 0; l < lanes.count; l++) laneLinks[l + 1]! += laneLinks[l]!;
  const fill = laneLinks.slice();
  drafts.forEach((d, k) => (linkOfLane[fill[d.from]!++] = k));
  const foes = rightOfWay(net, drafts, laneLinks, linkOfLane, laneIdIndex);
  const signalIds = [...new Set(net.signals.map((s) => s.id))];
  const signalOf = new Map(signalIds.map((id, i) => [id, i]));
  const linkSignal = Int32Array.from(drafts, ({ connection: c }) => {
    if (c.signal === undefined) return -1;
    const s = signalOf.get(c.signal);
    if (s !== undefined) return s;
    throw new DryrunError({
      code: 'traffic.net.signal',
      place: `connection ${c.from}_${c.fromLane} to ${c.to}_${c.toLane}`,
      what: `The connection belongs to the signal "${c.signal}", which has no program.`,
      mend: 'Add its <tlLogic>.',
      params: { signal: c.signal },
    });
  });
  const signalLinks = new Int32Array(signalIds.length + 1);
  linkSignal.forEach((s) => s >= 0 && signalLinks[s + 1]!++);
  for (let s = 0; s < signalIds.length; s++) signalLinks[s + 1]! += signalLinks[s]!;
  const at = signalLinks.slice();
  const signalLinkList = new Int32Array(signalLinks[signalIds.length]!);
  linkSignal.forEach((s, k) => s >= 0 && (signalLinkList[at[s]!++] = k));
  const linkVia = Int32Array.from(drafts, (d) => d.via);
  const linkTo = Int32Array.from(drafts, (d) => d.to);
  const laneSlots = new Int32Array(lanes.count + 1);
  for (let l = 0; l < lanes.count; l++) {
    laneSlots[l + 1] = laneSlots[l]! + Math.ceil(lanes.laneLength[l]! / SHORTEST_VEHICLE_M) + 6;
  }
  const flag = (test: (d: Draft, link: number) => boolean): Uint8Array =>
    Uint8Array.from(drafts, (d, k) => (test(d, k) ? 1 : 0));
  return {
    lanes: lanes.count,
    edges: net.edges.length,
    links: n,
    junctions: net.junctions.length,
    laneIds: lanes.ids,
    edgeIds: net.edges.map((e) => e.id),
    signalIds,
    laneLength: lanes.laneLength,
    laneSpeed: lanes.laneSpeed,
    laneEdge: lanes.laneEdge,
    laneIndex: lanes.laneIndex,
    lanePermits: lanes.lanePermits,
    laneInternal: lanes.laneInternal,
    edgeFirstLane: lanes.edgeFirstLane,
    edgeLanes: lanes.edgeLanes,
    laneLinks,
    linkOfLane,
    linkFrom: Int32Array.from(drafts, (d) => d.from),
    linkVia,
    linkTo,
    linkNext: Int32Array.from(drafts, (d) => (d.via >= 0 ? d.via : d.to)),
    linkJunction: Int32Array.from(drafts, (d) => d.junction),
    linkSignal,
    linkSignalIndex: Int32Array.from(drafts, (d) => d.connection.linkIndex ?? -1),
    linkMajor: flag((d) => d.connection.state >= 'A' && d.connection.state <= 'Z'),
    linkStop: flag((d) => d.connection.state === 's' || d.connection.state === 'w'),
    linkCont: foes.cont,
    linkKeepClear: flag(
      (d, k) =>
        d.via >= 0 &&
        !lanes.laneInternal[d.from] &&
        !['0', 'false'].includes(d.connection.attributes['keepClear'] ?? '') &&
        foes.hasFoes[k] === 1,
    ),
    linkVisibility: Float64Array.from(drafts, (d) =>
      Number(d.connection.attributes['visibility'] ?? VISIBILITY_M),
    ),
    linkFoes: foes.linkFoes,
    foeLinks: foes.foeLinks,
    linkWatched: watched(n, foes.foeLinks),
    conflicts: addConflicts(net, lanes, foes.pairs, { linkVia, linkTo, laneLinks, linkOfLane }),
    signalLinks,
    signalLinkList,
    laneSlots,
    laneIdIndex,
    edgeIdIndex,
  };
}

function watched(links: number, foeLinks: Int32Array): Uint8Array {
  const out = new Uint8Array(links);
  for (const k of foeLinks) out[k] = 1;
  return out;
}

/** What the geometry of conflicts needs of the lanes. */
export interface LaneArrays {
  readonly count: number;
  /** Index in `TrafficNetwork.lanes` of each lane here. */
  readonly source: Int32Array;
  readonly laneLength: Float64Array;
  readonly laneInternal: Uint8Array;
}

function laneArrays(net: TrafficNetwork) {
  const source: number[] = [];
  const edgeFirstLane = new Int32Array(net.edges.length);
  net.edges.forEach((e, i) => {
    edgeFirstLane[i] = source.length;
    source.push(...e.lanes);
  });
  const count = source.length;
  const of = source.map((i) => net.lanes[i]!);
  const bad = of.find((l) => !(l.lengthM > 0) || !(l.speedMs > 0));
  if (bad) {
    throw new DryrunError({
      code: 'traffic.net.lane',
      place: `lane ${bad.id}`,
      what: `The lane has a length of ${bad.lengthM} m and a speed limit of ${bad.speedMs} m/s; both must be above 0.`,
      mend: 'Write the net again with netconvert, or correct the lane.',
      params: { lane: bad.id },
    });
  }
  const laneIdIndex = new Map(of.map((l, i) => [l.id, i]));
  const edgeIdIndex = new Map(net.edges.map((e, i) => [e.id, i]));
  const drafts: Draft[] = [];
  const drivable = (edge: number): boolean => {
    const f = net.edges[edge]!.function;
    return f !== 'crossing' && f !== 'walkingarea';
  };
  for (const connection of net.connections) {
    const a = edgeIdIndex.get(connection.from)!;
    const b = edgeIdIndex.get(connection.to)!;
    if (!drivable(a) || !drivable(b)) continue;
    const via = connection.via === undefined ? -1 : laneIdIndex.get(connection.via)!;
    drafts.push({
      connection,
      from: edgeFirstLane[a]! + connection.fromLane,
      via,
      to: edgeFirstLane[b]! + connection.toLane,
      junction: -1,
      request: -1,
    });
  }
  return {
    count,
    source: Int32Array.from(source),
    ids: of.map((l) => l.id),
    laneLength: Float64Array.from(of, (l) => l.lengthM),
    laneSpeed: Float64Array.from(of, (l) => l.speedMs),
    laneEdge: Int32Array.from(of, (l) => l.edge),
    laneIndex: Int32Array.from(of, (l) => l.index),
    lanePermits: Int32Array.from(of, (l) => permissions(l.allow, l.disallow)),
    laneInternal: Uint8Array.from(of, (l) => (net.edges[l.edge]!.function === 'internal' ? 1 : 0)),
    edgeFirstLane,
    edgeLanes: Int32Array.from(net.edges, (e) => e.lanes.length),
    laneIdIndex,
    edgeIdIndex,
    drafts,
  };
}

/** Two links that cross or merge; `yields`: the first must let the second go. */
export interface FoePair {
  readonly link: number;
  readonly foe: number;
  readonly yields: boolean;
}

/**
 * Right of way from the matrices of the junctions: SUMO numbers the links of a junction by its
 * incoming lanes in order and each lane's connections in order. A link that waits inside the junction
 * yields again at its internal junction, to the foes that junction lists.
 */
function rightOfWay(
  net: TrafficNetwork,
  drafts: readonly Draft[],
  laneLinks: Int32Array,
  linkOfLane: Int32Array,
  laneIdIndex: ReadonlyMap<string, number>,
) {
  const cont = new Uint8Array(drafts.length);
  const hasFoes = new Uint8Array(drafts.length);
  const response: number[][] = drafts.map(() => []);
  const pairs: FoePair[] = [];
  const allFrom = new Map<string, number>();
  for (const c of net.connections) {
    const key = `${c.from}_${c.fromLane}`;
    allFrom.set(key, (allFrom.get(key) ?? 0) + 1);
  }
  const linksFrom = (id: string): readonly number[] => {
    const lane = laneIdIndex.get(id);
    if (lane === undefined) return [];
    return [...linkOfLane.subarray(laneLinks[lane], laneLinks[lane + 1])];
  };
  net.junctions.forEach((j, index) => {
    if (j.type === 'internal') return;
    const order: number[] = [];
    for (const id of j.incomingLanes) {
      const links = linksFrom(id);
      order.push(...links);
      for (let k = links.length; k < (allFrom.get(id) ?? 0); k++) order.push(-1);
    }
    order.forEach((link, row) => {
      if (link >= 0) {
        drafts[link]!.junction = index;
        drafts[link]!.request = row;
      }
    });
    for (const request of j.requests) {
      const link = order[request.index];
      if (link === undefined || link < 0) continue;
      if (request.cont) cont[link] = 1;
      const { response: yieldTo, foes } = request;
      for (let row = 0; row < foes.length; row++) {
        const other = order[row];
        if (other === undefined || other < 0 || other === link) continue;
        const yields = yieldTo[yieldTo.length - 1 - row] === '1';
        if (yields) response[link]!.push(other);
        if (foes[foes.length - 1 - row] === '1') {
          hasFoes[link] = 1;
          pairs.push({ link, foe: other, yields });
        }
      }
    }
  });
  for (const j of net.junctions) {
    if (j.type !== 'internal' || j.incomingLanes.length === 0) continue;
    const [waiting, ...others] = j.incomingLanes;
    const [link] = linksFrom(waiting!);
    if (link === undefined) continue;
    const crossed = new Set(j.internalLanes.map((id) => laneIdIndex.get(id) ?? -1));
    for (const id of others) {
      for (const foe of linksFrom(id)) {
        if (crossed.has(drafts[foe]!.via)) response[link]!.push(foe);
      }
    }
  }
  const linkFoes = new Int32Array(drafts.length + 1);
  response.forEach((r, k) => (linkFoes[k + 1] = linkFoes[k]! + r.length));
  return { cont, hasFoes, pairs, linkFoes, foeLinks: Int32Array.from(response.flat()) };
}
