import path from 'node:path';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transferables } from '../../../workers/runtime/messages';
import { nodePackageSource } from '../../../src/cli/nodeSource';
import { openCityPackage } from '../../../src/io/package/open';
import type { RunnableEngine } from '../../../src/rehearsal/engines';
import { buffersToGive, engineSetup } from '../../../src/rehearsal/setups';
import type { City } from '../../../src/domain/city';
import type { Scenario } from '../../../src/domain/scenario';
import { tinyCity } from '../../fixtures/tinyCity';

const embedded = path.resolve(import.meta.dirname, '../../../public/city');
const scenario: Scenario = {
  dryrunScenario: 1,
  id: 's',
  name: 's',
  horizonS: 600,
  outputEveryS: 60,
  seed: 1,
  floodCellSizeM: 16,
  forcings: [{ kind: 'rain', id: 'r', intensityMmH: [[0, 100]] }],
  measures: [],
};

/** Gives a set-up away as a worker does, and makes the next one of the same City. */
function giveAway(name: RunnableEngine, city: City): void {
  const before = transferables(city).map((b) => b.byteLength);
  const setup = engineSetup(name, city, scenario);
  const given = structuredClone(setup, { transfer: buffersToGive(setup, city) });
  expect(given).toBeTruthy();
  expect(transferables(city).map((b) => b.byteLength)).toEqual(before);
  expect(engineSetup(name, city, scenario)).toEqual(given);
}

describe('a set-up that is given away', () => {
  for (const name of ['flood', 'pollution'] as const) {
    it(`leaves the City whole for the next run (${name})`, () => giveAway(name, tinyCity()));

    it.skipIf(!existsSync(path.join(embedded, 'city.json')))(
      `of the embedded city too, with its sewers (${name}; skipped before the city is built)`,
      async () => {
        giveAway(name, await openCityPackage(await nodePackageSource(embedded)));
      },
    );
  }
});
