import { Conduits } from './conduits';
import type { Controls } from './controls';
import { LINK_ORIFICE, LINK_PUMP, NODE_OUTFALL, NODE_STORAGE, type Network } from './network';
import { NodeMatrix } from './nodeMatrix';
import { Nodes } from './nodes';
import { Outfalls, type StageSource } from './outfalls';
import { relax, stride } from './relaxation';
import type { RoutingState } from './state';
import { SwmmNodes } from './swmmNodes';
import { Structures, type CurveSource } from './structures';

/** What became of one routing step. */
export interface StepReport {
  readonly dtS: number;
  readonly trials: number;
  readonly converged: boolean;
}

/**
 * How flows and heads of a step are found: all heads at once by Newton's method, or node by node
 * with relaxation as SWMM does, for comparison with it.
 */
export type Iteration = 'newton' | 'swmm';

/** Part of the head tolerance below which a first trial needs no second. */
const STILL_SHARE = 0.1;

/**
 * Dynamic wave routing: the one-dimensional momentum equation in every conduit and continuity at
 * every node (Rossman 2017, SWMM Reference Manual Vol. II, chapter 3). Within each step flows are
 * found for the heads, and all heads together for the flows and how they change with heads (Newton's
 * method), until no head moves any more. Deterministic: links and nodes are visited in their order.
 */
export class Routing {
  readonly state: RoutingState;
  /** Steps so far, and how many of them ended without convergence. */
  steps = 0;
  unconverged = 0;
  /** Control rules, or null where the model has none. */
  controls: Controls | null = null;
  private readonly conduits: Conduits;
  private readonly structures: Structures;
  private readonly outfalls: Outfalls;
  private readonly matrix: NodeMatrix;
  private readonly nodes: Nodes;
  private readonly swmm: SwmmNodes | null;
  /** Links that are no conduits with a section, in their order. */
  private readonly others: Int32Array;
  private readonly lastLateral: Float64Array;
  private variableStepS = 0;
  /** State before the last step. */
  private remembered: (Float64Array | Uint8Array)[] = [];
  private unconvergedBefore = 0;

  constructor(
    readonly net: Network,
    stages: StageSource,
    curves: CurveSource,
    /**
     * True where `lateralCms` is the mean over a step (an exchanged volume divided by its time);
     * false where it is the rate at the step's end, as inflow hydrographs are.
     */
    readonly lateralIsMean = false,
    iteration: Iteration = 'newton',
  ) {
    const N = net.nodeCount;
    const L = net.linkCount;
    const f = zeros;
    this.state = {
      depthM: Float64Array.from(net.initDepthM),
      oldDepthM: f(N),
      volumeM3: f(N),
      oldVolumeM3: f(N),
      inflowCms: f(N),
      outflowCms: f(N),
      oldNetCms: f(N),
      overflowCms: f(N),
      lateralCms: f(N),
      flowCms: Float64Array.from(net.initFlowCms),
      oldFlowCms: f(L),
      linkDepthM: f(L),
      linkVolumeM3: f(L),
      setting: f(L).fill(1),
      targetSetting: f(L).fill(1),
    };
    this.lastLateral = f(N);
    this.matrix = new NodeMatrix(
      net.from,
      net.to,
      net.nodeKind.map((kind) => (kind === NODE_OUTFALL ? 0 : 1)),
    );
    this.nodes = new Nodes(net, this.state, this.matrix);
    this.swmm = iteration === 'swmm' ? new SwmmNodes(net, this.state, this.nodes) : null;
    this.conduits = new Conduits(net, this.state, iteration === 'swmm');
    const { dq1, dq2 } = this.conduits;
    this.structures = new Structures(net, this.state, curves, dq1, dq2);
    this.outfalls = new Outfalls(net, this.state, stages);
    const conduits = new Set(this.conduits.list);
    this.others = Int32Array.from(net.links.flatMap((_, i) => (conduits.has(i) ? [] : [i])));
    this.conduits.initialiseNodes();
    this.outfalls.update(0);
    this.conduits.initialise();
    this.nodes.initialise();
  }

