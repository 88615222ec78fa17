import { DryrunError } from '../../src/domain/errors';
import type { EngineName } from '../../src/domain/frame';
import type { EngineModule } from './protocol';

/** One line per engine. Imported when first asked for, so that a worker carries only what it runs. */
const ENGINES: Partial<Record<EngineName, () => Promise<EngineModule<never>>>> = {
  flood: async () => (await import('../flood/engine')).floodEngine,
  pollution: async () => (await import('../pollution/engine')).pollutionEngine,
  traffic: async () => (await import('../traffic/engine')).trafficEngine,
};

/** @throws DryrunError `engine.unknown` */
export async function loadEngine(name: EngineName): Promise<EngineModule<never>> {
  const load = ENGINES[name];
  if (load) return load();
  throw new DryrunError({
    code: 'engine.unknown',
    what: `There is no engine "${name}".`,
    mend: `Use one of ${Object.keys(ENGINES).join(', ')}.`,
    params: { name },
  });
}
