import { beforeAll, describe, expect, it } from 'vitest';
import { generateCity } from '../../../assets/city/generate';
import { transferables } from '../../../workers/runtime/messages';
import { openCityPackage } from '../../../src/io/package/open';
import { memorySink } from '../../../src/io/package/sink';
import { memorySource } from '../../../src/io/package/source';
import { writeCityPackage } from '../../../src/io/package/write';
import type { RunnableEngine } from '../../../src/rehearsal/engines';
import { buffersToGive, engineSetup } from '../../../src/rehearsal/setups';
import type { City } from '../../../src/domain/city';
import type { Scenario } from '../../../src/domain/scenario';

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
  let city: City;
  beforeAll(async () => {
    const sink = memorySink();
    await writeCityPackage(generateCity({ km2: 1, seed: 5 }), sink, { gzip: false });
    city = await openCityPackage(memorySource(sink.files));
  });

  for (const name of ['flood', 'traffic', 'pollution'] as const) {
    it(`leaves the City whole for the next run (${name})`, () => giveAway(name, city));
  }
});
