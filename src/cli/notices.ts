/**
 * Writes THIRD_PARTY_NOTICES.md: every package that is built into the app or run by it, with its
 * licence and copyright lines. Run by hand when dependencies change; a unit test says when it is stale.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly license?: string;
}

/** The notices as Markdown, from package-lock.json and the licence files of the installed packages. */
export function thirdPartyNotices(): string {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockEntry>;
  };
  const rows = Object.entries(lock.packages)
    .filter(([place, entry]) => place !== '' && !entry.dev && !entry.optional)
    .map(([place, entry]) => row(place, entry))
    .sort();
  return [
    '# Third-party notices',
    '',
    'Dryrun is built with the packages below, each under its own licence. Made by `npx tsx src/cli/notices.ts`.',
    '',
    '| package | version | licence | copyright |',
    '|---|---|---|---|',
    ...new Set(rows),
    '',
  ].join('\n');
}

function row(place: string, entry: LockEntry): string {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const licence = entry.license ?? 'see package';
  return `| ${name} | ${entry.version ?? ''} | ${licence} | ${copyright(path.join(root, place))} |`;
}

function copyright(folder: string): string {
  if (!existsSync(folder)) return '';
  const file = readdirSync(folder).find((f) => /^(licen[cs]e|copying|notice)/i.test(f));
  if (!file) return '';
  const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
  const line = lines.find(
    (l) => /copyright\s*(\(c\)|©|\d)/i.test(l) && !/\[yyyy\]|\{yyyy\}/.test(l),
  );
  return (line ?? '').trim().replace(/\|/g, '/').replace(/\s+/g, ' ').slice(0, 120);
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), thirdPartyNotices());
}
