import FlatQueue from 'flatqueue';
import type { UtilityLink, UtilityNetwork } from './city';

/** A way through a network from node to node. */
export interface NetworkPath {
  /** Node ids in the order of the way; one more than links. */
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  /** Per link: true where the way runs from its `from` to its `to`. */
  readonly forward: readonly boolean[];
  /** Length along the pipes, m. */
  readonly lengthM: number;
}

/** What lies upstream or downstream of a place, nearest first. */
export interface NetworkTrace {
  readonly nodes: readonly string[];
  readonly links: readonly string[];
}

interface Step {
  readonly link: UtilityLink;
  readonly to: string;
  readonly forward: boolean;
}

/** Length of a link along its path, m. */
export function linkLengthM(link: UtilityLink): number {
  const p = link.path;
  let length = 0;
  for (let i = 0; i + 5 < p.length; i += 3) {
    length += Math.hypot(p[i + 3]! - p[i]!, p[i + 4]! - p[i + 1]!, p[i + 5]! - p[i + 2]!);
  }
  return length;
}

/**
 * The shortest way between two places of a network (Dijkstra by pipe length): downstream where one
 * leads there, else against the direction of pipes too. Places are node ids, or link ids (a way that
 * starts at a link starts at its upper node, one that ends at a link ends at its lower node). Null
 * where the two are not joined or not in the network.
 */
export function networkPath(
  network: UtilityNetwork,
  fromId: string,
  toId: string,
): NetworkPath | null {
  const links = new Map(network.links.map((l) => [l.id, l]));
  const from = links.get(fromId)?.from ?? fromId;
  const to = links.get(toId)?.to ?? toId;
  const known = new Set(network.nodes.map((n) => n.id));
  if (!known.has(from) || !known.has(to)) return null;
  return shortest(steps(network, false), from, to) ?? shortest(steps(network, true), from, to);
}

/**
 * All nodes and links upstream or downstream of a node or link, by breadth. Pipes lead from `from` to
 * `to`; where `flow` (m³/s by link id) is given and negative, that pipe leads the other way.
 */
export function traceNetwork(
  network: UtilityNetwork,
  startId: string,
  direction: 'upstream' | 'downstream',
  flow?: (linkId: string) => number,
): NetworkTrace {
  const next = new Map<string, { link: string; node: string }[]>();
  let start: string[] = [startId];
  const links = new Set<string>();
  for (const link of network.links) {
    const against = (flow?.(link.id) ?? 0) < 0 !== (direction === 'upstream');
    const [a, b] = against ? [link.to, link.from] : [link.from, link.to];
    const list = next.get(a);
    if (list) list.push({ link: link.id, node: b });
    else next.set(a, [{ link: link.id, node: b }]);
    if (link.id === startId) {
      start = [b];
      links.add(link.id);
    }
  }
  const nodes = new Set<string>(start);
  for (const node of nodes) {
    for (const step of next.get(node) ?? []) {
      links.add(step.link);
      // A set iterates over what is added while it iterates: this is the queue of the search.
      nodes.add(step.node);
    }
  }
  return { nodes: [...nodes], links: [...links] };
}

function steps(network: UtilityNetwork, bothWays: boolean): Map<string, Step[]> {
  const out = new Map<string, Step[]>();
  const add = (at: string, step: Step): void => {
    const list = out.get(at);
    if (list) list.push(step);
    else out.set(at, [step]);
  };
  for (const link of network.links) {
    add(link.from, { link, to: link.to, forward: true });
    if (bothWays) add(link.to, { link, to: link.from, forward: false });
  }
  return out;
}

function shortest(graph: Map<string, Step[]>, from: string, to: string): NetworkPath | null {
  const best = new Map<string, number>([[from, 0]]);
  const arrivedBy = new Map<string, { step: Step; at: string }>();
  const names: string[] = [from];
  const queue = new FlatQueue<number>();
  queue.push(0, 0);
  const done = new Set<string>();
  while (queue.length > 0) {
    const at = names[queue.pop()!]!;
    if (done.has(at)) continue;
    done.add(at);
    if (at === to) return walkBack(arrivedBy, from, to, best.get(to)!);
    for (const step of graph.get(at) ?? []) {
      const length = best.get(at)! + linkLengthM(step.link);
      if (length >= (best.get(step.to) ?? Number.POSITIVE_INFINITY)) continue;
      best.set(step.to, length);
      arrivedBy.set(step.to, { step, at });
      names.push(step.to);
      queue.push(names.length - 1, length);
    }
  }
  return null;
}

function walkBack(
  arrivedBy: Map<string, { step: Step; at: string }>,
  from: string,
  to: string,
  lengthM: number,
): NetworkPath {
  const nodes = [to];
  const links: string[] = [];
  const forward: boolean[] = [];
  for (let at = to; at !== from;) {
    const { step, at: before } = arrivedBy.get(at)!;
    links.push(step.link.id);
    forward.push(step.forward);
    nodes.push(before);
    at = before;
  }
  return {
    nodes: nodes.toReversed(),
    links: links.toReversed(),
    forward: forward.toReversed(),
    lengthM,
  };
}
