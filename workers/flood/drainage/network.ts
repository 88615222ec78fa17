import type {
  CrossSection,
  DrainageConduit,
  DrainageLink,
  DrainageModel,
  DrainageNode,
} from '../../../src/domain/drainage';
import { drainageUnits } from '../../../src/domain/drainageUnits';
import { DryrunError } from '../../../src/domain/errors';
import {
  DEFAULT_HEAD_TOLERANCE_M,
  DEFAULT_MAX_TRIALS,
  DEFAULT_MIN_SURFACE_M2,
  GRAVITY,
  MIN_DROP_M,
  MIN_STEP_S,
} from './constants';
import { equivalentNDarcyWeisbach, equivalentNHazenWilliams } from './forceMains';
import { sectionOf, type Section, type SectionSources } from './sections';
import { storageOf, type StorageShape } from './storage';
import { transectOf, type Transect } from './transects';

export type SurchargeMethod = 'extran' | 'slot';

/** Routing options, in SI; the defaults are SWMM's. */
export interface RoutingOptions {
  readonly stepS: number;
  /** Share of the Courant step used for a variable step; 0: the fixed step. */
  readonly courant: number;
  readonly minStepS: number;
  readonly inertialDamping: 'none' | 'partial' | 'full';
  readonly normalFlowLimit: 'slope' | 'froude' | 'both' | 'neither';
  readonly surcharge: SurchargeMethod;
  readonly allowPonding: boolean;
  readonly minSurfaceM2: number;
  readonly headToleranceM: number;
  readonly maxTrials: number;
  readonly minSlope: number;
  readonly lengtheningStepS: number;
  /** Law of force mains, and what one unit of their sand roughness is in m. */
  readonly forceMains: typeof HAZEN_WILLIAMS | typeof DARCY_WEISBACH;
  readonly roughnessUnitM: number;
}

export const HAZEN_WILLIAMS = 1;
export const DARCY_WEISBACH = 2;

export const NODE_JUNCTION = 0;
export const NODE_OUTFALL = 1;
export const NODE_STORAGE = 2;

export const LINK_CONDUIT = 0;
export const LINK_PUMP = 1;
export const LINK_ORIFICE = 2;
export const LINK_WEIR = 3;
export const LINK_OUTLET = 4;

/** The network as the routing sees it: one array per property, indices instead of ids. SI throughout. */
export interface Network {
  readonly options: RoutingOptions;
  readonly nodeCount: number;
  readonly linkCount: number;
  readonly nodeIds: readonly string[];
  readonly linkIds: readonly string[];
  readonly nodeIndex: ReadonlyMap<string, number>;
  readonly linkIndex: ReadonlyMap<string, number>;
  readonly nodes: readonly DrainageNode[];
  /** As in the model; a conduit that ran uphill is turned (`turned` = −1). */
  readonly links: readonly DrainageLink[];

  readonly nodeKind: Uint8Array;
  readonly invertM: Float64Array;
  /** Invert to ground (raised to the highest conduit crown). */
  readonly fullDepthM: Float64Array;
  readonly surchargeDepthM: Float64Array;
  readonly pondedAreaM2: Float64Array;
  readonly initDepthM: Float64Array;
  /** Highest crown of the links at the node, as depth. */
  readonly crownDepthM: Float64Array;
  /** 1: links only leave the node (upstream end of a branch). */
  readonly terminal: Uint8Array;
  readonly storage: readonly (StorageShape | null)[];
  /** 1: an outfall whose flap gate lets nothing in. */
  readonly outfallGate: Uint8Array;

  readonly linkKind: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly offset1M: Float64Array;
  readonly offset2M: Float64Array;
  readonly section: readonly (Section | null)[];
  /** −1 where the link was turned round, 1 elsewhere: multiplies flows for output. */
  readonly turned: Int8Array;
  readonly flapGate: Uint8Array;
  readonly initFlowCms: Float64Array;
  /** Conduits only: */
  readonly lengthM: Float64Array;
  readonly routedLengthM: Float64Array;
  readonly slope: Float64Array;
  /** g·n². */
  readonly friction: Float64Array;
  /** Law of pressure mains that run full, and its C or sand roughness in m. */
  readonly mainLaw: Uint8Array;
  readonly mainRoughness: Float64Array;
  /** √S/n. */
  readonly beta: Float64Array;
  readonly barrels: Float64Array;
  readonly lossIn: Float64Array;
  readonly lossOut: Float64Array;
  readonly lossAvg: Float64Array;
  readonly maxFlowCms: Float64Array;
  readonly seepageMs: Float64Array;
}

