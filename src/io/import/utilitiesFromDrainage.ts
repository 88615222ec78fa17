import type { PipeShape, UtilityLink, UtilityNetwork, UtilityNode } from '../../domain/city';
import type {
  CrossSection,
  DrainageLink,
  DrainageModel,
  DrainageNode,
} from '../../domain/drainage';

/** Usual manhole chamber, m, widened to hold the largest pipe. */
const CHAMBER_M = 1.2;
const CHAMBER_MARGIN_M = 0.3;

const SHAPES: Readonly<Record<string, PipeShape>> = {
  CIRCULAR: 'circular',
  FORCE_MAIN: 'circular',
  FILLED_CIRCULAR: 'circular',
  RECT_CLOSED: 'rect_closed',
  RECT_TRIANGULAR: 'rect_closed',
  RECT_ROUND: 'rect_closed',
  MODBASKETHANDLE: 'rect_closed',
  RECT_OPEN: 'rect_open',
  EGG: 'egg',
  HORSESHOE: 'arch',
  GOTHIC: 'arch',
  CATENARY: 'arch',
  SEMIELLIPTICAL: 'arch',
  BASKETHANDLE: 'arch',
  SEMICIRCULAR: 'arch',
  ARCH: 'arch',
  HORIZ_ELLIPSE: 'horiz_ellipse',
  VERT_ELLIPSE: 'vert_ellipse',
  TRAPEZOIDAL: 'trapezoidal',
  TRIANGULAR: 'trapezoidal',
  PARABOLIC: 'trapezoidal',
  POWER: 'trapezoidal',
  IRREGULAR: 'trapezoidal',
  STREET: 'trapezoidal',
};

const OPEN: ReadonlySet<PipeShape> = new Set(['rect_open', 'trapezoidal']);

/**
 * The storm sewers as a drawable network, from their hydraulic model, with the same ids. Nodes without
 * coordinates and links at them are left out. Cover levels are those of the model (invert plus maximum
 * depth), or the ground's where the model has none.
 *
 * @param groundAt ground level at local x, y, m; NaN where unknown.
 */
export function utilitiesFromDrainage(
  model: DrainageModel,
  groundAt: (x: number, y: number) => number,
): UtilityNetwork {
  const placed = new Map(model.nodes.filter((n) => !Number.isNaN(n.x)).map((n) => [n.id, n]));
  const links: UtilityLink[] = [];
  const widest = new Map<string, number>();
  const inlets = new Set([
    ...model.subcatchments.map((c) => c.outlet),
    ...model.inflows.map((i) => i.node),
  ]);
  for (const l of model.links) {
    const from = placed.get(l.from);
    const to = placed.get(l.to);
    if (!from || !to) continue;
    const link = drawableLink(l, from, to);
    links.push(link);
    for (const end of [l.from, l.to]) {
      widest.set(end, Math.max(widest.get(end) ?? 0, link.widthM));
    }
  }
  const nodes = [...placed.values()].map((n) =>
    drawableNode(n, groundAt, widest.get(n.id) ?? 0, inlets.has(n.id)),
  );
  return { kind: 'storm', nodes, links };
}

function drawableNode(
  n: DrainageNode,
  groundAt: (x: number, y: number) => number,
  widestM: number,
  inlet: boolean,
): UtilityNode {
  const depthM = n.kind === 'outfall' ? 0 : n.maxDepthM;
  const ground = groundAt(n.x, n.y);
  const derived = depthM > 0 ? undefined : (['coverM', 'diameterM'] as const);
  const coverM = depthM > 0 ? n.invertM + depthM : Math.max(n.invertM, ground || n.invertM);
  return {
    id: n.id,
    kind:
      n.kind === 'outfall'
        ? 'outfall'
        : n.kind === 'storage'
          ? 'tank'
          : inlet
            ? 'inlet'
            : 'manhole',
    x: n.x,
    y: n.y,
    coverM,
    invertM: n.invertM,
    diameterM: Math.max(CHAMBER_M, widestM + CHAMBER_MARGIN_M),
    derived: derived ?? ['diameterM'],
  };
}

function drawableLink(l: DrainageLink, from: DrainageNode, to: DrainageNode): UtilityLink {
  const [zFrom, zTo] = endInverts(l, from, to);
  const section = 'section' in l ? l.section : undefined;
  const { shape, heightM, widthM } = dimensions(section);
  return {
    id: l.id,
    from: l.from,
    to: l.to,
    kind: l.kind === 'conduit' ? (OPEN.has(shape) ? 'channel' : 'pipe') : l.kind,
    path: slopedPath(from, to, l.vertices, zFrom, zTo),
    shape,
    heightM,
    widthM,
    wallM: wallThickness(Math.max(heightM, widthM)),
    derived: section ? ['wallM'] : ['heightM', 'widthM', 'wallM'],
  };
}

function endInverts(l: DrainageLink, from: DrainageNode, to: DrainageNode): [number, number] {
  switch (l.kind) {
    case 'conduit':
      return [from.invertM + l.inOffsetM, to.invertM + l.outOffsetM];
    case 'orifice':
    case 'outlet':
      return [from.invertM + l.offsetM, Math.min(from.invertM + l.offsetM, to.invertM)];
    case 'weir':
      return [from.invertM + l.crestM, from.invertM + l.crestM];
    case 'pump':
      return [from.invertM, to.invertM];
  }
}

/** Drawn size of regulators without a section of their own, m. */
const REGULATOR_M = 0.3;

function dimensions(s: CrossSection | undefined): {
  shape: PipeShape;
  heightM: number;
  widthM: number;
} {
  if (!s) return { shape: 'circular', heightM: REGULATOR_M, widthM: REGULATOR_M };
  const shape = SHAPES[s.shape] ?? 'other';
  const heightM = s.geom[0] > 0 ? s.geom[0] : REGULATOR_M;
  // Shapes given by their height alone: circles, and masonry sewers of fixed proportions (egg 2:3).
  const ratio = s.shape === 'EGG' ? 2 / 3 : 1;
  const stated = shape === 'circular' ? 0 : s.geom[1];
  const widthM = stated > 0 ? stated : heightM * ratio;
  if (s.shape === 'TRAPEZOIDAL') {
    return { shape, heightM, widthM: widthM + heightM * (s.geom[2] + s.geom[3]) };
  }
  return { shape, heightM, widthM };
}

/** Wall of a concrete pipe by inside size (about a twelfth, as ASTM C76 wall A; thin for small plastic pipes). */
export function wallThickness(insideM: number): number {
  return Math.max(0.01, insideM < 0.3 ? insideM * 0.04 : insideM / 12);
}

/** Path x, y, z through interior vertices, falling evenly with length from one end level to the other. */
export function slopedPath(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  vertices: Float64Array,
  zFrom: number,
  zTo: number,
): Float64Array {
  const n = vertices.length / 2 + 2;
  const out = new Float64Array(3 * n);
  const along = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const end = i === 0 ? from : i === n - 1 ? to : undefined;
    out[3 * i] = end ? end.x : vertices[2 * i - 2]!;
    out[3 * i + 1] = end ? end.y : vertices[2 * i - 1]!;
    if (i > 0) {
      along[i] =
        along[i - 1]! +
        Math.hypot(out[3 * i]! - out[3 * i - 3]!, out[3 * i + 1]! - out[3 * i - 2]!);
    }
  }
  const total = along[n - 1]! || 1;
  for (let i = 0; i < n; i++) out[3 * i + 2] = zFrom + ((zTo - zFrom) * along[i]!) / total;
  return out;
}
