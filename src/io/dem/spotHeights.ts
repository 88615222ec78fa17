import { DryrunError } from '../../domain/errors';
import { WGS84, type Crs } from '../import/epsg';

export interface SpotHeights {
  readonly file: string;
  /** Null where the columns do not tell (x, y): the City's own is meant. */
  readonly crs: Crs | null;
  /** x, y, z per point (stride 3). */
  readonly points: Float64Array;
  /** Rows left out because a `used` column says 0. */
  readonly unused: number;
}

const NAMES = {
  lon: /^(lon|lng|long|longitude)$/i,
  lat: /^(lat|latitude)$/i,
  x: /^(x|e|east|easting|rechtswert|x_.*)$/i,
  y: /^(y|n|north|northing|hochwert|y_.*)$/i,
  z: /^(z|h|height|elev|elevation|level|hoehe|z_m|alt|altitude|高程)$/i,
  used: /^(used|use|valid)$/i,
};

/**
 * Surveyed heights from a table with columns x, y, z (or lon, lat, z) separated by comma, semicolon, tab
 * or blanks; without a header row the first three columns are taken. Streamed. Throws `dem.*`.
 */
export async function readSpotHeights(
  chunks: AsyncIterable<string>,
  file: string,
): Promise<SpotHeights> {
  let columns: Columns | undefined;
  let separator: RegExp | undefined;
  let unused = 0;
  let line = 0;
  let rest = '';
  const points: number[] = [];
  const take = (text: string): void => {
    line++;
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    separator ??= separatorOf(trimmed);
    const cells = trimmed.split(separator);
    if (!columns) {
      columns = columnsOf(cells, file, line);
      if (columns.header) return;
    }
    if (columns.used >= 0 && cells[columns.used]?.trim() === '0') {
      unused++;
      return;
    }
    for (const c of [columns.x, columns.y, columns.z]) {
      const token = cells[c]?.trim().replace(/^"|"$/g, '') ?? '';
      const v = Number(token);
      if (token === '' || !Number.isFinite(v)) throw notNumber(file, line, c, token);
      points.push(v);
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const l of lines) take(l);
  }
  if (rest !== '') take(rest);
  const MIN_POINTS = 3;
  if (points.length < 3 * MIN_POINTS) {
    throw new DryrunError({
      code: 'dem.too-few-points',
      file,
      what: `The file has ${points.length / 3} usable heights; at least ${MIN_POINTS} are needed.`,
      mend: 'Give more points.',
      params: { got: points.length / 3 },
    });
  }
  return {
    file,
    crs: columns?.degrees ? WGS84 : null,
    points: Float64Array.from(points),
    unused,
  };
}

interface Columns {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly used: number;
  readonly degrees: boolean;
  readonly header: boolean;
}

function separatorOf(line: string): RegExp {
  if (line.includes(';')) return /;/;
  if (line.includes(',')) return /,/;
  return line.includes('\t') ? /\t/ : /\s+/;
}

function columnsOf(cells: readonly string[], file: string, line: number): Columns {
  const names = cells.map((c) => c.trim().replace(/^"|"$/g, ''));
  if (names.slice(0, 3).every((n) => n !== '' && Number.isFinite(Number(n)))) {
    return { x: 0, y: 1, z: 2, used: -1, degrees: false, header: false };
  }
  const find = (pattern: RegExp): number => names.findIndex((n) => pattern.test(n));
  const [lon, lat] = [find(NAMES.lon), find(NAMES.lat)];
  const degrees = lon >= 0 && lat >= 0;
  const [x, y] = degrees ? [lon, lat] : [find(NAMES.x), find(NAMES.y)];
  const z = find(NAMES.z);
  if (x >= 0 && y >= 0 && z >= 0) {
    return { x, y, z, used: find(NAMES.used), degrees, header: true };
  }
  throw new DryrunError({
    code: 'dem.columns',
    file,
    place: `line ${line}`,
    what: `The columns are ${names.join(', ')}; x, y and z (or lon, lat and z) are expected.`,
    mend: 'Name the columns x, y, z.',
  });
}

function notNumber(file: string, line: number, column: number, got: string): DryrunError {
  return new DryrunError({
    code: 'dem.number',
    file,
    place: `line ${line}, column ${column + 1}`,
    what: `"${got.slice(0, 30)}" is no number.`,
    mend: 'Correct the value.',
    params: { line, got: got.slice(0, 30) },
  });
}