/**
 * Compiles a drainage model for routing.
 * @throws DryrunError where a link has no nodes, no section or no length (`drainage.link`, `drainage.section`, `drainage.roughness`).
 */
export function compileNetwork(model: DrainageModel): Network {
  const options = routingOptions(model.options);
  const { nodes, links } = model;
  const nodeIndex = new Map(nodes.map((n, i) => [n.id, i]));
  const linkIndex = new Map(links.map((l, i) => [l.id, i]));
  const N = nodes.length;
  const L = links.length;
  const transects = new Map<string, Transect>();
  const sources: SectionSources = {
    lengthM: drainageUnits(model.options['FLOW_UNITS'])?.lengthM ?? 1,
    shapeCurve: (id) => model.curves.find((c) => c.id === id && c.type === 'SHAPE') ?? null,
    outline: (id) => transects.get(id)?.outline ?? null,
  };
  for (const l of links) {
    if (l.kind === 'conduit' && l.section.ref && /^(IRREGULAR|STREET)/.test(l.section.shape)) {
      const transect = transectOf(model, l.section.ref, l.section.shape);
      if (transect) transects.set(l.section.ref, transect);
    }
  }
  const net = {
    options,
    nodeCount: N,
    linkCount: L,
    nodeIds: nodes.map((n) => n.id),
    linkIds: links.map((l) => l.id),
    nodeIndex,
    linkIndex,
    nodes,
    links,
    nodeKind: Uint8Array.from(nodes, (n) =>
      n.kind === 'outfall' ? NODE_OUTFALL : n.kind === 'storage' ? NODE_STORAGE : NODE_JUNCTION,
    ),
    invertM: Float64Array.from(nodes, (n) => n.invertM),
    fullDepthM: Float64Array.from(nodes, (n) => (n.kind === 'outfall' ? 0 : n.maxDepthM)),
    surchargeDepthM: Float64Array.from(nodes, (n) =>
      n.kind === 'outfall' ? 0 : n.surchargeDepthM,
    ),
    pondedAreaM2: Float64Array.from(nodes, (n) =>
      n.kind === 'junction' || n.kind === 'divider' ? n.pondedAreaM2 : 0,
    ),
    initDepthM: Float64Array.from(nodes, (n) => (n.kind === 'outfall' ? 0 : n.initDepthM)),
    crownDepthM: f64(N),
    terminal: new Uint8Array(N).fill(1),
    storage: nodes.map((n) => (n.kind === 'storage' ? storageOf(n, model) : null)),
    outfallGate: Uint8Array.from(nodes, (n) => (n.kind === 'outfall' && n.flapGate ? 1 : 0)),
    linkKind: Uint8Array.from(links, (l) => KIND_CODE[l.kind]),
    from: new Int32Array(L),
    to: new Int32Array(L),
    offset1M: f64(L),
    offset2M: f64(L),
    section: Array.from<Section | null>({ length: L }).fill(null),
    turned: new Int8Array(L).fill(1),
    flapGate: new Uint8Array(L),
    initFlowCms: f64(L),
    lengthM: f64(L),
    routedLengthM: f64(L),
    slope: f64(L),
    friction: f64(L),
    beta: f64(L),
    mainLaw: new Uint8Array(L),
    mainRoughness: f64(L),
    barrels: f64(L).fill(1),
    lossIn: f64(L),
    lossOut: f64(L),
    lossAvg: f64(L),
    maxFlowCms: f64(L),
    seepageMs: f64(L),
  };
  // Links of one shape and size share one section.
  const sections = new Map<string, Section>();
  const shared = (cs: CrossSection, link: string): Section => {
    const key = `${cs.shape} ${cs.geom.join(' ')} ${cs.ref ?? ''}`;
    const section = sections.get(key) ?? sectionOf(cs, link, sources);
    sections.set(key, section);
    return section;
  };
  links.forEach((l, i) => {
    net.from[i] = need(nodeIndex, l.from, l.id);
    net.to[i] = need(nodeIndex, l.to, l.id);
    if ('section' in l && l.section.shape !== 'DUMMY') net.section[i] = shared(l.section, l.id);
    switch (l.kind) {
      case 'conduit':
        compileConduit(net, i, l, l.section.ref ? transects.get(l.section.ref) : undefined);
        break;
      case 'orifice':
      case 'outlet':
        net.offset1M[i] = l.offsetM;
        net.flapGate[i] = l.flapGate ? 1 : 0;
        break;
      case 'weir':
        net.offset1M[i] = l.crestM;
        net.flapGate[i] = l.flapGate ? 1 : 0;
        break;
      case 'pump':
        break;
    }
  });
  crownsAndEnds(net);
  return net;
}

