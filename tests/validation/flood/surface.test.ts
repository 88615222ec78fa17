import { describe, expect, it } from 'vitest';
import { floodCases } from '../../../src/cli/validation/flood/cases';
import { hasReference } from '../../../src/cli/validation/flood/reference';
import type { Case } from '../../../src/cli/validation/row';

const { cases } = floodCases();
/** Cases with a form short enough for every test run; the others run by `npm run dryrun -- validate flood`. */
const SHORT = ['at rest', 'dam break', 'Thacker', 'order', 'infiltration', 'volume'];

async function failures(c: Case): Promise<string[]> {
  const rows = await c.run({ short: true });
  expect(rows.length).toBeGreaterThan(0);
  return rows.filter((r) => !r.pass).map((r) => `${r.case}: ${r.metric} ${r.value}, ${r.limit}`);
}

describe('flood surface against published solutions', () => {
  for (const c of cases.filter((c) => SHORT.includes(c.name))) {
    it(c.name, async () => expect(await failures(c)).toEqual([]));
  }
});

describe.skipIf(!hasReference())('flood surface on a real city centre (reference data)', () => {
  it('agrees with LISFLOOD-FP after half an hour of rain', async () => {
    const c = cases.find((c) => c.name === 'Newcastle');
    expect(await failures(c!)).toEqual([]);
  }, 180_000);
});
