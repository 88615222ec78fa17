import type { DrainageModel, DrainageNode } from '../../../src/domain/drainage';
import type { Notice } from '../../../src/domain/errors';
import type { Series } from '../../../src/domain/frame';
import { DrainageSimulation } from '../drainage/simulation';
import { leftOut } from '../drainage/support';
import type { SewerSetup } from '../setup';
import { exchangeFlow, type Opening } from './laws';

/** What the sewer needs of the surface: water at a cell, and a source there whose real volume is counted. */
export interface Surface {
  /** Bed level of a cell, m above the City's datum. */
  bedM(cell: number): number;
  depthM(cell: number): number;
  readonly cellAreaM2: number;
  /** Adds a source at a cell and returns its handle, or −1 where no water can be. */
  addSource(cell: number): number;
  /** Sets a source's rate, m³/s (negative takes what is there). */
  setRate(source: number, flowCms: number): void;
  /** Volume a source has brought in less what it has taken out since the start, m³. */
  volumeM3(source: number): number;
}

/** How often street and sewer exchange, and the SWMM options by which the network is stepped between. */
interface Pace {
  readonly exchangeS: number;
  readonly options: Readonly<Record<string, string>>;
}

/** One second: short against the filling of a manhole, long against a surface step. */
const FINE: Pace = { exchangeS: 1, options: { VARIABLE_STEP: '0.75' } };

/**
 * For a first look: steps as long as Newton's method settles within its trials, whatever the waves in
 * the pipes do in them, and heads to 2 cm. With fewer trials steps are halved and all takes longer.
 */
const QUICK: Pace = {
  exchangeS: 10,
  options: { VARIABLE_STEP: '0', HEAD_TOLERANCE: '0.02', MAX_TRIALS: '20' },
};

/** Heads may rise this far above ground at nodes that spill to the street, m; spilling keeps them far below. */
const SPILL_HEAD_M = 50;

interface Link {
  readonly node: number;
  readonly cell: number;
  readonly source: number;
  readonly opening: Opening;
  readonly groundM: number;
  /** Openings of the same node, this one included. */
  readonly besides: number;
  flowCms: number;
  countedM3: number;
  /** Water on the street and head in the manhole at the last exchange, m. */
  depthM: number;
  headM: number;
}

interface Outfall {
  readonly node: number;
  readonly cell: number;
  readonly source: number;
  stageM: number;
}

/**
 * The sewer under the street. Every exchange interval: flows are set from the two water levels; the
 * surface runs the interval; what it really gave or took is what the network gets. So no water is
 * made or lost between the two.
 */
export class Sewer {
  /** What of the model is not modelled under the surface. */
  readonly notices: readonly Notice[];
  private readonly simulation: DrainageSimulation;
  private readonly links: Link[] = [];
  private readonly outfalls: Outfall[] = [];
  private readonly lateral: Float64Array;
  private readonly outfallOf = new Map<string, Outfall>();
  private readonly pace: Pace;
  private nextS = 0;

