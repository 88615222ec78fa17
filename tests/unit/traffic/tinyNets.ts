import { parseNet } from '../../../src/io/sumo/parseNet';
import { defaultVehicleType } from '../../../src/io/sumo/vehicleTypes';
import type { TrafficNetwork, VehicleDemand, VehicleType } from '../../../src/domain/traffic';
import type { TrafficSetup } from '../../../workers/traffic/setup';

/** A straight road of edges `e0`, `e1` … of one lane, m each; a signal after the first where `phases` are given. */
export function straightRoad(
  lengths: readonly number[],
  speedMs: number,
  phases?: readonly (readonly [durationS: number, state: string])[],
): TrafficNetwork {
  let x = 0;
  const edges = lengths.map((length, i) => {
    const shape = `${x},0 ${x + length},0`;
    x += length;
    return `<edge id="e${i}" from="n${i}" to="n${i + 1}" priority="1">
      <lane id="e${i}_0" index="0" speed="${speedMs}" length="${length}" shape="${shape}"/></edge>`;
  });
  const at = (i: number): number => lengths.slice(0, i).reduce((s, l) => s + l, 0);
  const junctions = [...lengths, 0].map((_, i) => {
    const type = i === 0 || i === lengths.length ? 'dead_end' : 'priority';
    const lanes = i === 0 ? '' : `e${i - 1}_0`;
    return `<junction id="n${i}" type="${type}" x="${at(i)}" y="0" incLanes="${lanes}" intLanes="" shape=""/>`;
  });
  const connections = lengths.slice(1).map((_, i) => {
    const signal = i === 0 && phases ? ' tl="s" linkIndex="0"' : '';
    return `<connection from="e${i}" to="e${i + 1}" fromLane="0" toLane="0" dir="s" state="M"${signal}/>`;
  });
  const program = phases
    ? `<tlLogic id="s" type="static" programID="0" offset="0">${phases
        .map(([d, state]) => `<phase duration="${d}" state="${state}"/>`)
        .join('')}</tlLogic>`
    : '';
  return parseNet(
    `<net version="1.16"><location netOffset="0,0" convBoundary="0,0,${x},0" origBoundary="0,0,0,0" projParameter="!"/>
    ${edges.join('')}${program}${junctions.join('')}${connections.join('')}</net>`,
  );
}

/** A car whose driver keeps exactly to the limit. */
export function plainCar(change: Partial<VehicleType> = {}): VehicleType {
  return { ...defaultVehicleType(), id: 'car', speedDev: 0, ...change };
}

/** Cars one after another over all edges. */
export function cars(
  edges: readonly string[],
  departs: readonly number[],
  change: Partial<VehicleDemand> = {},
): VehicleDemand[] {
  return departs.map((departS, i) => ({
    id: `v${i}`,
    type: 'car',
    departS,
    edges,
    routed: true,
    departLane: 'first',
    departPos: 'base',
    departSpeed: 'max',
    stops: [],
    ...change,
  }));
}

export function setupOf(
  network: TrafficNetwork,
  vehicles: readonly VehicleDemand[],
  change: Partial<TrafficSetup> = {},
  type: VehicleType = plainCar(),
): TrafficSetup {
  return {
    network,
    demand: { types: [type], distributions: [], vehicles, flows: [] },
    beginS: 0,
    horizonS: 600,
    outputEveryS: 60,
    seed: 1,
    ...change,
  };
}
