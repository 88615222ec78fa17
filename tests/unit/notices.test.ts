import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { thirdPartyNotices } from '../../src/cli/notices';

it('has current third-party notices (npx tsx src/cli/notices.ts writes them)', () => {
  const file = path.resolve(import.meta.dirname, '../../THIRD_PARTY_NOTICES.md');
  expect(readFileSync(file, 'utf8')).toBe(thirdPartyNotices());
});
