import type {
  DrainageDivider,
  DrainageJunction,
  DrainageNode,
  DrainageOutfall,
  DrainageStorage,
} from '../../domain/drainage';
import { flag, num, rowError, word, type IdTable, type InpContext } from './context';
import type { Row } from './rows';
import { power } from '../../domain/exactMath';

/** A node with the row it came from, so that later checks can name the place. */
export interface NodeRow<T extends DrainageNode = DrainageNode> {
  readonly node: T;
  readonly row: Row;
}

const PLACE_UNKNOWN = { x: Number.NaN, y: Number.NaN };

/** [JUNCTIONS], [OUTFALLS], [DIVIDERS] and [STORAGE], in that order. Coordinates are set later. */
export function readNodes(ctx: InpContext, ids: IdTable): NodeRow[] {
  return [
    ...ctx.rows('JUNCTIONS').map((row) => ({ node: readJunction(ctx, ids, row), row })),
    ...ctx.rows('OUTFALLS').map((row) => ({ node: readOutfall(ctx, ids, row), row })),
    ...ctx.rows('DIVIDERS').map((row) => ({ node: readDivider(ctx, ids, row), row })),
    ...ctx.rows('STORAGE').map((row) => ({ node: readStorage(ctx, ids, row), row })),
  ];
}

function readJunction(ctx: InpContext, ids: IdTable, row: Row): DrainageJunction {
  const s = 'JUNCTIONS';
  const { lengthM, areaM2 } = ctx.units;
  return {
    kind: 'junction',
    id: ids.add(ctx, s, row, word(ctx, s, row, 0)),
    ...PLACE_UNKNOWN,
    invertM: num(ctx, s, row, 1, 0) * lengthM,
    maxDepthM: num(ctx, s, row, 2, 0) * lengthM,
    initDepthM: num(ctx, s, row, 3, 0) * lengthM,
    surchargeDepthM: num(ctx, s, row, 4, 0) * lengthM,
    pondedAreaM2: num(ctx, s, row, 5, 0) * areaM2,
  };
}

const OUTFALL_TYPES: Readonly<Record<string, DrainageOutfall['type']>> = {
  FREE: 'free',
  NORMAL: 'normal',
  FIXED: 'fixed',
  TIDAL: 'tidal',
  TIMESERIES: 'timeseries',
};

function readOutfall(ctx: InpContext, ids: IdTable, row: Row): DrainageOutfall {
  const s = 'OUTFALLS';
  const typeToken = word(ctx, s, row, 2);
  const type = OUTFALL_TYPES[typeToken.toUpperCase()];
  if (type === undefined) throw badKeyword(ctx, s, row, typeToken, Object.keys(OUTFALL_TYPES));
  const staged = type === 'fixed' || type === 'tidal' || type === 'timeseries';
  // Some files leave the stage column blank-filled with an explicit `*` or "" for FREE and NORMAL.
  const blank = !staged && ['', '*'].includes(row.tokens[3] ?? 'x');
  const gateColumn = staged || blank ? 4 : 3;
  const routeTo = row.tokens[gateColumn + 1];
  return {
    kind: 'outfall',
    id: ids.add(ctx, s, row, word(ctx, s, row, 0)),
    ...PLACE_UNKNOWN,
    invertM: num(ctx, s, row, 1, 0) * ctx.units.lengthM,
    type,
    ...(type === 'fixed' && { fixedStageM: num(ctx, s, row, 3) * ctx.units.lengthM }),
    ...((type === 'tidal' || type === 'timeseries') && { stageRef: word(ctx, s, row, 3) }),
    flapGate: flag(row, gateColumn),
    ...(routeTo && { routeTo }),
  };
}

const DIVIDER_PARAMS: Readonly<Record<string, number>> = {
  OVERFLOW: 0,
  CUTOFF: 1,
  TABULAR: 1,
  WEIR: 3,
};

