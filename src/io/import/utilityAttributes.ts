import type { PipeShape, UtilityKind, UtilityLink, UtilityNode } from '../../domain/city';
import type { Attributes } from './feature';

/** What is usual for a kind of line: cover over the crown, size, chamber (m), and what stands at an end. */
export const DEFAULTS: Readonly<
  Record<
    UtilityKind,
    {
      readonly coverM: number;
      readonly sizeM: number;
      readonly chamberM: number;
      readonly endKind: UtilityNode['kind'];
      readonly linkKind: UtilityLink['kind'];
      readonly shape: PipeShape;
    }
  >
> = {
  storm: line(1.5, 0.3, 1.2, 'manhole', 'pipe', 'circular'),
  sanitary: line(2.5, 0.25, 1.2, 'manhole', 'pipe', 'circular'),
  water: line(1.5, 0.15, 0.6, 'junction', 'pipe', 'circular'),
  gas: line(0.9, 0.1, 0.3, 'junction', 'pipe', 'circular'),
  power: line(0.7, 0.1, 0.6, 'junction', 'cable', 'cable'),
  telecom: line(0.6, 0.1, 0.6, 'junction', 'duct', 'duct'),
};

function line(
  coverM: number,
  sizeM: number,
  chamberM: number,
  endKind: UtilityNode['kind'],
  linkKind: UtilityLink['kind'],
  shape: PipeShape,
): (typeof DEFAULTS)[UtilityKind] {
  return { coverM, sizeM, chamberM, endKind, linkKind, shape };
}

const NODE_WORDS: readonly (readonly [RegExp, UtilityNode['kind']])[] = [
  [/outfall|outlet|headwall|排口/, 'outfall'],
  [/catch ?basin|inlet|gully|grate|雨水口/, 'inlet'],
  [/pump|lift|泵/, 'pump'],
  [/tank|storage|reservoir|cistern/, 'tank'],
  [/valve|阀/, 'valve'],
  [/hydrant|消火栓/, 'hydrant'],
  [/transformer|substation/, 'transformer'],
  [/cabinet|box|pillar/, 'cabinet'],
  [/manhole|maintenance hole|chamber|inspection|井/, 'manhole'],
  [/junction|fitting|tee|bend|node|oil/, 'junction'],
];

/** Kind of a device by its type attribute, else what is usual for the network. */
export function nodeKind(a: Attributes, kind: UtilityKind): UtilityNode['kind'] {
  const text = a.text('kind', 'type', 'devicetype', 'subtype', 'category')?.toLowerCase() ?? '';
  return NODE_WORDS.find(([words]) => words.test(text))?.[1] ?? DEFAULTS[kind].endKind;
}

const SHAPE_WORDS: readonly (readonly [RegExp, PipeShape])[] = [
  [/egg|ovoid/, 'egg'],
  [/horiz.*ellip/, 'horiz_ellipse'],
  [/ellip|oval/, 'vert_ellipse'],
  [/arch/, 'arch'],
  [/open.*rect|rect.*open/, 'rect_open'],
  [/rect|box|square/, 'rect_closed'],
  [/trapez|ditch|swale/, 'trapezoidal'],
  [/circ|round|pipe/, 'circular'],
];

/** Cross-section by the shape attribute, else what is usual for the network. */
export function shapeOf(a: Attributes, kind: UtilityKind): PipeShape {
  const text =
    a.text('shape', 'pipeshp', 'pipeshape', 'crosssection', 'xsection')?.toLowerCase() ?? '';
  return SHAPE_WORDS.find(([words]) => words.test(text))?.[1] ?? DEFAULTS[kind].shape;
}

/** Sizes above this cannot be metres: they are millimetres. */
const LARGEST_PIPE_M = 20;

/** A size in metres from a number in metres or millimetres; undefined where it is none. */
export function sizeM(value: number | undefined): number | undefined {
  if (value === undefined || !(value > 0)) return undefined;
  return value > LARGEST_PIPE_M ? value / 1000 : value;
}

/** Chambers are not deeper than this: a greater "depth" is the level of the bottom. */
const DEEPEST_M = 40;

/** Cover and bottom levels of a device: levels as stated; a depth is taken from the cover down. */
export function levels(
  a: Attributes,
  groundM: number,
): { coverM: number | undefined; bottomM: number | undefined } {
  const coverM = a.metres('topelev', 'coverlevel', 'rimelev', 'rim', 'coverm', 'groundlevel', 'gl');
  const invert = a.metres('invertelev', 'invert', 'invertm', 'bottomelev', 'il', 'invelev');
  if (invert !== undefined) return { coverM, bottomM: invert };
  const depth = a.metres('depth', 'chamberdepth', 'depthm');
  if (depth === undefined || depth <= 0) return { coverM, bottomM: undefined };
  return { coverM, bottomM: depth > DEEPEST_M ? depth : (coverM ?? groundM) - depth };
}

/** Year from a year, an ISO date or milliseconds since 1970 (as ArcGIS writes dates). */
export function yearOf(a: Attributes): number | undefined {
  const value = a.number(
    'yearbuilt',
    'year',
    'installyear',
    'dateinst',
    'installdate',
    'installed',
  );
  if (value === undefined) return undefined;
  const year = Math.abs(value) > 1e5 ? new Date(value).getUTCFullYear() : Math.round(value);
  return year > 1700 && year < 2200 ? year : undefined;
}
