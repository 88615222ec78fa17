import type { City, UtilityKind, UtilityLink, UtilityNetwork, UtilityNode } from './city';
import type { Frame } from './frame';
import { levelAlong, linkLevels, SeriesReader, type FrameMoment } from './networkState';
import {
  cutPath,
  nearestOnPlan,
  nearPlan,
  planLength,
  planOf,
  type CutEnd,
  type PathCut,
  type Plan,
  type SectionLine,
} from './sectionCut';
import { fieldLevels } from './sectionField';
import type { NetworkPath } from './trace';

export interface SectionOptions {
  /** Spacing of the samples of ground, water and head, m. Default: a 400th of the length, 0.25 to 5 m. */
  readonly stepM?: number;
  /** A pipe within this distance of the line and nearly parallel to it runs along it, m. Default 3. */
  readonly corridorM?: number;
  /** Utilities to show. Default: all. */
  readonly utilities?: readonly UtilityKind[];
  /** The frame after `frame` and the share of time towards it, for smooth play. */
  readonly next?: Frame | null;
  readonly mix?: number;
}

/** A pipe in a section. A pipe that bends or runs along several pieces of the line has an entry for each piece. */
export interface SectionPipe {
  readonly id: string;
  readonly kind: UtilityKind;
  readonly relation: 'crossing' | 'along';
  /** Distance along the line where the piece starts and ends, m (the same for a crossing). */
  readonly fromM: number;
  readonly toM: number;
  /** Inside bottom and top at both ends, m. */
  readonly invertFromM: number;
  readonly invertToM: number;
  readonly crownFromM: number;
  readonly crownToM: number;
  /** Inside width in the plane of the section, m: wider than the pipe where it crosses at a slant. */
  readonly widthM: number;
  readonly wallM: number;
  /** Water level or pressure head at both ends, m; NaN where no run is shown or the pipe is dry. */
  readonly waterFromM: number;
  readonly waterToM: number;
}

/** A chamber or fitting within the corridor of the line. */
export interface SectionNode {
  readonly id: string;
  readonly kind: UtilityKind;
  readonly nodeKind: UtilityNode['kind'];
  readonly atM: number;
  /** Distance from the line, positive to its left, m. */
  readonly offsetM: number;
  readonly coverM: number;
  readonly invertM: number;
  readonly widthM: number;
  /** Water level, m; NaN where unknown. */
  readonly waterM: number;
}

/** What a vertical cut along a line shows. Arrays have one value per sample. */
export interface SectionProfile {
  readonly lengthM: number;
  /** Distance along the line, m. */
  readonly distanceM: Float64Array;
  /** Ground, m; NaN where unknown. */
  readonly groundM: Float64Array;
  /** Surface of flood water, m; NaN where dry. */
  readonly waterM: Float64Array;
  /** Hydraulic grade line of the pipes that run along, m; NaN between them. */
  readonly hglM: Float64Array;
  readonly pipes: readonly SectionPipe[];
  readonly nodes: readonly SectionNode[];
}

const DEFAULT_CORRIDOR_M = 3;
/** Water shallower than this in a pipe counts as none, m. */
const DRY_M = 1e-3;
/**
 * The vertical section of a City along any line: ground, flood water, pipes that cross or run along,
 * chambers near the line, and the hydraulic grade line of pipes that run along. `frame` may be null.
 */
export function sectionProfile(
  city: City,
  frame: Frame | null,
  line: SectionLine,
  options: SectionOptions = {},
): SectionProfile {
  const plan = planOf(line);
  const corridor = options.corridorM ?? DEFAULT_CORRIDOR_M;
  const moment = momentOf(frame, options);
  const pipes: SectionPipe[] = [];
  const nodes: SectionNode[] = [];
  for (const network of city.utilities) {
    if (options.utilities && !options.utilities.includes(network.kind)) continue;
    const water = networkWater(network, moment);
    network.links.forEach((link, i) => {
      if (!nearPlan(link.path, plan, corridor)) return;
      for (const cut of cutPath(link.path, plan, corridor)) {
        pipes.push(sectionPipe(network.kind, link, cut, water.levels, i * 3));
      }
    });
    network.nodes.forEach((node, i) => {
      const at = nearestOnPlan(plan, node.x, node.y);
      if (Math.abs(at.offsetM) > corridor) return;
      nodes.push(sectionNode(network.kind, node, at.atM, at.offsetM, water.node[i]!));
    });
  }
  pipes.sort((a, b) => a.fromM - b.fromM);
  nodes.sort((a, b) => a.atM - b.atM);
  return sampled(city, moment, plan, pipes, nodes, options.stepM);
}

