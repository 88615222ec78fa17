import type { Notice } from '../../../src/domain/errors';
import type { RoadNet } from '../network/compile';
import type { TrafficSetup } from '../setup';
import { MAJOR, MINOR, type World } from '../sim/world';
import { letterState, phaseAt, type SignalPlan, signalPlans } from './plans';

/** All signals of a run: what they show is written to `World.linkState`. */
export class SignalBox {
  readonly plans: readonly (readonly SignalPlan[])[];
  readonly notices: readonly Notice[];
  /** Letters shown by each signal now. */
  readonly shown: string[];
  private readonly net: RoadNet;
  private readonly world: World;
  private readonly beginS: number;

  constructor(setup: TrafficSetup, net: RoadNet, world: World) {
    const { plans, notices } = signalPlans(setup.network, net);
    this.plans = plans;
    this.notices = notices;
    this.net = net;
    this.world = world;
    this.beginS = setup.beginS;
    this.shown = plans.map(() => '');
    for (let k = 0; k < net.links; k++) world.linkState[k] = net.linkMajor[k] ? MAJOR : MINOR;
  }

  /** Brings every signal to the present time. */
  stand(): void {
    const clock = this.beginS + this.world.timeS;
    for (let s = 0; s < this.plans.length; s++) {
      const plan = this.plans[s]!.at(-1)!;
      const { phase } = phaseAt(plan, clock);
      this.show(s, plan.states[phase]!);
    }
  }

  private show(s: number, letters: string): void {
    if (this.shown[s] === letters) return;
    this.shown[s] = letters;
    const { net, world } = this;
    for (let i = net.signalLinks[s]!; i < net.signalLinks[s + 1]!; i++) {
      const k = net.signalLinkList[i]!;
      world.linkState[k] = letterState(letters[net.linkSignalIndex[k]!]!, net.linkMajor[k]!);
    }
  }
}
