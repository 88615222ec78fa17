import { cleaned } from '../../domain/observation';
import type { ObservationStore } from '../store/observationStore';
import { dampingOf, type AlarmRule } from './rules';

/** What conditions look at. */
export interface AlarmView {
  readonly store: ObservationStore;
  readonly nowMs: number;
  /** Observed property of a Datastream. */
  propertyOf(stream: string): string;
  /** Simulated value of a Datastream at a time, NaN where there is none. */
  simulated(stream: string, timeMs: number): number;
}

/**
 * Whether a rule's condition holds: null where it can't be told (no reading, a failed one, no
 * simulation). `was` is the condition's last known state, which decides on which side of the dead band
 * it changes.
 */
export function condition(rule: AlarmRule, view: AlarmView, was: boolean): boolean | null {
  switch (rule.kind) {
    case 'threshold':
      return beyond(rule, latest(view, rule.stream), bandOf(rule, view, rule.stream), was);
    case 'rate':
      return changes(rule, view);
    case 'deviation': {
      const row = view.store.row(rule.stream);
      const reading = row < 0 ? null : view.store.latest(row);
      if (!reading) return null;
      const off = Math.abs(cleaned(reading) - view.simulated(rule.stream, reading.timeMs));
      if (Number.isNaN(off)) return null;
      return was ? off > rule.by - (rule.deadBand ?? 0.05 * rule.by) : off > rule.by;
    }
    case 'silence': {
      const row = view.store.row(rule.stream);
      return row < 0 ? null : view.store.isStale(row, view.nowMs);
    }
    case 'n_of_m': {
      const votes = rule.streams.map((s) =>
        beyond(rule, latest(view, s), bandOf(rule, view, s), was),
      );
      if (votes.filter((x) => x === true).length >= rule.n) return true;
      // Those that can't be told could still make it up.
      return votes.filter((x) => x !== false).length >= rule.n ? null : false;
    }
  }
}

/** Start value of the delay before a rule's alarm comes, s. */
export function onDelayS(rule: AlarmRule, propertyOf: AlarmView['propertyOf']): number {
  if (rule.onDelayS !== undefined) return rule.onDelayS;
  if (rule.kind === 'silence') return 0;
  return dampingOf(propertyOf(rule.kind === 'n_of_m' ? rule.streams[0]! : rule.stream)).delayS;
}

interface Limits {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

function beyond(
  { above, below }: Limits,
  value: number,
  band: number,
  was: boolean,
): boolean | null {
  if (Number.isNaN(value)) return null;
  const slack = was ? band : 0;
  return (
    (above !== undefined && value > above - slack) || (below !== undefined && value < below + slack)
  );
}

function bandOf(
  rule: Limits & { readonly deadBand?: number | undefined },
  view: AlarmView,
  stream: string,
): number {
  if (rule.deadBand !== undefined) return rule.deadBand;
  const limit = Math.max(Math.abs(rule.above ?? 0), Math.abs(rule.below ?? 0));
  return dampingOf(view.propertyOf(stream)).deadBandShare * limit;
}

function latest({ store }: AlarmView, stream: string): number {
  const row = store.row(stream);
  const reading = row < 0 ? null : store.latest(row);
  return reading ? cleaned(reading) : Number.NaN;
}

/** Mean change over the last `overS` seconds, by the good readings in them. */
function changes(rule: Extract<AlarmRule, { kind: 'rate' }>, view: AlarmView): boolean | null {
  const row = view.store.row(rule.stream);
  if (row < 0) return null;
  const newest = view.store.latest(row);
  if (!newest || Number.isNaN(cleaned(newest))) return null;
  let first: { timeMs: number; value: number } | null = null;
  for (let k = view.store.size(row) - 2; k >= 0; k--) {
    const reading = view.store.at(row, k);
    if (newest.timeMs - reading.timeMs > rule.overS * 1000) break;
    const value = cleaned(reading);
    if (!Number.isNaN(value)) first = { timeMs: reading.timeMs, value };
  }
  if (!first) return null;
  const perS = (cleaned(newest) - first.value) / ((newest.timeMs - first.timeMs) / 1000);
  return rule.perS > 0 ? perS > rule.perS : perS < rule.perS;
}
