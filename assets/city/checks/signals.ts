import type { SignalProgram, TrafficNetwork } from '../../../src/domain/traffic';
import { conflictOf } from '../networks/traffic/conflicts';
import type { Violation } from './violation';

/** Least time between the end of a green and the start of a conflicting one, s (RiLSA 2015: yellow 3 + 1). */
const LEAST_INTERGREEN_S = 4;
const LEAST_YELLOW_S = 3;

/**
 * Checks every program: one letter per link, no two protected greens whose paths conflict by geometry,
 * a yielding green only beside foes it waits for, yellow after green, and intergreens.
 */
export function checkSignals(t: TrafficNetwork): Violation[] {
  const out: Violation[] = [];
  const lanes = new Map(t.lanes.map((l) => [l.id, l]));
  const junctions = new Map(t.junctions.map((j) => [j.id, j]));
  const fromOf = new Map<string, { edge: string; lane: number }>();
  for (const c of t.connections) {
    if (c.via !== undefined) fromOf.set(c.via, { edge: c.from, lane: c.fromLane });
  }
  for (const s of t.signals) {
    const junction = junctions.get(s.id);
    const bad = (code: string, what: string) => out.push({ code, where: s.id, what });
    if (!junction) {
      bad('signal.no_junction', 'The program belongs to no junction.');
      continue;
    }
    const n = junction.internalLanes.length;
    if (s.phases.some((p) => p.state.length !== n)) {
      bad('signal.state_length', `Its phases must have ${n} letters, one per link.`);
      continue;
    }
    const foes: boolean[] = Array.from({ length: n * n }, () => false);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [a, b] = [junction.internalLanes[i]!, junction.internalLanes[j]!];
        const [fa, fb] = [fromOf.get(a)!, fromOf.get(b)!];
        if (fa.edge === fb.edge && fa.lane === fb.lane) continue;
        const hit = conflictOf(lanes.get(a)!.shape, lanes.get(b)!.shape, fa.edge === fb.edge);
        foes[i * n + j] = foes[j * n + i] = hit !== null;
      }
    }
    const waits = (i: number, j: number) => junction.requests[i]!.response[n - 1 - j] === '1';
    for (const what of greenConflicts(s, n, foes, waits)) bad('signal.conflicting_greens', what);
    for (const what of missingIntergreens(s, n, foes)) bad('signal.intergreen', what);
    for (let i = 0; i < n; i++) {
      if (!s.phases.some((p) => isGreen(p.state[i]!)))
        bad('signal.never_green', `Link ${i} is never green.`);
    }
  }
  return out;
}

function isGreen(letter: string): boolean {
  return letter === 'G' || letter === 'g';
}

function greenConflicts(
  s: SignalProgram,
  n: number,
  foes: readonly boolean[],
  waits: (i: number, j: number) => boolean,
): string[] {
  const out: string[] = [];
  s.phases.forEach((p, k) => {
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [a, b] = [p.state[i]!, p.state[j]!];
        if (!foes[i * n + j] || !isGreen(a) || !isGreen(b)) continue;
        const yielding = (a === 'g' && waits(i, j)) || (b === 'g' && waits(j, i));
        if (!yielding)
          out.push(`Phase ${k} gives links ${i} and ${j} green at once ("${a}", "${b}").`);
      }
    }
  });
  return out;
}

function missingIntergreens(s: SignalProgram, n: number, foes: readonly boolean[]): string[] {
  const out: string[] = [];
  const count = s.phases.length;
  const letter = (k: number, i: number) => s.phases[k % count]!.state[i]!;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < n; i++) {
      if (!isGreen(letter(k, i)) || isGreen(letter(k + 1, i))) continue;
      const yellow = letter(k + 1, i) === 'y' ? s.phases[(k + 1) % count]!.durationS : 0;
      if (yellow < LEAST_YELLOW_S)
        out.push(`Link ${i} ends its green in phase ${k} with ${yellow} s of yellow.`);
      let passed = 0;
      for (let m = k + 1; m < k + count && passed < LEAST_INTERGREEN_S; m++) {
        for (let j = 0; j < n; j++) {
          if (!foes[i * n + j] || isGreen(letter(k, j)) || !isGreen(letter(m, j))) continue;
          out.push(
            `Link ${j} starts ${passed} s after its foe ${i}; ${LEAST_INTERGREEN_S} s are asked.`,
          );
        }
        passed += s.phases[m % count]!.durationS;
      }
    }
  }
  return out;
}
