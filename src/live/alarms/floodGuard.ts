import type { Alarm } from './alarmBook';

/**
 * More alarms than this in this time are too many for one operator. Source: EEMUA 191 (3rd ed. 2013),
 * table 5: not more than 10 in the first 10 minutes after an upset.
 */
export const MANAGEABLE_ALARMS = 10;
export const MANAGEABLE_MS = 600_000;

/** Alarms shown as one: same cause, same neighbourhood. */
export interface AlarmGroup {
  readonly cause: string;
  /** Middle of their places, local metres. */
  readonly x: number;
  readonly y: number;
  readonly alarms: readonly Alarm[];
}

/** Where an alarm is and what it is about, for grouping. */
export interface AlarmPlace {
  readonly x: number;
  readonly y: number;
  /** Observed property and kind of rule, e.g. `water_level threshold`. */
  readonly cause: string;
}

/** Alarms raised in the last ten minutes and not yet closed. */
export function recentAlarms(alarms: readonly Alarm[], nowMs: number): Alarm[] {
  return alarms.filter(
    (a) =>
      a.state !== 'normal' &&
      a.state !== 'shelved' &&
      a.raisedMs !== null &&
      nowMs - a.raisedMs <= MANAGEABLE_MS,
  );
}

/**
 * The list an operator is shown: alarms one by one while they are manageable, else grouped by cause and
 * place (joined while the next of the same cause lies within `reachM` of one of the group). Groups and
 * singles come in order of their first alarm; no alarm is left out.
 */
export function manageable(
  alarms: readonly Alarm[],
  placeOf: (alarm: Alarm) => AlarmPlace,
  nowMs: number,
  reachM = 300,
): AlarmGroup[] {
  const open = alarms.filter((a) => a.state !== 'normal' && a.state !== 'shelved');
  open.sort((a, b) => (a.raisedMs ?? 0) - (b.raisedMs ?? 0));
  const placed = open.map((alarm) => ({ alarm, ...placeOf(alarm) }));
  if (recentAlarms(alarms, nowMs).length <= MANAGEABLE_ALARMS) {
    return placed.map(({ alarm, cause, x, y }) => ({ cause, x, y, alarms: [alarm] }));
  }
  const groups: (typeof placed)[] = [];
  for (const p of placed) {
    const near = groups.filter((g) =>
      g.some((q) => q.cause === p.cause && Math.hypot(q.x - p.x, q.y - p.y) <= reachM),
    );
    const [first, ...others] = near;
    if (!first) {
      groups.push([p]);
      continue;
    }
    // One that lies between two groups joins them.
    for (const other of others) {
      first.push(...other);
      groups.splice(groups.indexOf(other), 1);
    }
    first.push(p);
  }
  return groups.map((g) => ({
    cause: g[0]!.cause,
    x: g.reduce((sum, p) => sum + p.x, 0) / g.length,
    y: g.reduce((sum, p) => sum + p.y, 0) / g.length,
    alarms: g.map((p) => p.alarm),
  }));
}
