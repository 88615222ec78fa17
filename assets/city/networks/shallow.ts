import type {
  UtilityLink,
  UtilityNetwork,
  UtilityNode,
  StreetClass,
} from '../../../src/domain/city';
import type { CityPlan, PlannedStreet } from '../plan';
import { yearLaid } from './age';
import { SHALLOW_COVER_M, junctionReach, shallowOffset, type ShallowKind } from './crossSection';
import { pointAt, vertexChainages } from './polyline';
import { SurfaceLevel } from './surfaceLevel';
import { streetGraph, type Arm, type StreetGraph } from './streetGraph';

/** What is laid, by kind: bore and wall by street class, and what stands along it. */
interface Trade {
  readonly link: 'pipe' | 'duct' | 'cable';
  readonly boreM: (cls: StreetClass) => number;
  readonly wallM: number;
  readonly material: (year: number) => string;
  /** Fitting at every street end, and along the street with its largest spacing (m). */
  readonly atEnds: UtilityNode['kind'];
  readonly along: UtilityNode['kind'];
  readonly spacingM: number;
}

const TRADES: Readonly<Record<ShallowKind, Trade>> = {
  water: {
    link: 'pipe',
    boreM: (c) => byClass(c, 0.3, 0.2, 0.15),
    wallM: 0.012,
    material: (year) => (year < 1965 ? 'cast iron' : 'ductile iron'),
    atEnds: 'valve',
    along: 'hydrant',
    spacingM: 110,
  },
  gas: {
    link: 'pipe',
    boreM: (c) => byClass(c, 0.15, 0.125, 0.09),
    wallM: 0.012,
    material: (year) => (year < 1982 ? 'steel' : 'PE 100'),
    atEnds: 'valve',
    along: 'valve',
    spacingM: 250,
  },
  power: {
    link: 'cable',
    boreM: () => 0.07,
    wallM: 0.004,
    material: (year) => (year < 1980 ? '10 kV paper-lead cable' : '10 kV XLPE cable'),
    atEnds: 'junction',
    along: 'transformer',
    spacingM: 320,
  },
  telecom: {
    link: 'duct',
    boreM: () => 0.1,
    wallM: 0.005,
    material: () => 'PVC-U duct',
    atEnds: 'junction',
    along: 'cabinet',
    spacingM: 180,
  },
};

function byClass(c: StreetClass, arterial: number, collector: number, local: number): number {
  if (c === 'arterial' || c === 'motorway') return arterial;
  return c === 'collector' ? collector : local;
}

/** Largest distance between vertices of a line, so that it follows the street surface, m. */
const VERTEX_M = 8;
/** Angle between vertices of a line round a junction, rad. */
const ARC_RAD = 0.4;

/**
 * A network under the sidewalks: one line per street at its own offset and depth band. At a junction
 * the lines are joined by arcs on a circle round it, one gap left open, so that they cross the side
 * streets where their band keeps them clear of every other line.
 */
export function shallowNetwork(plan: CityPlan, kind: ShallowKind): UtilityNetwork {
  const graph = streetGraph(plan, (s) => s.class !== 'pedestrian' && s.class !== 'rail');
  const layer = new ShallowLayer(plan, graph, kind);
  const ends = new Map<string, number>();
  graph.nodes.forEach((_, node) => layer.ring(node, ends));
  graph.streets.forEach((_, k) => layer.street(k, ends.get(`${k}|0`)!, ends.get(`${k}|1`)!));
  return { kind, nodes: layer.nodes, links: layer.links };
}

class ShallowLayer {
  readonly nodes: UtilityNode[] = [];
  readonly links: UtilityLink[] = [];
  private readonly trade: Trade;
  private readonly level: SurfaceLevel;

  constructor(
    private readonly plan: CityPlan,
    private readonly graph: StreetGraph,
    private readonly kind: ShallowKind,
  ) {
    this.trade = TRADES[kind];
    const reach = graph.nodes.map((_, i) => junctionReach(graph, i) + 2);
    this.level = new SurfaceLevel(graph, reach, plan.terrain);
  }

  /** Street ends and the arcs between them round one node. Writes the chainage of every end. */
  ring(node: number, ends: Map<string, number>): void {
    const { graph, kind } = this;
    const arms = graph.arms[node]!;
    if (arms.length === 0) return;
    let radius = 0;
    for (const a of arms) radius = Math.max(radius, Math.abs(this.offset(a.street)));
    radius += 0.3;
    const { x: cx, y: cy } = graph.nodes[node]!;
    const tees = arms.map((arm) => {
      const at = this.endAt(arm, radius, arms.length);
      ends.set(`${arm.street}|${arm.outward ? 0 : 1}`, at.chainage);
      this.nodes.push(this.node(endId(kind, graph.streets[arm.street]!.street, arm.outward), at));
      const width = graph.streets[arm.street]!.street.class;
      return { arm, ...at, width, angle: Math.atan2(at.y - cy, at.x - cx) };
    });
    tees.sort((a, b) => a.angle - b.angle);
    const gaps = tees.map((t, k) => {
      const next = tees[(k + 1) % tees.length]!;
      return next.angle - t.angle + (k === tees.length - 1 ? 2 * Math.PI : 0);
    });
    const open = gaps.indexOf(Math.max(...gaps));
    tees.forEach((t, k) => {
      if (k === open || tees.length < 2) return;
      const next = tees[(k + 1) % tees.length]!;
      const steps = Math.max(1, Math.ceil(gaps[k]! / ARC_RAD));
      const r0 = Math.hypot(t.x - cx, t.y - cy);
      const r1 = Math.hypot(next.x - cx, next.y - cy);
      const xyz: number[] = [];
      for (let i = 0; i <= steps; i++) {
        const u = i / steps;
        const angle = t.angle + gaps[k]! * u;
        const r = r0 + (r1 - r0) * u;
        const x = cx + r * Math.cos(angle);
        const y = cy + r * Math.sin(angle);
        // The arc meets the street lines at their own level.
        const z = i === 0 ? t.z : i === steps ? next.z : this.level.nearNode(node, x, y);
        xyz.push(x, y, z);
      }
      const from = endId(kind, graph.streets[t.arm.street]!.street, t.arm.outward);
      const to = endId(kind, graph.streets[next.arm.street]!.street, next.arm.outward);
      const cls = t.width === next.width ? t.width : widerClass(t.width, next.width);
      this.link(`${kind}-arc-${graph.nodes[node]!.id}-${k}`, from, to, xyz, cls);
    });
  }

