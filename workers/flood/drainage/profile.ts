import { power as raised } from '../../../src/domain/exactMath';

/**
 * Outlines of cross-sections as polylines: pairs of height and width from the invert to the top.
 * Everything else about a section (area, wetted perimeter, hydraulic radius) follows from its outline.
 */
export interface Outline {
  /** Heights above the invert, m, ascending from 0 to the full depth. */
  readonly y: Float64Array;
  /** Width at each height, m. */
  readonly w: Float64Array;
  /** Open at the top: its lid wets nothing and its surface is free at any depth. */
  readonly open: boolean;
  /** Hydraulic radius at a depth, m, where it does not follow from the outline: roughness that differs across the section. */
  readonly radius?: (depthM: number) => number;
}

/** Points along a curved outline; with the spacing below, areas are good to about 1e-6. */
const POINTS = 800;

const square = (x: number): number => x * x;

/** An outline sampled densely near invert and crown, where curved sections are steep. */
function sampled(yFull: number, open: boolean, widthAt: (y: number) => number): Outline {
  const y = new Float64Array(POINTS + 1);
  const w = new Float64Array(POINTS + 1);
  for (let i = 0; i <= POINTS; i++) {
    const u = i / POINTS;
    y[i] = yFull * u * u * (3 - 2 * u);
    w[i] = Math.max(0, widthAt(y[i]!));
  }
  return { y, w, open };
}

/** An outline with straight sides between given heights and widths. */
export function polygonal(rows: readonly (readonly [number, number])[], open: boolean): Outline {
  return {
    y: Float64Array.from(rows, (r) => r[0]),
    w: Float64Array.from(rows, (r) => r[1]),
    open,
  };
}

export const circle = (d: number): Outline => ellipse(d, d);

/** Ellipse with full height h and full width b. */
export function ellipse(h: number, b: number): Outline {
  return sampled(h, false, (y) => (b / h) * 2 * Math.sqrt(Math.max(0, y * (h - y))));
}

export function parabola(h: number, b: number): Outline {
  return sampled(h, true, (y) => b * Math.sqrt(y / h));
}

/** Width grows with the power 1/exponent of the height. */
export function power(h: number, b: number, exponent: number): Outline {
  return sampled(h, true, (y) => b * raised(y / h, 1 / exponent));
}

/**
 * Standard egg, height h, width ⅔·h: a top circle of radius h/3, an invert circle of radius h/6 and
 * side arcs of radius h that touch both (DIN 4263).
 */
export function egg(h: number): Outline {
  const top = h / 3;
  const bottom = h / 6;
  const side = h;
  const topCentre = h - top;
  // The side arc's centre lies level with the top circle's, h − h/3 beyond the axis; it touches the
  // invert circle where the line through both centres meets it.
  const cx = side - top;
  const below = Math.sqrt(cx * cx + square(topCentre - bottom));
  const touch = bottom + (bottom / below) * -(topCentre - bottom);
  return sampled(h, false, (y) => {
    if (y >= topCentre) return 2 * Math.sqrt(Math.max(0, top * top - square(y - topCentre)));
    if (y <= touch) return 2 * Math.sqrt(Math.max(0, bottom * bottom - square(y - bottom)));
    return 2 * (Math.sqrt(side * side - square(y - topCentre)) - cx);
  });
}

/** Width of a pipe arch as part of its span, at every 4 % of its rise (Rossman 2017, Vol. II, table of arch pipe). */
const ARCH_WIDTH = [
  ...[0, 0.6272, 0.8521, 0.9243, 0.9645, 0.9846, 0.9964, 0.9988, 0.9917, 0.9811, 0.968, 0.9515],
  ...[0.9314, 0.9101, 0.8864, 0.8592, 0.8284, 0.7917, 0.7527, 0.7065, 0.6544, 0.5953, 0.5231],
  ...[0.4355, 0.3195, 0],
];

/** Pipe arch, rise h and span b. */
export function arch(h: number, b: number): Outline {
  return polygonal(
    ARCH_WIDTH.map((w, k) => [(k / (ARCH_WIDTH.length - 1)) * h, w * b] as const),
    false,
  );
}

/** Horseshoe of diameter d: a semicircle above, side and invert arcs of radius d below (US Bureau of Reclamation). */
export function horseshoe(d: number): Outline {
  const r = d / 2;
  // The invert arc (centre at the crown) meets the side arcs (centres level with mid-height) at:
  const meet = d * (1 - (1 + Math.sqrt(7)) / 4);
  return sampled(d, false, (y) => {
    if (y >= r) return 2 * Math.sqrt(Math.max(0, r * r - square(y - r)));
    if (y <= meet) return 2 * Math.sqrt(Math.max(0, d * d - square(d - y)));
    return 2 * (Math.sqrt(d * d - square(r - y)) - r);
  });
}

/** Basket handle: a semi-ellipse of rise ½·h over straight sides that narrow to 0.82·b at the flat invert. */
export function basketHandle(h: number, b: number): Outline {
  return sampled(h, false, (y) =>
    y >= h / 2
      ? b * Math.sqrt(Math.max(0, 1 - square((y - h / 2) / (h / 2))))
      : b * (0.82 + 0.18 * Math.sqrt((2 * y) / h)),
  );
}

/** Semicircle standing on its flat side up to height h (width 2h at the invert). */
export function semicircle(h: number): Outline {
  return sampled(h, false, (y) => 2 * Math.sqrt(Math.max(0, h * h - y * y)));
}

/** Half an ellipse standing on its flat side. */
export function semiEllipse(h: number, b: number): Outline {
  return sampled(h, false, (y) => b * Math.sqrt(Math.max(0, 1 - square(y / h))));
}
