import { describe, expect, it } from 'vitest';
import { hasUrbanArray, urbanArray } from '../../../src/cli/validation/pollution/urbanArray';

// Without the wind tunnel's data (data/pollution/epa_7x11 in the shared folder) there is nothing to hold it to.
describe.skipIf(!hasUrbanArray())('particles in the wind of an urban array', () => {
  it('agree with the wind tunnel in the first four rows', async () => {
    const rows = await urbanArray.run({ short: true });
    expect(rows.find((r) => r.metric === 'points')!.value).toBeGreaterThan(400);
    expect(rows.filter((r) => !r.pass)).toEqual([]);
  });
});