  constructor(
    setup: SewerSetup,
    private readonly surface: Surface,
  ) {
    this.notices = leftOut(setup.model);
    this.pace = setup.quick ? QUICK : FINE;
    const coupled = new Set(setup.exchanges.map((e) => e.node));
    const ends = new Set(setup.outfalls.map((o) => o.node));
    this.simulation = new DrainageSimulation(coupledModel(setup.model, coupled, ends, this.pace), {
      stage: (outfall) =>
        this.outfallOf.get(outfall.id)?.stageM ?? outfall.fixedStageM ?? outfall.invertM,
      lateralIsMean: true,
      runoff: false, // the rain falls on the grid
      lateral: (routing) => {
        const s = routing.state;
        for (let i = 0; i < this.lateral.length; i++) {
          s.lateralCms[i] = s.lateralCms[i]! + this.lateral[i]!;
        }
      },
    });
    const { net } = this.simulation;
    this.lateral = new Float64Array(net.nodeCount);
    const openings = new Map<string, number>();
    for (const { node } of setup.exchanges) openings.set(node, (openings.get(node) ?? 0) + 1);
    for (const e of setup.exchanges) {
      const node = net.nodeIndex.get(e.node);
      const source = surface.addSource(e.cell);
      if (node === undefined || source < 0) continue;
      const { areaM2, rimM, takesIn, spillCoefficient } = e;
      const groundM = surface.bedM(e.cell);
      this.links.push({
        node,
        cell: e.cell,
        source,
        opening: {
          areaM2,
          rimM,
          takesIn,
          ...(spillCoefficient !== undefined && { spillCoefficient }),
        },
        groundM,
        besides: openings.get(e.node)!,
        flowCms: 0,
        countedM3: 0,
        depthM: 0,
        headM: net.invertM[node]!,
      });
    }
    for (const o of setup.outfalls) {
      const node = net.nodeIndex.get(o.node);
      const source = surface.addSource(o.cell);
      if (node === undefined || source < 0) continue;
      const outfall = { node, cell: o.cell, source, stageM: this.levelAt(o.cell) };
      this.outfalls.push(outfall);
      this.outfallOf.set(o.node, outfall);
    }
  }

  /** Time of the next exchange, s. */
  nextEvent(): number {
    return this.nextS;
  }

  /** At an exchange time: routes the interval that has passed and sets the flows of the next one. */
  exchange(nowS: number): void {
    if (nowS < this.nextS) return;
    this.route(nowS);
    this.plan();
    const { exchangeS } = this.pace;
    this.nextS = (Math.floor(nowS / exchangeS + 1e-9) + 1) * exchangeS;
  }

  /** Depth at nodes, flow and mean depth in links, flow to (−) and from (+) the street at nodes. */
  series(): Series[] {
    const { net, routing } = this.simulation;
    const s = routing.state;
    const exchange = new Float32Array(net.nodeCount);
    for (const l of this.links) exchange[l.node]! += l.flowCms;
    return [
      { name: 'nodeDepth', unit: 'm', ids: net.nodeIds, values: Float32Array.from(s.depthM) },
      { name: 'nodeInflow', unit: 'm3/s', ids: net.nodeIds, values: exchange },
      {
        name: 'linkFlow',
        unit: 'm3/s',
        ids: net.linkIds,
        values: Float32Array.from(s.flowCms, (q, i) => q * net.turned[i]!),
      },
      { name: 'linkDepth', unit: 'm', ids: net.linkIds, values: Float32Array.from(s.linkDepthM) },
    ];
  }

  totals(): Record<string, number> {
    const b = this.simulation.balance();
    const { routing } = this.simulation;
    return {
      sewerInflowM3: b.inflowM3,
      sewerOutflowM3: b.outflowM3,
      sewerFloodedM3: b.floodedM3,
      sewerStoredM3: b.storedM3,
      sewerErrorM3: b.errorM3,
      sewerSteps: routing.steps,
      sewerUnconverged: routing.unconverged,
    };
  }

  /** Everything that decides how it goes on, as plain numbers. */
  snapshot(): number[] {
    return [
      this.nextS,
      ...this.links.flatMap((l) => [l.flowCms, l.countedM3, l.depthM, l.headM]),
      ...this.outfalls.map((o) => o.stageM),
      ...this.simulation.snapshot(),
    ];
  }

  restore(numbers: readonly number[]): void {
    let at = 0;
    const next = (): number => numbers[at++]!;
    this.nextS = next();
    for (const l of this.links) {
      l.flowCms = next();
      l.countedM3 = next();
      l.depthM = next();
      l.headM = next();
    }
    for (const o of this.outfalls) o.stageM = next();
    this.simulation.restore(numbers.slice(at));
  }

