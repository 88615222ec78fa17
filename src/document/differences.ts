import type { Forcing, Measure, Scenario } from '../domain/scenario';
import { same } from './changes';
import { SETTING_NAMES, type Settings } from './entries';

/** One thing in which a scenario differs from another; `before` null: added, `after` null: taken away. */
export type Difference =
  | {
      readonly kind: 'setting';
      readonly name: keyof Settings;
      readonly before: Settings[keyof Settings];
      readonly after: Settings[keyof Settings];
    }
  | { readonly kind: 'forcing'; readonly before: Forcing | null; readonly after: Forcing | null }
  | { readonly kind: 'measure'; readonly before: Measure | null; readonly after: Measure | null };

/** All in which `after` differs from `before`: settings, then forcings, then measures. Names and notes do not count. */
export function differences(before: Scenario, after: Scenario): Difference[] {
  const settings = SETTING_NAMES.filter((name) => !same(before[name], after[name])).map(
    (name): Difference => ({ kind: 'setting', name, before: before[name], after: after[name] }),
  );
  return [
    ...settings,
    ...changed(before.forcings, after.forcings).map((pair): Difference => ({
      kind: 'forcing',
      ...pair,
    })),
    ...changed(before.measures, after.measures).map((pair): Difference => ({
      kind: 'measure',
      ...pair,
    })),
  ];
}

function changed<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): { readonly before: T | null; readonly after: T | null }[] {
  const left = new Map(before.map((b) => [b.id, b]));
  const out: { before: T | null; after: T | null }[] = [];
  for (const item of after) {
    const was = left.get(item.id) ?? null;
    left.delete(item.id);
    if (!same(was ?? undefined, item)) out.push({ before: was, after: item });
  }
  for (const gone of left.values()) out.push({ before: gone, after: null });
  return out;
}
