import type { Street, UtilityLink, UtilityNetwork, UtilityNode } from '../../../src/domain/city';
import { sampleBilinear, type Raster } from '../../../src/domain/grid';
import { egg } from '../networks/storm/hydraulics';
import type { Violation } from './violation';

/** Longest sewer without a manhole, m (with what a bend adds). */
const LONGEST_M = 61;
/** Least cover over mains and sewers, m, and over cables and ducts. */
const LEAST_COVER_M = 0.85;
const LEAST_CABLE_COVER_M = 0.3;
const TINY = 1e-6;

/**
 * Checks one utility: levels fit their nodes and the ground; where it flows by gravity, every pipe
 * falls, sizes never shrink downstream, manholes stand close enough, and every inlet reaches an outfall.
 */
export function checkPipes(
  u: UtilityNetwork,
  terrain: Raster<Float32Array>,
  streets: readonly Street[],
): Violation[] {
  const onBridge = bridgeTest(streets);
  const out: Violation[] = [];
  const nodes = new Map(u.nodes.map((n) => [n.id, n]));
  const gravity = u.kind === 'storm' || u.kind === 'sanitary';
  const pressed = pressurised(u, nodes);
  for (const l of u.links) {
    const from = nodes.get(l.from);
    const to = nodes.get(l.to);
    if (!from || !to) {
      out.push({
        code: 'pipe.loose_end',
        where: l.id,
        what: `It joins ${l.from} to ${l.to}, one of which is missing.`,
      });
      continue;
    }
    out.push(...checkCover(u, l, from, to, { terrain, onBridge }));
    if (gravity && !pressed.has(l.id)) out.push(...checkFall(l, from, to));
  }
  if (gravity) out.push(...checkSizes(u, nodes, pressed), ...checkReach(u));
  return out;
}

/** Links under pressure: pumps, and the pipes that lead on from a pump's outlet. */
function pressurised(u: UtilityNetwork, nodes: ReadonlyMap<string, UtilityNode>): Set<string> {
  const outlets = new Set(u.links.filter((l) => l.kind === 'pump').map((l) => l.to));
  return new Set(
    u.links
      .filter(
        (l) => l.kind === 'pump' || (outlets.has(l.from) && nodes.get(l.from)?.kind === 'pump'),
      )
      .map((l) => l.id),
  );
}

function checkFall(l: UtilityLink, from: UtilityNode, to: UtilityNode): Violation[] {
  const out: Violation[] = [];
  const n = l.path.length;
  for (let i = 5; i < n; i += 3) {
    if (l.path[i]! < l.path[i - 3]!) continue;
    out.push({
      code: 'pipe.uphill',
      where: l.id,
      what: `Its invert goes from ${l.path[i - 3]!.toFixed(3)} m to ${l.path[i]!.toFixed(3)} m downstream; it must fall.`,
    });
    break;
  }
  for (const [node, z] of [
    [from, l.path[2]!],
    [to, l.path[n - 1]!],
  ] as const) {
    if (z >= node.invertM - 1e-6) continue;
    out.push({
      code: 'pipe.below_chamber',
      where: l.id,
      what: `Its end at ${node.id} lies at ${z.toFixed(3)} m, below the chamber's bottom at ${node.invertM.toFixed(3)} m.`,
    });
  }
  const lengthM = Math.hypot(l.path[n - 3]! - l.path[0]!, l.path[n - 2]! - l.path[1]!);
  if (lengthM > LONGEST_M && to.kind === 'manhole') {
    out.push({
      code: 'pipe.too_long',
      where: l.id,
      what: `It runs ${lengthM.toFixed(1)} m between manholes; at most ${LONGEST_M} m are allowed.`,
    });
  }
  return out;
}

