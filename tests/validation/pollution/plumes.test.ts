import { describe, expect, it } from 'vitest';
import { pollutionCases } from '../../../src/cli/validation/pollution/cases';

const { cases } = pollutionCases();
/** The wind tunnel's array has a test of its own. */
const HERE = ['Prairie Grass', 'laws', 'synthetic'];

describe('plumes, puffs and source finding against laws and measurements', () => {
  for (const c of cases.filter(({ name }) => HERE.some((part) => name.includes(part)))) {
    it(c.name, async () => {
      const rows = await c.run({ short: true });
      expect(rows.length).toBeGreaterThan(0);
      const failed = rows.filter((r) => !r.pass && !r.metric.startsWith('CPU'));
      expect(failed.map((r) => `${r.metric} ${r.value}, ${r.limit}`)).toEqual([]);
    });
  }
});