  /** The step the present state allows, at most `limitS` and the model's own step. */
  nextStepS(limitS: number): number {
    const o = this.net.options;
    const fixed = Math.min(o.stepS, limitS);
    if (o.courant === 0) return fixed;
    this.variableStepS =
      this.variableStepS === 0
        ? o.minStepS
        : Math.max(o.minStepS, this.nodes.longestStep(this.conduits.courantStep(fixed, o.courant)));
    return Math.min(limitS, Math.max(0.001, Math.floor(1000 * this.variableStepS) / 1000));
  }

  /** Routes one step. `lateralCms` must hold the step's external inflows. */
  step(dtS: number, timeS: number): StepReport {
    const { state: s, net } = this;
    this.remember();
    this.structures.aimPumps();
    this.controls?.decide(timeS, dtS);
    this.structures.applySettings(dtS);
    s.oldDepthM.set(s.depthM);
    s.oldVolumeM3.set(s.volumeM3);
    s.oldFlowCms.set(s.flowCms);
    for (let i = 0; i < net.nodeCount; i++) {
      const change = this.lateralIsMean ? s.lateralCms[i]! - this.lastLateral[i]! : 0;
      s.oldNetCms[i] = s.inflowCms[i]! - s.outflowCms[i]! + change;
    }
    this.lastLateral.set(s.lateralCms);
    this.nodes.beginStep(dtS);
    this.conduits.beginStep();
    const report = this.iterate(dtS, timeS);
    if (this.swmm) this.nodes.noteRates(dtS);
    else {
      this.sumFlows();
      this.nodes.finish(dtS, this.conduits);
    }
    this.steps++;
    if (!report.converged) this.unconverged++;
    return report;
  }

  private iterate(dtS: number, timeS: number): StepReport {
    const { dq1, dq2 } = this.conduits;
    let converged = false;
    let trial = 0;
    while (trial < this.net.options.maxTrials && !converged) {
      this.linkFlows(trial, dtS);
      this.outfalls.update(timeS + dtS);
      if (this.swmm) {
        converged = this.swmm.move(dq1, dq2, trial, dtS) && trial > 0;
        trial++;
        continue;
      }
      this.nodes.assemble(dq1, dq2, dtS);
      this.matrix.solve();
      const settled = this.nodes.move(stride(trial));
      this.follow();
      converged =
        settled &&
        (trial > 0 || this.nodes.largestM <= STILL_SHARE * this.net.options.headToleranceM);
      trial++;
    }
    return { dtS, trials: trial, converged };
  }

  /** Takes the last step back, as if it had never been routed. */
  undo(): void {
    this.memory().forEach((array, k) => array.set(this.remembered[k]!));
    this.steps--;
    this.unconverged = this.unconvergedBefore;
  }

  private remember(): void {
    this.unconvergedBefore = this.unconverged;
    const memory = this.memory();
    if (this.remembered.length === 0) this.remembered = memory.map((array) => array.slice());
    else for (let k = 0; k < memory.length; k++) this.remembered[k]!.set(memory[k]!);
  }

  /** Every number that decides how the routing goes on, in a fixed order. */
  snapshot(): number[] {
    return [
      this.steps,
      this.unconverged,
      this.variableStepS,
      ...this.memory().flatMap((a) => Array.from(a)),
    ];
  }

  /** Takes back a `snapshot` of a routing of the same network; returns how many numbers it read. */
  restore(numbers: readonly number[]): number {
    this.steps = numbers[0]!;
    this.unconverged = numbers[1]!;
    this.variableStepS = numbers[2]!;
    let at = 3;
    for (const array of this.memory())
      for (let i = 0; i < array.length; i++) array[i] = numbers[at++]!;
    return at;
  }

  private memory(): (Float64Array | Uint8Array)[] {
    return [
      ...Object.values(this.state as unknown as Record<string, Float64Array>),
      ...this.conduits.memory(),
      ...this.nodes.memory(),
      ...(this.swmm?.memory() ?? []),
      ...(this.controls?.memory() ?? []),
      this.lastLateral,
    ];
  }

