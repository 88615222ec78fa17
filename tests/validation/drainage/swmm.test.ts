import { describe, expect, it } from 'vitest';
import { drainageCases, SHORT_CASES } from '../../../src/cli/validation/drainage/swmm';

const { cases: all, leftOut } = drainageCases();
const cases = all.filter((c) => SHORT_CASES.includes(c.name));

describe.skipIf(leftOut.length > 0)(
  'drainage against EPA SWMM 5.2.4 (skipped where ../shared/data/drainage is missing)',
  () => {
    it.each(cases.map((c) => [c.name, c] as const))('%s', async (_name, c) => {
      const rows = await c.run({ short: true });
      expect(rows.length).toBeGreaterThan(2);
      expect(rows.filter((r) => !r.pass)).toEqual([]);
    });
  },
);
