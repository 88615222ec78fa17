import type {
  DrainageConduit,
  DrainageLink,
  DrainageModel,
  DrainageNode,
  Subcatchment,
} from '../../../../src/domain/drainage';
import type { UtilityNetwork } from '../../../../src/domain/city';
import type { CityPlan } from '../../plan';
import type { Gully } from './gullies';
import { PIPE_N } from './hydraulics';
import { stormIds } from './names';
import { pumpCurve } from './pumping';
import { DESIGN_RETURN_YEARS, chicagoStorm } from './rainfall';
import type { StormSystem } from './system';

const GAGE = 'rain-1';
const STORM_SERIES = 'design-storm';
const PUMP_CURVE = 'ps-1-head';
const MM_H_TO_MS = 1 / 3.6e6;
/** Hazen–Williams-smooth ductile iron as Manning's n. */
const MAIN_N = 0.011;
/** Head above the cover that a pressure manifold takes, m. */
const PRESSURE_HEAD_M = 60;
/** Longest overland path to a gully, m (SWMM 5 Reference Manual I, 3.8). */
const OVERLAND_M = 45;

const OPTIONS: Readonly<Record<string, string>> = {
  FLOW_UNITS: 'CMS',
  INFILTRATION: 'HORTON',
  FLOW_ROUTING: 'DYNWAVE',
  LINK_OFFSETS: 'DEPTH',
  MIN_SLOPE: '0',
  ALLOW_PONDING: 'NO',
  SKIP_STEADY_STATE: 'NO',
  START_DATE: '06/01/2026',
  START_TIME: '00:00:00',
  REPORT_START_DATE: '06/01/2026',
  REPORT_START_TIME: '00:00:00',
  END_DATE: '06/01/2026',
  END_TIME: '06:00:00',
  DRY_DAYS: '0',
  REPORT_STEP: '00:01:00',
  WET_STEP: '00:01:00',
  DRY_STEP: '00:05:00',
  ROUTING_STEP: '0:00:02',
  INERTIAL_DAMPING: 'PARTIAL',
  NORMAL_FLOW_LIMITED: 'BOTH',
  FORCE_MAIN_EQUATION: 'H-W',
  VARIABLE_STEP: '0.75',
  MIN_SURFAREA: '1.167',
  MAX_TRIALS: '8',
  HEAD_TOLERANCE: '0.0015',
};

/** The hydraulic model of the storm sewers, complete for a SWMM run. */
export function stormModel(
  plan: CityPlan,
  storm: StormSystem,
  network: UtilityNetwork,
  gullies: readonly Gully[],
): DrainageModel {
  const rain = chicagoStorm(120, 5, DESIGN_RETURN_YEARS);
  const p = storm.pumping;
  const curve = p && pumpCurve(p);
  return {
    title: `Storm sewers of the generated city, seed ${plan.recipe.seed}`,
    options: OPTIONS,
    nodes: modelNodes(storm, network, gullies),
    links: modelLinks(storm, network),
    subcatchments: storm.catchments.map((c): Subcatchment => {
      const overland = Math.min(OVERLAND_M, Math.sqrt(c.areaM2));
      return {
        id: stormIds.catchment(c.station),
        gage: GAGE,
        outlet: stormIds.manhole(c.station),
        areaM2: c.areaM2,
        imperviousness: c.imperviousness,
        widthM: c.areaM2 / overland,
        slope: c.slope,
        curbLengthM: 0,
        nImperv: 0.013,
        nPerv: 0.2,
        storeImpervM: 0.0015,
        storePervM: 0.004,
        zeroStoreShare: 0.25,
        routeTo: 'outlet',
        routedShare: 1,
        // Loam under grass: 76 and 7.6 mm/h, 4/h, 7 days to dry (SWMM 5 Reference Manual I, table 4-2).
        infiltration: { method: 'HORTON', params: [76, 7.6, 4, 7, 0] },
        ring: c.ring,
      };
    }),
    curves: curve ? [{ id: PUMP_CURVE, type: 'PUMP3', x: curve.headM, y: curve.flowCms }] : [],
    timeSeries: [{ id: STORM_SERIES, timeS: rain.timeS, value: rain.mmH }],
    patterns: [],
    inflows: [],
    rainGages: [
      {
        id: GAGE,
        form: 'INTENSITY',
        intervalS: 300,
        snowCatch: 1,
        timeSeries: STORM_SERIES,
        scaleToSi: MM_H_TO_MS,
      },
    ],
    controls: [],
    raw: {},
  };
}