function checkCover(
  u: UtilityNetwork,
  l: UtilityLink,
  from: UtilityNode,
  to: UtilityNode,
  ground: Ground,
): Violation[] {
  const cable = u.kind === 'power' || u.kind === 'telecom';
  const least = cable ? LEAST_CABLE_COVER_M : LEAST_COVER_M;
  const n = l.path.length;
  const above = l.kind === 'cable' ? l.heightM / 2 : l.heightM;
  for (const [node, z] of [
    [from, l.path[2]!],
    [to, l.path[n - 1]!],
  ] as const) {
    if (node.kind === 'outfall') continue;
    const cover = node.coverM - z - above - l.wallM;
    if (cover >= least - TINY) continue;
    return [
      {
        code: 'pipe.shallow',
        where: l.id,
        what: `At ${node.id} it has ${cover.toFixed(2)} m of cover; ${least} m are asked.`,
      },
    ];
  }
  for (let i = 0; i < n; i += 3) {
    const z = sampleBilinear(ground.terrain, l.path[i]!, l.path[i + 1]!);
    if (!Number.isFinite(z) || ground.onBridge(l.path[i]!, l.path[i + 1]!)) continue;
    if (to.kind === 'outfall' && i > 0) continue;
    const top = l.path[i + 2]! + above + l.wallM;
    if (top <= z) continue;
    return [
      {
        code: 'pipe.out_of_ground',
        where: l.id,
        what: `Its top at ${top.toFixed(2)} m stands above the ground at ${z.toFixed(2)} m.`,
      },
    ];
  }
  return [];
}

interface Ground {
  readonly terrain: Raster<Float32Array>;
  readonly onBridge: (x: number, y: number) => boolean;
}

/** Reach of a bridge beside its carriageway and sidewalks: lines that hang from it are over lower ground, m. */
const BRIDGE_SIDE_M = 4;

/** A test whether a point lies on a bridge, where lines hang from the deck above the terrain. */
function bridgeTest(streets: readonly Street[]): (x: number, y: number) => boolean {
  const segments: number[][] = [];
  for (const s of streets) {
    if (s.level <= 0) continue;
    const reach = s.widthM / 2 + s.sidewalkM + BRIDGE_SIDE_M;
    const c = s.centreline;
    for (let i = 2; i < c.length; i += 2) {
      segments.push([c[i - 2]!, c[i - 1]!, c[i]!, c[i + 1]!, reach]);
    }
  }
  return (x, y) =>
    segments.some(([ax, ay, bx, by, reach]) => {
      const dx = bx! - ax!;
      const dy = by! - ay!;
      const t = ((x - ax!) * dx + (y - ay!) * dy) / (dx * dx + dy * dy || 1);
      const u = Math.min(Math.max(t, 0), 1);
      return Math.hypot(x - ax! - u * dx, y - ay! - u * dy) <= reach!;
    });
}

/** Inside area of a link's section, m². */
function areaOf(l: UtilityLink): number {
  if (l.shape === 'rect_closed') return l.heightM * l.widthM;
  if (l.shape === 'egg') return egg(l.heightM).areaM2;
  return (Math.PI * l.heightM * l.widthM) / 4;
}

function checkSizes(
  u: UtilityNetwork,
  nodes: ReadonlyMap<string, UtilityNode>,
  pressed: ReadonlySet<string>,
): Violation[] {
  const widest = new Map<string, UtilityLink>();
  const gravity = u.links.filter((l) => !pressed.has(l.id));
  for (const l of gravity) {
    const w = widest.get(l.to);
    if (!w || areaOf(l) > areaOf(w)) widest.set(l.to, l);
  }
  const out: Violation[] = [];
  for (const l of gravity) {
    const before = widest.get(l.from);
    if (!before || areaOf(l) >= areaOf(before) - TINY || nodes.get(l.from)!.kind === 'pump')
      continue;
    out.push({
      code: 'pipe.shrinks',
      where: l.id,
      what: `Its section of ${areaOf(l).toFixed(3)} m² follows ${before.id} with ${areaOf(before).toFixed(3)} m²; sizes must not shrink downstream.`,
    });
  }
  return out;
}

/** Every manhole and inlet must reach an outfall, by gravity or pumps. */
function checkReach(u: UtilityNetwork): Violation[] {
  const into = new Map<string, string[]>();
  for (const l of u.links) {
    const list = into.get(l.to) ?? [];
    list.push(l.from);
    into.set(l.to, list);
  }
  const reached = new Set(u.nodes.filter((n) => n.kind === 'outfall').map((n) => n.id));
  const stack = [...reached];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const up of into.get(at) ?? []) {
      if (reached.has(up)) continue;
      reached.add(up);
      stack.push(up);
    }
  }
  return u.nodes
    .filter((n) => !reached.has(n.id))
    .map((n) => ({
      code: 'inlet.stranded',
      where: n.id,
      what: `This ${n.kind} of the ${u.kind} sewers reaches no outfall.`,
    }));
}