/**
 * The section along a way through a network (as `networkPath` finds): the line follows the pipes, and
 * distances are measured along them in plan. Only this network's pipes on the way are in it.
 */
export function pathProfile(
  city: City,
  network: UtilityNetwork,
  frame: Frame | null,
  path: NetworkPath,
  options: SectionOptions = {},
): SectionProfile {
  const moment = momentOf(frame, options);
  const water = networkWater(network, moment);
  const linkAt = new Map(network.links.map((l, i) => [l.id, i]));
  const nodeAt = new Map(network.nodes.map((n, i) => [n.id, i]));
  const corners: [number, number][] = [];
  const pipes: SectionPipe[] = [];
  const nodes: SectionNode[] = [];
  let at = 0;
  const addNode = (id: string): void => {
    const i = nodeAt.get(id);
    if (i === undefined) return;
    nodes.push(sectionNode(network.kind, network.nodes[i]!, at, 0, water.node[i]!));
  };
  path.links.forEach((id, k) => {
    addNode(path.nodes[k]!);
    const index = linkAt.get(id);
    if (index === undefined) return;
    const link = network.links[index]!;
    const p = link.path;
    const count = p.length / 3;
    const total = planLength(p);
    let done = 0;
    const order = Array.from({ length: count }, (_, v) => (path.forward[k] ? v : count - 1 - v));
    order.forEach((v, j) => {
      corners.push([p[v * 3]!, p[v * 3 + 1]!]);
      const w = order[j + 1];
      if (w === undefined) return;
      const length = Math.hypot(p[w * 3]! - p[v * 3]!, p[w * 3 + 1]! - p[v * 3 + 1]!);
      const end = (vertex: number, along: number): CutEnd => {
        const t = total > 0 ? (done + along) / total : 0;
        return { atM: at + along, z: p[vertex * 3 + 2]!, share: path.forward[k] ? t : 1 - t };
      };
      const cut: PathCut = {
        relation: 'along',
        from: end(v, 0),
        to: end(w, length),
        widening: 1,
      };
      pipes.push(sectionPipe(network.kind, link, cut, water.levels, index * 3));
      at += length;
      done += length;
    });
  });
  const last = path.nodes.at(-1);
  if (last !== undefined) addNode(last);
  return sampled(city, moment, planOf(corners), pipes, nodes, options.stepM);
}

interface NetworkWater {
  /** Level per node, m, NaN unknown. */
  readonly node: Float64Array;
  /** Three levels per link, see `linkLevels`. */
  readonly levels: Float64Array;
}

function momentOf(frame: Frame | null, options: SectionOptions): FrameMoment | null {
  return frame && { frame, next: options.next ?? null, mix: options.mix ?? 0 };
}

function networkWater(network: UtilityNetwork, moment: FrameMoment | null): NetworkWater {
  const node = new Float64Array(network.nodes.length).fill(Number.NaN);
  const levels = new Float64Array(network.links.length * 3).fill(Number.NaN);
  if (!moment) return { node, levels };
  const depth = new Float32Array(node.length);
  new SeriesReader(network.nodes.map((n) => n.id)).read(moment, 'nodeDepth', depth);
  network.nodes.forEach((n, i) => (node[i] = n.invertM + depth[i]!));
  const linkDepth = new Float32Array(network.links.length);
  new SeriesReader(network.links.map((l) => l.id)).read(moment, 'linkDepth', linkDepth);
  const at = new Map(network.nodes.map((n, i) => [n.id, i]));
  const level = (id: string): number => node[at.get(id) ?? -1] ?? Number.NaN;
  network.links.forEach((l, i) => {
    const p = l.path;
    if (p.length < 6) return;
    const last = p[p.length - 1]!;
    linkLevels(p[2]!, last, level(l.from), level(l.to), linkDepth[i]!, levels, i * 3);
  });
  return { node, levels };
}