function modelNodes(
  storm: StormSystem,
  network: UtilityNetwork,
  gullies: readonly Gully[],
): DrainageNode[] {
  const nodes: DrainageNode[] = [];
  const { stations, x, y, invertM, pumping } = storm;
  const inlets = new Map<number, number>();
  for (const g of gullies) inlets.set(g.station, (inlets.get(g.station) ?? 0) + 1);
  const junction = {
    initDepthM: 0,
    surchargeDepthM: 0,
    pondedAreaM2: 0,
    kind: 'junction',
  } as const;
  for (let i = 0; i < stations.x.length; i++) {
    if (Number.isNaN(invertM[i]!)) continue;
    nodes.push({
      ...junction,
      id: stormIds.manhole(i),
      x: x[i]!,
      y: y[i]!,
      invertM: invertM[i]!,
      maxDepthM: stations.groundM[i]! - invertM[i]!,
      // Gullies are lumped at their manhole; the tag keeps how many there are.
      tag: `inlets=${inlets.get(i) ?? 0}`,
    });
  }
  storm.outfalls.forEach((o, k) => {
    nodes.push({
      kind: 'outfall',
      id: stormIds.outfall(k),
      x: o.x,
      y: o.y,
      invertM: storm.reaches.get(o.station)!.invertDownM,
      // A basin in a hollow stands empty; the river keeps its normal level.
      ...(o.bodyId === null
        ? { type: 'free', flapGate: false }
        : { type: 'fixed', fixedStageM: o.waterLevelM, flapGate: true }),
    });
  });
  if (pumping) {
    nodes.push({
      kind: 'storage',
      id: stormIds.well,
      x: pumping.x,
      y: pumping.y,
      invertM: pumping.floorM,
      maxDepthM: pumping.groundM - pumping.floorM,
      initDepthM: pumping.stopM,
      shape: { type: 'functional', a: 0, b: 0, c: pumping.areaM2 },
      surchargeDepthM: 0,
      evapFactor: 0,
    });
    nodes.push(manifold(network));
  }
  return nodes;
}

function modelLinks(storm: StormSystem, network: UtilityNetwork): DrainageLink[] {
  const { invertM, pumping } = storm;
  const links: DrainageLink[] = [];
  const outfallOf = new Map(storm.outfalls.map((o, k) => [o.station, k]));
  for (const r of storm.reaches.values()) {
    const k = outfallOf.get(r.up);
    const end =
      r.down >= 0
        ? { to: stormIds.manhole(r.down), invert: invertM[r.down]! }
        : k === undefined
          ? { to: stormIds.well, invert: pumping!.floorM }
          : { to: stormIds.outfall(k), invert: r.invertDownM };
    links.push(
      conduit({
        id: stormIds.pipe(r.up),
        from: stormIds.manhole(r.up),
        to: end.to,
        lengthM: r.lengthM,
        roughnessN: PIPE_N,
        inOffsetM: r.invertUpM - invertM[r.up]!,
        outOffsetM: r.invertDownM - end.invert,
        section: {
          shape: { circular: 'CIRCULAR', egg: 'EGG', rect_closed: 'RECT_CLOSED' }[r.section.shape],
          geom: [r.section.heightM, r.section.shape === 'rect_closed' ? r.section.widthM : 0, 0, 0],
          barrels: 1,
          culvertCode: 0,
        },
      }),
    );
  }
  if (pumping) links.push(...stationLinks(storm, network));
  return links;
}

function stationLinks(storm: StormSystem, network: UtilityNetwork): DrainageLink[] {
  const p = storm.pumping!;
  const main = network.links.find((l) => l.id === stormIds.main)!;
  const path = main.path;
  const last = path.length - 3;
  let lengthM = 0;
  for (let i = 3; i < path.length; i += 3) {
    lengthM += Math.hypot(path[i]! - path[i - 3]!, path[i + 1]! - path[i - 2]!);
  }
  const vertices: number[] = [];
  for (let i = 3; i < last; i += 3) vertices.push(path[i]!, path[i + 1]!);
  const pump = (k: 0 | 1): DrainageLink => ({
    kind: 'pump',
    id: stormIds.pump(k),
    from: stormIds.well,
    to: stormIds.manifold,
    vertices: new Float64Array(),
    curve: PUMP_CURVE,
    initialOn: false,
    startupDepthM: p.startM[k],
    shutoffDepthM: p.stopM,
  });
  return [
    pump(0),
    pump(1),
    conduit({
      id: stormIds.main,
      from: stormIds.manifold,
      to: stormIds.manhole(p.low.receiver),
      lengthM,
      roughnessN: MAIN_N,
      inOffsetM: 0,
      outOffsetM: path[last + 2]! - storm.invertM[p.low.receiver]!,
      section: { shape: 'CIRCULAR', geom: [main.heightM, 0, 0, 0], barrels: 1, culvertCode: 0 },
      vertices: Float64Array.from(vertices),
    }),
  ];
}

/** The pressure manifold: a node that may stand under head. */
function manifold(network: UtilityNetwork): DrainageNode {
  const node = network.nodes.find((n) => n.id === stormIds.manifold)!;
  return {
    kind: 'junction',
    id: node.id,
    x: node.x,
    y: node.y,
    invertM: node.invertM,
    maxDepthM: Math.max(node.coverM - node.invertM, 1),
    initDepthM: 0,
    surchargeDepthM: PRESSURE_HEAD_M,
    pondedAreaM2: 0,
    tag: 'inlets=0',
  };
}

type ConduitCore = Pick<
  DrainageConduit,
  'id' | 'from' | 'to' | 'lengthM' | 'roughnessN' | 'inOffsetM' | 'outOffsetM' | 'section'
> & { readonly vertices?: Float64Array };

function conduit(core: ConduitCore): DrainageConduit {
  return {
    kind: 'conduit',
    vertices: new Float64Array(),
    ...core,
    // Manhole losses: 0.1–0.2 of the velocity head straight through (HEC-22, 7.1.6).
    lossIn: 0.1,
    lossOut: 0.1,
    lossAvg: 0,
    initFlowCms: 0,
    maxFlowCms: 0,
    flapGate: false,
    seepageMs: 0,
  };
}
