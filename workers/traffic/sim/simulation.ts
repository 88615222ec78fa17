import type { Notice } from '../../../src/domain/errors';
import { makeFleet, type Fleet } from '../demand/vehicles';
import { idmModel } from '../model/idm';
import { kraussModel } from '../model/krauss';
import type { Following } from '../model/following';
import { compileNetwork, type RoadNet } from '../network/compile';
import { DEFAULT_STEP_S, type TrafficSetup } from '../setup';
import { SignalBox } from '../signals/box';
import { Approaches } from './approach';
import { Inserter } from './insertion';
import { LaneChanger } from './laneChange';
import { moveAll, Movers } from './move';
import { decideAll, planAll } from './plan';
import { Rerouter } from './reroute';
import type { World } from './world';

/** Steps between two looks for vehicles that are stuck. */
const STUCK_CHECK_STEPS = 10;

/** A run: the world and what moves it. One `step` is signals, plans, decisions, move, lanes, departures. */
export class Simulation {
  readonly setup: TrafficSetup;
  readonly net: RoadNet;
  readonly world: World;
  readonly fleet: Fleet;
  readonly model: Following;
  readonly signals: SignalBox;
  readonly inserter: Inserter;
  readonly changer: LaneChanger;
  readonly rerouter: Rerouter;
  readonly notices: readonly Notice[];
  private readonly approaches: Approaches;
  private readonly movers: Movers;

  constructor(setup: TrafficSetup) {
    this.setup = setup;
    const name = setup.options?.model ?? 'idm';
    const stepS = setup.options?.stepS ?? DEFAULT_STEP_S[name];
    this.net = compileNetwork(setup.network);
    this.fleet = makeFleet(setup, this.net, stepS);
    const w = this.fleet.world;
    this.world = w;
    this.model = name === 'krauss' ? kraussModel(w) : idmModel(w);
    this.signals = new SignalBox(setup, this.net, w);
    this.inserter = new Inserter(w, this.model, this.fleet.departures);
    this.changer = new LaneChanger(w, this.model);
    this.rerouter = new Rerouter(w);
    this.approaches = new Approaches(this.net.links);
    this.movers = new Movers(w.vehicles);
    this.notices = [...this.fleet.notices, ...this.signals.notices];
    this.signals.stand();
    this.inserter.insertDue();
  }

  step(): void {
    const w = this.world;
    this.signals.stand();
    planAll(w, this.approaches, this.model);
    decideAll(w, this.approaches, this.model);
    moveAll(w, this.model, this.movers);
    w.step++;
    this.changer.changeAll();
    if (w.step % STUCK_CHECK_STEPS === 0) this.rerouter.helpStuck();
    this.inserter.insertDue();
  }
}