  private route(nowS: number): void {
    const span = nowS - this.simulation.timeS;
    if (span <= 0) return;
    this.lateral.fill(0);
    for (const l of this.links) {
      const volume = this.surface.volumeM3(l.source);
      this.lateral[l.node] = this.lateral[l.node]! - (volume - l.countedM3) / span;
      l.countedM3 = volume;
    }
    for (const o of this.outfalls) o.stageM = this.levelAt(o.cell);
    this.simulation.advance(nowS);
  }

  private plan(): void {
    const { net, routing } = this.simulation;
    const s = routing.state;
    const { outfallM3 } = this.simulation;
    for (const l of this.links) {
      const depth = this.surface.depthM(l.cell);
      const head = net.invertM[l.node]! + s.depthM[l.node]!;
      // Most openings are dry on both sides most of the time.
      const still = head <= l.groundM + depth && (depth <= 0 || !l.opening.takesIn);
      l.flowCms = still
        ? 0
        : settled(
            l,
            depth,
            head,
            net.options.minSurfaceM2,
            this.surface.cellAreaM2,
            this.pace.exchangeS,
          );
      l.depthM = depth;
      l.headM = head;
      this.surface.setRate(l.source, -l.flowCms);
    }
    for (const o of this.outfalls) {
      // What the network has given and the surface has not had yet: no volume is lost between them.
      const due = outfallM3[o.node]! - this.surface.volumeM3(o.source);
      this.surface.setRate(o.source, due / this.pace.exchangeS);
    }
  }

  private levelAt(cell: number): number {
    return this.surface.bedM(cell) + this.surface.depthM(cell);
  }
}

/** A rise by which the slope of the exchange law is measured, m. */
const NUDGE_M = 0.01;

/**
 * Flow of the next interval, m³/s into the sewer: that of the law at the levels both sides will have.
 * They change by this flow itself and, as in the interval before, by what else comes and goes. So a
 * small manhole does not rock, and in steady flow the law holds exactly.
 */
function settled(
  l: Link,
  depth: number,
  head: number,
  nodeM2: number,
  cellM2: number,
  intervalS: number,
): number {
  const law = exchangeFlow(l.opening, l.groundM, depth, head);
  const byHead = (exchangeFlow(l.opening, l.groundM, depth, head + NUDGE_M) - law) / NUDGE_M;
  const byDepth = (exchangeFlow(l.opening, l.groundM, depth + NUDGE_M, head) - law) / NUDGE_M;
  const stiff = intervalS * ((-byHead * l.besides) / nodeM2 + byDepth / cellM2);
  const trend = byHead * (head - l.headM) + byDepth * (depth - l.depthM);
  const q = (law + Math.max(stiff, 0) * l.flowCms + trend) / (1 + Math.max(stiff, 0));
  // Never against the fall, never more than twice the law.
  return law >= 0 ? Math.min(Math.max(q, 0), 2 * law) : Math.max(Math.min(q, 0), 2 * law);
}

/**
 * The model as it is routed under a surface: no ponding and no loss at nodes that spill to the
 * street, outfalls in the grid at the level of the water there, surcharge by the slot method, which
 * stays calm under a changing street level.
 */
function coupledModel(
  model: DrainageModel,
  coupled: ReadonlySet<string>,
  ends: ReadonlySet<string>,
  pace: Pace,
): DrainageModel {
  const nodes = model.nodes.map((n): DrainageNode => {
    if (n.kind === 'outfall') return ends.has(n.id) ? { ...n, type: 'fixed' } : n;
    return coupled.has(n.id) ? { ...n, surchargeDepthM: SPILL_HEAD_M } : n;
  });
  const options = {
    ...model.options,
    ALLOW_PONDING: 'NO',
    SURCHARGE_METHOD: 'SLOT',
    ROUTING_STEP: String(pace.exchangeS),
    INERTIAL_DAMPING: 'PARTIAL',
    ...pace.options,
  };
  return { ...model, nodes, options };
}
