import type { CrossSection } from '../../../src/domain/drainage';
import { DryrunError } from '../../../src/domain/errors';
import { GRAVITY } from './constants';
import * as profile from './profile';
import type { Outline } from './profile';
import { standardSize } from './standardSizes';
import { power2Thirds } from '../../../src/domain/exactMath';

/** Intervals of a section's table over its full depth. Linear interpolation errs by less than 2e-5 of the full area. */
export const TABLE_STEPS = 256;

/**
 * Hydraulic geometry of a section against depth: one entry per 1/256 of the full depth.
 * All tables are in SI; depths beyond the full depth are the caller's matter (slot, surcharge).
 */
export interface Section {
  readonly open: boolean;
  readonly yFullM: number;
  readonly areaFullM2: number;
  readonly radiusFullM: number;
  readonly widthMaxM: number;
  /** Depth of the greatest width, m. */
  readonly yWidthMaxM: number;
  /** A·R^(2/3) at full depth and its greatest value, m^(8/3). */
  readonly factorFull: number;
  readonly factorMax: number;
  readonly area: Float64Array;
  readonly width: Float64Array;
  readonly radius: Float64Array;
  /** Section factor A·R^(2/3). */
  readonly factor: Float64Array;
  /** Critical discharge A·√(g·A/W), ascending, m³/s. */
  readonly critical: Float64Array;
}

/** Value of a section's table at a depth within it, by linear interpolation. */
export function lookUp(table: Float64Array, depthM: number, yFullM: number): number {
  const f = (depthM / yFullM) * TABLE_STEPS;
  if (f >= TABLE_STEPS) return table[TABLE_STEPS]!;
  if (f <= 0) return table[0]!;
  const k = f | 0;
  const low = table[k]!;
  return low + (table[k + 1]! - low) * (f - k);
}

/** Depth at which an ascending table reaches a value: 0 below its first entry, full depth above its last. */
export function depthWhere(
  table: Float64Array,
  value: number,
  yFullM: number,
  last = TABLE_STEPS,
): number {
  if (value <= table[0]!) return 0;
  if (value >= table[last]!) return (last / TABLE_STEPS) * yFullM;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (table[mid]! <= value) low = mid;
    else high = mid;
  }
  const f = (value - table[low]!) / (table[high]! - table[low]!);
  return ((low + f) / TABLE_STEPS) * yFullM;
}

/** Normal depth for a discharge: q = β·A·R^(2/3), on the branch below the greatest section factor. */
export function normalDepth(s: Section, flowCms: number, beta: number): number {
  if (beta <= 0) return s.yFullM;
  let top = TABLE_STEPS;
  while (top > 1 && s.factor[top - 1]! >= s.factor[top]!) top--;
  return depthWhere(s.factor, flowCms / beta, s.yFullM, top);
}

/** Critical depth for a discharge (Froude number 1). */
export function criticalDepth(s: Section, flowCms: number): number {
  return depthWhere(s.critical, flowCms, s.yFullM);
}

/** Data sections need that are not in the section itself. */
export interface SectionSources {
  /** File unit of length → m: a standard size's code stands where a height in file units would. */
  readonly lengthM: number;
  /** Relative width against relative depth of CUSTOM shapes, by curve id. */
  shapeCurve(id: string): { x: Float64Array; y: Float64Array } | null;
  /** Outline of IRREGULAR and STREET sections, by transect or street id. */
  outline(id: string): Outline | null;
}

/**
 * The section of a link.
 * @throws DryrunError `drainage.section` for a shape that is not known or has no size.
 */
export function sectionOf(cs: CrossSection, link: string, sources: SectionSources): Section {
  const outline = outlineOf(cs, sources);
  if (!outline || !(outline.y.at(-1)! > 0)) {
    throw new DryrunError({
      code: 'drainage.section',
      place: link,
      what: `The cross-section of "${link}" cannot be used: got ${cs.shape} ${cs.geom.join(' ')}${cs.ref ? ` (${cs.ref})` : ''}.`,
      mend: 'Give a shape of SWMM 5.2 with a height above zero, or the curve or transect it names.',
      params: { link, shape: cs.shape },
    });
  }
  return tabulate(outline);
}