function sectionPipe(
  kind: UtilityKind,
  link: UtilityLink,
  cut: PathCut,
  levels: Float64Array,
  levelAt: number,
): SectionPipe {
  // The path of a cable is its axis, that of a pipe its invert.
  const drop = link.shape === 'cable' ? link.heightM / 2 : 0;
  const water = (end: CutEnd): number => {
    const level = levelAlong(levels, levelAt, end.share);
    return level > end.z + DRY_M ? level : Number.NaN;
  };
  const { from, to } = cut;
  return {
    id: link.id,
    kind,
    relation: cut.relation,
    fromM: from.atM,
    toM: to.atM,
    invertFromM: from.z - drop,
    invertToM: to.z - drop,
    crownFromM: from.z - drop + link.heightM,
    crownToM: to.z - drop + link.heightM,
    widthM: (link.widthM || link.heightM) * cut.widening,
    wallM: link.wallM,
    waterFromM: water(from),
    waterToM: water(to),
  };
}

function sectionNode(
  kind: UtilityKind,
  node: UtilityNode,
  atM: number,
  offsetM: number,
  waterM: number,
): SectionNode {
  const { id, coverM, invertM, diameterM } = node;
  return {
    id,
    kind,
    nodeKind: node.kind,
    atM,
    offsetM,
    coverM,
    invertM,
    widthM: diameterM,
    waterM,
  };
}

/** Ground, flood water and head at regular distances, the last at the end of the line. */
function sampled(
  city: City,
  moment: FrameMoment | null,
  plan: Plan,
  pipes: readonly SectionPipe[],
  nodes: readonly SectionNode[],
  stepM: number | undefined,
): SectionProfile {
  const lengthM = plan.at.at(-1) ?? 0;
  const step = stepM ?? Math.min(5, Math.max(0.25, lengthM / 400));
  const count = lengthM > 0 ? Math.ceil(lengthM / step - 1e-9) + 1 : 0;
  const distanceM = new Float64Array(count);
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  let k = 0;
  for (let i = 0; i < count; i++) {
    const d = Math.min(lengthM, i * step);
    while (k + 2 < plan.at.length && d > plan.at[k + 1]!) k++;
    const t = (d - plan.at[k]!) / (plan.at[k + 1]! - plan.at[k]!);
    distanceM[i] = d;
    xs[i] = plan.x[k]! + (plan.x[k + 1]! - plan.x[k]!) * t;
    ys[i] = plan.y[k]! + (plan.y[k + 1]! - plan.y[k]!) * t;
  }
  const { groundM, waterM } = fieldLevels(city, moment, xs, ys);
  return { lengthM, distanceM, groundM, waterM, hglM: gradeLine(distanceM, pipes), pipes, nodes };
}

/** Head of the pipes that run along; where several do, the highest. */
function gradeLine(distanceM: Float64Array, pipes: readonly SectionPipe[]): Float64Array {
  const out = new Float64Array(distanceM.length).fill(Number.NaN);
  for (const p of pipes) {
    if (p.relation !== 'along' || Number.isNaN(p.waterFromM) || Number.isNaN(p.waterToM)) continue;
    for (let i = 0; i < out.length; i++) {
      const d = distanceM[i]!;
      if (d < p.fromM - 1e-9 || d > p.toM + 1e-9) continue;
      const t = p.toM > p.fromM ? (d - p.fromM) / (p.toM - p.fromM) : 0;
      const head = p.waterFromM + (p.waterToM - p.waterFromM) * t;
      out[i] = Number.isNaN(out[i]!) ? head : Math.max(out[i]!, head);
    }
  }
  return out;
}
