import { DryrunError, type Notice } from '../../../src/domain/errors';
import type { SignalProgram, TrafficNetwork } from '../../../src/domain/traffic';
import type { RoadNet } from '../network/compile';
import { MAJOR, MINOR, RED, YELLOW } from '../sim/world';

/** A program as the engine runs it. */
export interface SignalPlan {
  readonly id: string;
  readonly programId: string;
  readonly type: string;
  readonly offsetS: number;
  readonly cycleS: number;
  /** One state text per phase, one letter per signal index. */
  readonly states: readonly string[];
  readonly durationS: Float64Array;
  readonly minS: Float64Array;
  readonly maxS: Float64Array;
}

/** Least green where a phase names none, s (HCM 2016 and RiLSA 2015 both start at 5 s). */
export const LEAST_GREEN_S = 5;
const LONGEST_GREEN_S = 50;

/**
 * The programs of every signal, by signal index; the last of each is in force. Checked here: every
 * state covers the signal's links.
 *
 * @throws DryrunError `traffic.net.signal_state` naming signal, phase and length
 */
export function signalPlans(
  network: TrafficNetwork,
  net: RoadNet,
): { plans: readonly (readonly SignalPlan[])[]; notices: readonly Notice[] } {
  const notices: Notice[] = [];
  const plans = net.signalIds.map((id, s) => {
    let links = 0;
    for (let i = net.signalLinks[s]!; i < net.signalLinks[s + 1]!; i++) {
      links = Math.max(links, net.linkSignalIndex[net.signalLinkList[i]!]! + 1);
    }
    const all = network.signals.filter((p) => p.id === id);
    const twice = all.find((p, i) => all.findIndex((q) => q.programId === p.programId) !== i);
    if (twice) {
      throw new DryrunError({
        code: 'traffic.net.program_twice',
        place: `signal ${id}`,
        what: `The signal has two programs "${twice.programId}".`,
        mend: 'Rename one of them.',
        params: { signal: id, program: twice.programId },
      });
    }
    return all.map((p) => plan(p, links, notices));
  });
  if (net.signalIds.length === 0) {
    notices.push({
      code: 'traffic.net.no_signals',
      what: 'The network has no signals: junctions work by right of way alone.',
    });
  }
  return { plans, notices };
}

function plan(p: SignalProgram, links: number, notices: Notice[]): SignalPlan {
  if (p.phases.length === 0) {
    throw new DryrunError({
      code: 'traffic.net.signal_state',
      place: `signal ${p.id}, program ${p.programId}`,
      what: 'The program has no phases.',
      mend: 'Give it one phase at least.',
      params: { signal: p.id },
    });
  }
  p.phases.forEach((phase, i) => {
    if (phase.state.length >= links) return;
    throw new DryrunError({
      code: 'traffic.net.signal_state',
      place: `signal ${p.id}, program ${p.programId}, phase ${i}`,
      what: `The state has ${phase.state.length} letters for ${links} links.`,
      mend: 'Give one letter per link index.',
      params: { signal: p.id, phase: i, letters: phase.state.length, links },
    });
  });
  let cycleS = p.phases.reduce((sum, phase) => sum + phase.durationS, 0);
  if (!(cycleS > 0)) {
    notices.push({
      code: 'traffic.net.signal_cycle',
      place: `signal ${p.id}, program ${p.programId}`,
      what: 'The phases have no duration; the first stays for ever.',
    });
    cycleS = 1e9;
  }
  return {
    id: p.id,
    programId: p.programId,
    type: p.type,
    offsetS: p.offsetS,
    cycleS,
    states: p.phases.map((phase) => phase.state),
    durationS: Float64Array.from(p.phases, (phase) => phase.durationS),
    minS: Float64Array.from(p.phases, (phase) => phase.minDurS ?? LEAST_GREEN_S),
    maxS: Float64Array.from(p.phases, (phase) => phase.maxDurS ?? LONGEST_GREEN_S),
  };
}

/** The phase of a plan at a time of its clock, and the seconds it still lasts. */
export function phaseAt(plan: SignalPlan, clockS: number): { phase: number; leftS: number } {
  let at = (clockS - plan.offsetS) % plan.cycleS;
  if (at < 0) at += plan.cycleS;
  const n = plan.states.length;
  for (let phase = 0; phase < n; phase++) {
    const d = plan.durationS[phase]!;
    if (at < d - 1e-9) return { phase, leftS: d - at };
    at -= d;
  }
  return { phase: n - 1, leftS: 0 };
}

/** What a letter shows. `O` is a signal switched off (`major` of the link holds), `o` blinks. */
export function letterState(letter: string, major: number): number {
  switch (letter) {
    case 'G':
      return MAJOR;
    case 'g':
    case 'o':
    case 's':
      return MINOR;
    case 'y':
    case 'Y':
      return YELLOW;
    case 'O':
      return major ? MAJOR : MINOR;
    default:
      return RED;
  }
}