  /** Water held in nodes and links, m³. */
  storedM3(): number {
    const { state: s, net } = this;
    let sum = 0;
    for (let i = 0; i < net.nodeCount; i++)
      if (net.nodeKind[i] !== NODE_OUTFALL) sum += s.volumeM3[i]! + this.nodes.manholeM3[i]!;
    for (let i = 0; i < net.linkCount; i++) sum += s.linkVolumeM3[i]!;
    return sum;
  }

  /** Flows of all links for the present heads, and what they bring to the nodes. */
  private linkFlows(trial: number, dtS: number): void {
    const { net, conduits, nodes, state: s } = this;
    const { settled } = nodes;
    const { area1, area2 } = conduits.classes;
    const lent = nodes.lentM2;
    // From this trial on, links between nodes that have settled keep their flow.
    const spare = this.swmm ? 2 : 1;
    this.takeLateral();
    lent.fill(0);
    const { list } = conduits;
    for (let k = 0; k < list.length; k++) {
      const i = list[k]!;
      const a = net.from[i]!;
      const b = net.to[i]!;
      const still = trial >= spare ? settled[a] === 1 && settled[b] === 1 : conduits.rests(i);
      if (!still) conduits.update(i, trial, dtS);
      this.addFlow(a, b, s.flowCms[i]!);
      const barrels = net.barrels[i]!;
      lent[a] = lent[a]! + area1[i]! * barrels;
      lent[b] = lent[b]! + area2[i]! * barrels;
    }
    for (let k = 0; k < this.others.length; k++) {
      const i = this.others[k]!;
      const a = net.from[i]!;
      const b = net.to[i]!;
      if (trial < spare || settled[a] === 0 || settled[b] === 0) this.structureFlow(i, trial, dtS);
      this.addFlow(a, b, s.flowCms[i]!);
      if (net.linkKind[i] !== LINK_ORIFICE) continue;
      const half = this.structures.surfaceM2[i]! / 2;
      if (net.nodeKind[a] !== NODE_STORAGE) lent[a] = lent[a]! + half;
      if (net.nodeKind[b] !== NODE_STORAGE) lent[b] = lent[b]! + half;
    }
  }

  private structureFlow(i: number, trial: number, dtS: number): void {
    const { state: s, net } = this;
    const last = s.flowCms[i]!;
    let q = this.structures.flow(i);
    if (net.linkKind[i] === LINK_PUMP) {
      const surface = Math.max(this.nodes.lentM2[net.from[i]!]!, net.options.minSurfaceM2);
      q = this.structures.limitPump(i, q, dtS, surface);
    } else q = relax(last, q, trial, this.swmm !== null);
    s.flowCms[i] = q;
  }

  /** Brings flows along with the heads that have just moved, so that they fit each other. */
  private follow(): void {
    const { net, state: s, matrix } = this;
    const { dq1, dq2 } = this.conduits;
    const moved = matrix.right;
    for (let i = 0; i < net.linkCount; i++) {
      const d1 = dq1[i]!;
      const d2 = dq2[i]!;
      if (d1 === 0 && d2 === 0) continue;
      s.flowCms[i] = s.flowCms[i]! + d1 * moved[net.from[i]!]! + d2 * moved[net.to[i]!]!;
    }
  }

  private takeLateral(): void {
    const { state: s, net } = this;
    for (let i = 0; i < net.nodeCount; i++) {
      const lateral = s.lateralCms[i]!;
      s.inflowCms[i] = lateral > 0 ? lateral : 0;
      s.outflowCms[i] = lateral < 0 ? -lateral : 0;
    }
  }

  private sumFlows(): void {
    const { net, state: s } = this;
    this.takeLateral();
    for (let i = 0; i < net.linkCount; i++) this.addFlow(net.from[i]!, net.to[i]!, s.flowCms[i]!);
  }

  private addFlow(a: number, b: number, q: number): void {
    const s = this.state;
    if (q >= 0) {
      s.outflowCms[a] = s.outflowCms[a]! + q;
      s.inflowCms[b] = s.inflowCms[b]! + q;
    } else {
      s.inflowCms[a] = s.inflowCms[a]! - q;
      s.outflowCms[b] = s.outflowCms[b]! - q;
    }
  }
}

function zeros(n: number): Float64Array {
  return new Float64Array(n);
}