function readDivider(ctx: InpContext, ids: IdTable, row: Row): DrainageDivider {
  const s = 'DIVIDERS';
  const { lengthM, areaM2 } = ctx.units;
  const type = word(ctx, s, row, 3).toUpperCase();
  const count = DIVIDER_PARAMS[type];
  if (count === undefined) throw badKeyword(ctx, s, row, type, Object.keys(DIVIDER_PARAMS));
  for (let k = 0; k < count; k++) word(ctx, s, row, 4 + k);
  const after = 4 + count;
  return {
    kind: 'divider',
    id: ids.add(ctx, s, row, word(ctx, s, row, 0)),
    ...PLACE_UNKNOWN,
    invertM: num(ctx, s, row, 1, 0) * lengthM,
    divertedLink: word(ctx, s, row, 2),
    params: [type, ...row.tokens.slice(4, after)],
    maxDepthM: num(ctx, s, row, after, 0) * lengthM,
    initDepthM: num(ctx, s, row, after + 1, 0) * lengthM,
    surchargeDepthM: num(ctx, s, row, after + 2, 0) * lengthM,
    pondedAreaM2: num(ctx, s, row, after + 3, 0) * areaM2,
  };
}

/** Shape parameters of SWMM 5.2: two lengths, then a third that is a length for PARABOLIC, else a slope. */
const SOLID_SHAPES: Readonly<
  Record<string, 'cylindrical' | 'conical' | 'parabolic' | 'pyramidal'>
> = {
  CYLINDRICAL: 'cylindrical',
  CONICAL: 'conical',
  PARABOLIC: 'parabolic',
  PARABOLOID: 'parabolic',
  PYRAMIDAL: 'pyramidal',
};

function readStorage(ctx: InpContext, ids: IdTable, row: Row): DrainageStorage {
  const s = 'STORAGE';
  const { lengthM, rainDepthM, rainRateMs } = ctx.units;
  const [shape, after] = readStorageShape(ctx, row);
  const seepageTokens = row.tokens.length - (after + 2);
  const seep = (i: number, factor: number): number => num(ctx, s, row, i, 0) * factor;
  return {
    kind: 'storage',
    id: ids.add(ctx, s, row, word(ctx, s, row, 0)),
    ...PLACE_UNKNOWN,
    invertM: num(ctx, s, row, 1, 0) * lengthM,
    maxDepthM: num(ctx, s, row, 2, 0) * lengthM,
    initDepthM: num(ctx, s, row, 3, 0) * lengthM,
    shape,
    surchargeDepthM: num(ctx, s, row, after, 0) * lengthM,
    evapFactor: num(ctx, s, row, after + 1, 0),
    // One number alone is the conductivity (the older format), three are suction, conductivity, deficit.
    ...(seepageTokens === 1 && { seepage: [0, seep(after + 2, rainRateMs), 0] as const }),
    ...(seepageTokens >= 3 && {
      seepage: [
        seep(after + 2, rainDepthM),
        seep(after + 3, rainRateMs),
        seep(after + 4, 1),
      ] as const,
    }),
  };
}

function readStorageShape(ctx: InpContext, row: Row): [DrainageStorage['shape'], number] {
  const s = 'STORAGE';
  const f = ctx.units.lengthM;
  const token = word(ctx, s, row, 4).toUpperCase();
  if (token === 'TABULAR') return [{ type: 'tabular', curve: word(ctx, s, row, 5) }, 6];
  if (token === 'FUNCTIONAL') {
    const b = num(ctx, s, row, 6, 0);
    // A = a·d^b + c in file units; with lengths scaled by f, a·f²·(d/f)^b = a·f^(2−b)·d^b.
    return [
      {
        type: 'functional',
        a: num(ctx, s, row, 5) * power(f, 2 - b),
        b,
        c: num(ctx, s, row, 7, 0) * ctx.units.areaM2,
      },
      8,
    ];
  }
  const type = SOLID_SHAPES[token];
  if (type === undefined) {
    throw badKeyword(ctx, s, row, token, ['TABULAR', 'FUNCTIONAL', ...Object.keys(SOLID_SHAPES)]);
  }
  const p3 = num(ctx, s, row, 7, 0) * (type === 'parabolic' ? f : 1);
  return [{ type, p1: num(ctx, s, row, 5) * f, p2: num(ctx, s, row, 6, 0) * f, p3 }, 8];
}

/** The error for a keyword SWMM does not have in that place. */
export function badKeyword(
  ctx: InpContext,
  section: string,
  row: Row,
  got: string,
  expected: readonly string[],
): Error {
  return rowError(ctx, section, row, {
    code: 'drainage.keyword',
    what: `"${got}" is not one of ${expected.join(', ')}.`,
    mend: 'Correct the keyword.',
    params: { got },
  });
}