const KIND_CODE = {
  conduit: LINK_CONDUIT,
  pump: LINK_PUMP,
  orifice: LINK_ORIFICE,
  weir: LINK_WEIR,
  outlet: LINK_OUTLET,
} as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function compileConduit(
  net: Mutable<Network>,
  i: number,
  c: DrainageConduit,
  transect: Transect | undefined,
): void {
  const section = net.section[i];
  let n0 = transect ? transect.roughnessN : c.roughnessN;
  if (!(c.lengthM > 0))
    throw badLink(c.id, `its length is ${c.lengthM} m`, 'Give a length above zero.');
  if (!(n0 > 0)) {
    throw badLink(
      c.id,
      `its roughness is ${n0}`,
      "Give a Manning's n above zero (concrete pipe: 0.013).",
    );
  }
  const lengthFactor = transect?.lengthFactor ?? 1;
  const length = c.lengthM / lengthFactor;
  let offset1 = Math.max(0, c.inOffsetM);
  let offset2 = Math.max(0, c.outOffsetM);
  if (c.section.shape === 'FILLED_CIRCULAR') {
    offset1 += c.section.geom[1];
    offset2 += c.section.geom[1];
  }
  const drop = offset1 + net.invertM[net.from[i]!]! - offset2 - net.invertM[net.to[i]!]!;
  const delta = Math.max(Math.abs(drop), MIN_DROP_M);
  let slope = delta >= length ? delta / length : delta / Math.sqrt(length * length - delta * delta);
  slope = Math.max(slope, net.options.minSlope);
  if (c.section.shape === 'FORCE_MAIN') {
    const { forceMains, roughnessUnitM } = net.options;
    const given = c.section.geom[1];
    if (!(given > 0)) {
      throw badLink(
        c.id,
        `the roughness of its force main is ${given}`,
        'Give a Hazen–Williams C (120) or a sand roughness above zero as its second measure.',
      );
    }
    net.mainLaw[i] = forceMains;
    net.mainRoughness[i] = forceMains === HAZEN_WILLIAMS ? given : given * roughnessUnitM;
    n0 =
      forceMains === HAZEN_WILLIAMS
        ? equivalentNHazenWilliams(given, section!.yFullM, slope)
        : equivalentNDarcyWeisbach(given * roughnessUnitM, section!.yFullM);
  }
  const turn = drop < 0 && section !== null;
  if (turn) {
    [net.from[i], net.to[i]] = [net.to[i]!, net.from[i]!];
    [offset1, offset2] = [offset2, offset1];
    net.turned[i] = -1;
  }
  net.lossIn[i] = turn ? c.lossOut : c.lossIn;
  net.lossOut[i] = turn ? c.lossIn : c.lossOut;
  net.lossAvg[i] = c.lossAvg;
  net.offset1M[i] = offset1;
  net.offset2M[i] = offset2;
  net.initFlowCms[i] = turn ? -c.initFlowCms : c.initFlowCms;
  net.maxFlowCms[i] = c.maxFlowCms;
  net.flapGate[i] = c.flapGate ? 1 : 0;
  net.barrels[i] = c.section.barrels;
  net.seepageMs[i] = c.seepageMs;
  net.lengthM[i] = length;
  let roughness = n0 * Math.sqrt(lengthFactor);
  const stretch = section ? courantStretch(net.options, section, roughness, slope, length) : 1;
  roughness /= Math.sqrt(stretch);
  slope /= stretch;
  net.routedLengthM[i] = length * stretch;
  net.slope[i] = slope;
  net.friction[i] = GRAVITY * roughness * roughness;
  net.beta[i] = section ? Math.sqrt(slope) / roughness : 0;
}

/** Factor by which a short conduit is lengthened so that the step meets Courant at full flow (LENGTHENING_STEP). */
function courantStretch(
  o: RoutingOptions,
  s: Section,
  n: number,
  slope: number,
  length: number,
): number {
  if (!(o.lengtheningStepS > 0)) return 1;
  const depth = s.open ? s.areaFullM2 / s.width[s.width.length - 1]! : s.yFullM;
  const speed = ((s.factorFull / n) * Math.sqrt(slope)) / s.areaFullM2;
  const step = Math.min(o.stepS, o.lengtheningStepS);
  return Math.max(1, ((Math.sqrt(GRAVITY * depth) + speed) * step) / length);
}