  /** The line of one street between the chainages of its two ends. */
  street(k: number, a: number, b: number): void {
    const { street, line } = this.graph.streets[k]!;
    const off = this.offset(k);
    const parts = Math.max(1, Math.ceil((b - a) / this.trade.spacingM) + (b - a > 60 ? 1 : 0));
    let from = endId(this.kind, street, true);
    let last = a;
    for (let i = 1; i <= parts; i++) {
      const next = a + ((b - a) * i) / parts;
      const to = i === parts ? endId(this.kind, street, false) : `${this.kind}-${street.id}-${i}`;
      const marks = [last, ...between(last, next), next].concat(vertexChainages(line, last, next));
      marks.sort((p, q) => p - q);
      const xyz: number[] = [];
      for (const c of marks) {
        const p = pointAt(line, c);
        const x = p.x - p.ty * off;
        const y = p.y + p.tx * off;
        xyz.push(x, y, this.level.at(k, c, x, y));
      }
      const n = xyz.length;
      if (i < parts) {
        const at = { x: xyz[n - 3]!, y: xyz[n - 2]!, z: xyz[n - 1]! };
        this.nodes.push(this.node(to, at, this.trade.along));
      }
      this.link(`${this.kind}-line-${street.id}-${i}`, from, to, xyz, street.class);
      from = to;
      last = next;
    }
  }

  private offset(k: number): number {
    return shallowOffset(this.graph.streets[k]!.street, this.kind);
  }

  /** Where a street's line ends: on the circle round the node, with the surface level there. */
  private endAt(arm: Arm, radius: number, arms: number) {
    const { line, lengthM } = this.graph.streets[arm.street]!;
    const off = this.offset(arm.street);
    const back = arms === 1 ? 2 : Math.sqrt(radius * radius - off * off);
    const reach = Math.min(back, lengthM * 0.4);
    const chainage = arm.outward ? reach : lengthM - reach;
    const p = pointAt(line, chainage);
    const x = p.x - p.ty * off;
    const y = p.y + p.tx * off;
    return { chainage, x, y, z: this.level.at(arm.street, chainage, x, y) };
  }

  private node(
    id: string,
    at: { x: number; y: number; z: number },
    kind: UtilityNode['kind'] = this.trade.atEnds,
  ): UtilityNode {
    return {
      id,
      kind,
      x: at.x,
      y: at.y,
      coverM: at.z,
      invertM: at.z - SHALLOW_COVER_M[this.kind] - this.trade.wallM - this.trade.boreM('local'),
      diameterM: 0.6,
    };
  }

  /** Adds a line; z of `xyz` is the surface and is lowered to the pipe's invert or the cable's axis. */
  private link(id: string, from: string, to: string, xyz: number[], cls: StreetClass): void {
    const { trade } = this;
    const bore = trade.boreM(cls);
    const depth =
      SHALLOW_COVER_M[this.kind] + trade.wallM + (trade.link === 'cable' ? bore / 2 : bore);
    const path = Float64Array.from(xyz);
    for (let i = 2; i < path.length; i += 3) path[i]! -= depth;
    const year = yearLaid(this.plan, path[0]!, path[1]!, id);
    this.links.push({
      id,
      from,
      to,
      kind: trade.link,
      path,
      shape: trade.link === 'pipe' ? 'circular' : trade.link,
      heightM: bore,
      widthM: bore,
      wallM: trade.wallM,
      material: trade.material(year),
      yearBuilt: year,
    });
  }
}

function endId(kind: ShallowKind, street: PlannedStreet, start: boolean): string {
  return `${kind}-${street.id}-${start ? 'start' : 'end'}`;
}

function widerClass(a: StreetClass, b: StreetClass): StreetClass {
  const order: readonly StreetClass[] = ['motorway', 'arterial', 'collector'];
  return order.find((c) => c === a || c === b) ?? a;
}

function between(a: number, b: number): number[] {
  const n = Math.ceil((b - a) / VERTEX_M);
  return Array.from({ length: Math.max(0, n - 1) }, (_, i) => a + ((b - a) * (i + 1)) / n);
}