function outlineOf(cs: CrossSection, sources: SectionSources): Outline | null {
  const [h, b, p3, p4] = cs.geom;
  switch (cs.shape) {
    case 'CIRCULAR':
    case 'FORCE_MAIN':
      return profile.circle(h);
    case 'FILLED_CIRCULAR':
      return filled(profile.circle(h), b);
    case 'RECT_CLOSED':
      return profile.polygonal(
        [
          [0, b],
          [h, b],
        ],
        false,
      );
    case 'RECT_OPEN':
      return profile.polygonal(
        [
          [0, b],
          [h, b],
        ],
        true,
      );
    case 'TRAPEZOIDAL':
      return profile.polygonal(
        [
          [0, b],
          [h, b + h * (p3 + p4)],
        ],
        true,
      );
    case 'TRIANGULAR':
      return profile.polygonal(
        [
          [0, 0],
          [h, b],
        ],
        true,
      );
    case 'RECT_TRIANGULAR':
      return profile.polygonal(
        [
          [0, 0],
          [p3, b],
          [h, b],
        ],
        false,
      );
    case 'PARABOLIC':
      return profile.parabola(h, b);
    case 'POWER':
      return profile.power(h, b, p3);
    case 'EGG':
      return profile.egg(h);
    case 'HORSESHOE':
      return profile.horseshoe(h);
    case 'BASKETHANDLE':
      return profile.basketHandle(h, 0.944 * h);
    case 'SEMICIRCULAR':
      return profile.semicircle(h);
    case 'SEMIELLIPTICAL':
      return profile.semiEllipse(h, h);
    case 'HORIZ_ELLIPSE':
    case 'VERT_ELLIPSE':
    case 'ARCH': {
      const size = b > 0 ? [h, b] : standardSize(cs.shape, h / sources.lengthM);
      return size && (cs.shape === 'ARCH' ? profile.arch : profile.ellipse)(size[0]!, size[1]!);
    }
    case 'CUSTOM': {
      const curve = cs.ref === undefined ? null : sources.shapeCurve(cs.ref);
      return (
        curve &&
        profile.polygonal(
          Array.from(curve.x, (x, i) => [x * h, curve.y[i]! * h] as const),
          false,
        )
      );
    }
    case 'IRREGULAR':
    case 'STREET':
    case 'STREET_XSECT':
      return cs.ref === undefined ? null : sources.outline(cs.ref);
    default:
      return null;
  }
}

/** The part of an outline above a sediment level. */
function filled(o: Outline, level: number): Outline {
  if (!(level > 0)) return o;
  const rows: [number, number][] = [[0, widthAt(o, level)]];
  o.y.forEach((y, i) => {
    if (y > level) rows.push([y - level, o.w[i]!]);
  });
  return profile.polygonal(rows, o.open);
}

function widthAt(o: Outline, y: number): number {
  const k = o.y.findIndex((v) => v >= y);
  if (k <= 0) return o.w[Math.max(0, k)]!;
  const f = (y - o.y[k - 1]!) / (o.y[k]! - o.y[k - 1]!);
  return o.w[k - 1]! + f * (o.w[k]! - o.w[k - 1]!);
}

function tabulate(o: Outline): Section {
  const n = TABLE_STEPS;
  const yFullM = o.y.at(-1)!;
  const area = new Float64Array(n + 1);
  const width = new Float64Array(n + 1);
  const radius = new Float64Array(n + 1);
  const factor = new Float64Array(n + 1);
  const critical = new Float64Array(n + 1);
  let a = 0;
  let p = o.w[0]!; // the flat invert is wetted
  let y = 0;
  let w = o.w[0]!;
  let k = 0;
  width[0] = w;
  const advance = (to: number, wTo: number): void => {
    a += ((w + wTo) / 2) * (to - y);
    p += Math.sqrt((wTo - w) * (wTo - w) + 4 * (to - y) * (to - y));
    y = to;
    w = wTo;
  };
  for (let i = 1; i <= n; i++) {
    const target = i === n ? yFullM : (yFullM * i) / n;
    for (; k + 1 < o.y.length && o.y[k + 1]! <= target; k++) advance(o.y[k + 1]!, o.w[k + 1]!);
    if (y < target) {
      const f = (target - o.y[k]!) / (o.y[k + 1]! - o.y[k]!);
      advance(target, o.w[k]! + f * (o.w[k + 1]! - o.w[k]!));
    }
    const lid = !o.open && i === n ? w : 0;
    area[i] = a;
    width[i] = w;
    radius[i] = o.radius?.(y) ?? a / (p + lid);
    factor[i] = a * power2Thirds(radius[i]!);
    const qc = a * Math.sqrt((GRAVITY * a) / Math.max(w, 1e-9));
    critical[i] = Math.max(qc, critical[i - 1]!);
  }
  let widest = 0;
  for (let i = 0; i <= n; i++) if (width[i]! > width[widest]!) widest = i;
  return {
    open: o.open,
    yFullM,
    areaFullM2: area[n]!,
    radiusFullM: radius[n]!,
    widthMaxM: width[widest]!,
    yWidthMaxM: (widest / n) * yFullM,
    factorFull: factor[n]!,
    factorMax: Math.max(...factor),
    area,
    width,
    radius,
    factor,
    critical,
  };
}