/** Node crowns and full depths from the links that meet there; which nodes are upstream ends. */
function crownsAndEnds(net: Mutable<Network>): void {
  for (let i = 0; i < net.linkCount; i++) {
    const a = net.from[i]!;
    const b = net.to[i]!;
    const y = net.section[i]?.yFullM ?? 0;
    net.crownDepthM[a] = Math.max(net.crownDepthM[a]!, net.offset1M[i]! + y);
    net.crownDepthM[b] = Math.max(net.crownDepthM[b]!, net.offset2M[i]! + y);
    net.terminal[b] = 0;
    if (net.linkKind[i] === LINK_PUMP) continue;
    raise(net, a, net.offset1M[i]! + y);
    if (net.linkKind[i] === LINK_CONDUIT) raise(net, b, net.offset2M[i]! + y);
  }
}

function raise(net: Mutable<Network>, node: number, depthM: number): void {
  if (net.nodeKind[node] === NODE_STORAGE && net.surchargeDepthM[node] === 0) return;
  net.fullDepthM[node] = Math.max(net.fullDepthM[node]!, depthM);
}

function need(index: ReadonlyMap<string, number>, node: string, link: string): number {
  const k = index.get(node);
  if (k === undefined)
    throw badLink(link, `its end node "${node}" does not exist`, 'Name a node of the network.');
  return k;
}

function badLink(link: string, why: string, mend: string): DryrunError {
  return new DryrunError({
    code: 'drainage.link',
    place: link,
    what: `The link "${link}" cannot be routed: ${why}.`,
    mend,
    params: { link },
  });
}

function f64(n: number): Float64Array {
  return new Float64Array(n);
}

/** Routing options from SWMM's [OPTIONS] keywords. */
export function routingOptions(o: Readonly<Record<string, string>>): RoutingOptions {
  const feet = /^(CFS|GPM|MGD)$/i.test(o['FLOW_UNITS'] ?? 'CFS') ? 0.3048 : 1;
  const number = (key: string, fallback: number): number => {
    const v = Number(o[key]);
    return o[key] === undefined || Number.isNaN(v) ? fallback : v;
  };
  const stepS = clockSeconds(o['ROUTING_STEP'], 20);
  const surface = number('MIN_SURFAREA', 0) * feet * feet;
  const tolerance = number('HEAD_TOLERANCE', 0) * feet;
  const word = (key: string): string => (o[key] ?? '').toLowerCase();
  const damping = word('INERTIAL_DAMPING');
  const limit = word('NORMAL_FLOW_LIMITED');
  return {
    stepS,
    courant: number('VARIABLE_STEP', 0),
    minStepS: Math.max(MIN_STEP_S, Math.min(stepS, number('MINIMUM_STEP', 0.5))),
    inertialDamping: damping === 'none' || damping === 'full' ? damping : 'partial',
    normalFlowLimit:
      limit === 'slope' || limit === 'froude' || limit === 'neither' ? limit : 'both',
    surcharge: word('SURCHARGE_METHOD') === 'slot' ? 'slot' : 'extran',
    allowPonding: /^yes$/i.test(o['ALLOW_PONDING'] ?? ''),
    minSurfaceM2: surface > 0 ? surface : DEFAULT_MIN_SURFACE_M2,
    headToleranceM: tolerance > 0 ? tolerance : DEFAULT_HEAD_TOLERANCE_M,
    maxTrials: number('MAX_TRIALS', 0) > 0 ? number('MAX_TRIALS', 0) : DEFAULT_MAX_TRIALS,
    minSlope: number('MIN_SLOPE', 0) / 100,
    lengtheningStepS: clockSeconds(o['LENGTHENING_STEP'], 0),
    forceMains: word('FORCE_MAIN_EQUATION') === 'd-w' ? DARCY_WEISBACH : HAZEN_WILLIAMS,
    roughnessUnitM: feet === 1 ? 0.001 : 0.0254,
  };
}

/** Seconds of `h:mm:ss` or of a plain number. */
export function clockSeconds(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const parts = text.split(':').map(Number);
  if (parts.some(Number.isNaN)) return fallback;
  return parts.length === 1
    ? parts[0]!
    : parts.reduce((sum, v) => sum * 60 + v, 0) * (parts.length === 2 ? 60 : 1);
}
