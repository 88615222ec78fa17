import { DryrunError, type Notice } from '../../domain/errors';
import { sectionName } from './sections';

/** One data line of a section: its tokens (quotes removed) and its 1-based line number. */
export interface Row {
  readonly tokens: readonly string[];
  readonly line: number;
}

/** The text of an `.inp` cut into sections: token rows by canonical name, and text lines for prose sections. */
export interface InpSections {
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** Lines of [TITLE] and [CONTROLS] without comments. */
  readonly text: ReadonlyMap<string, readonly string[]>;
}

const PROSE = new Set(['TITLE', 'CONTROLS']);
const TOKEN = /"([^"]*)"?|[^\s"]+/g;

/** Cuts a line into tokens; a token in double quotes may hold blanks or be empty. */
function tokenize(line: string): string[] {
  const out: string[] = [];
  for (const m of line.matchAll(TOKEN)) out.push(m[1] ?? m[0]);
  return out;
}

/** The line without its comment: everything from the first `;` outside double quotes. */
function stripComment(line: string): string {
  if (!line.includes(';')) return line;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charCodeAt(i);
    if (c === 34) quoted = !quoted;
    else if (c === 59 && !quoted) return line.slice(0, i);
  }
  return quoted ? line.slice(0, line.indexOf(';')) : line;
}

/**
 * Cuts an `.inp` into sections. A section SWMM does not know is kept under its own name (upper case)
 * and named in a notice. Throws `drainage.not-inp` where the text has no section at all.
 */
export function readSections(
  text: string,
  file: string | undefined,
  notice: (n: Notice) => void,
): InpSections {
  const rows = new Map<string, Row[]>();
  const prose = new Map<string, string[]>();
  let name: string | undefined;
  let line = 0;
  for (let from = 0; from <= text.length;) {
    let to = text.indexOf('\n', from);
    if (to < 0) to = text.length;
    const raw = text.slice(from, to).trimEnd();
    from = to + 1;
    line++;
    const body = stripComment(line === 1 ? raw.replace(/^\uFEFF/, '') : raw);
    const trimmed = body.trim();
    if (trimmed === '') continue;
    if (trimmed.startsWith('[')) {
      const header = trimmed.slice(1, trimmed.indexOf(']') > 0 ? trimmed.indexOf(']') : undefined);
      name = sectionName(header);
      if (name === undefined) {
        name = header.trim().toUpperCase();
        notice({
          code: 'drainage.unknown-section',
          ...(file !== undefined && { file }),
          place: `line ${line}`,
          what: `SWMM has no section [${header}]: its rows are kept as they are and not used.`,
        });
      }
      if (!rows.has(name)) rows.set(name, []);
      continue;
    }
    if (name === undefined) {
      throw new DryrunError({
        code: 'drainage.not-inp',
        ...(file !== undefined && { file }),
        place: `line ${line}`,
        what: `This is no SWMM input: expected a section such as [TITLE], got "${trimmed.slice(0, 40)}".`,
        mend: 'Give a SWMM 5 .inp file.',
        params: { line },
      });
    }
    if (PROSE.has(name)) {
      const lines = prose.get(name);
      if (lines) lines.push(body.trimEnd());
      else prose.set(name, [body.trimEnd()]);
    } else {
      rows.get(name)!.push({ tokens: tokenize(body), line });
    }
  }
  if (rows.size === 0) {
    throw new DryrunError({
      code: 'drainage.not-inp',
      ...(file !== undefined && { file }),
      what: 'This is no SWMM input: it has no section at all.',
      mend: 'Give a SWMM 5 .inp file with its [JUNCTIONS], [CONDUITS] and [XSECTIONS].',
    });
  }
  return { rows, text: prose };
}
