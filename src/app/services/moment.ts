import type { Shown } from '../../../scenes/shared/scene';
import type { RunHandle } from '../../rehearsal/session';

/** A moment of every engine of a run. */
export async function momentOf(run: RunHandle, timeS: number): Promise<Shown> {
  const found = await Promise.all(
    run.engines.map(async (name) => [name, await run.frames(name).at(timeS)] as const),
  );
  return Object.fromEntries(found.filter(([, at]) => at !== null));
}
