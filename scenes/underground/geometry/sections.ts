import type { PipeShape } from '../../../src/domain/city';

/**
 * Cross-section of a pipe in its own plane: x to the right when looking along the pipe, y up from the
 * invert (lowest point inside). Inner and outer points go in pairs, counter-clockwise from the bottom
 * for closed shapes, from the left lip over the bottom to the right lip for open ones.
 */
export interface PipeSection {
  /** x, y per point (stride 2), m. */
  readonly inner: Float64Array;
  readonly outer: Float64Array;
  /** Unit normals away from the lumen, x, y per point (stride 2). */
  readonly normals: Float64Array;
  readonly closed: boolean;
  /** False where the shape has corners: faces then get normals of their own. */
  readonly smooth: boolean;
}

/** Order of the shapes in the half-width table the water shader reads. */
export const SHAPE_ROWS: readonly PipeShape[] = [
  'circular',
  'rect_closed',
  'rect_open',
  'egg',
  'arch',
  'horiz_ellipse',
  'vert_ellipse',
  'trapezoidal',
  'duct',
  'cable',
  'other',
];

/** Share of the height at which the flat bottom of an arch pipe has curved into its crown. */
const ARCH_SPRING = 0.4;
/** Exponent of the superellipse below the springing line of an arch pipe: rounded corners. */
const ARCH_CORNER = 2.6;
/** Corners sharper than this get a mitre in the offset curve and faces of their own. */
const SHARP_COS = Math.cos((35 * Math.PI) / 180);

export function isOpenShape(shape: PipeShape): boolean {
  return shape === 'rect_open' || shape === 'trapezoidal';
}

/**
 * Half the inside width at a height, as a share of half the full width. `y` is the share of the
 * inside height, 0 at the invert, 1 at the crown. The egg is the classic 2:3 one (circles of radius
 * r, r/2 and 3r); arch pipes are a half ellipse over a superellipse; trapezoids have sides of 1:1
 * scaled to the link's width and height.
 */
export function halfWidthShare(shape: PipeShape, y: number): number {
  if (y < 0 || y > 1) return 0;
  switch (shape) {
    case 'rect_closed':
    case 'rect_open':
      return 1;
    case 'trapezoidal':
      return 0.4 + 0.6 * y;
    case 'egg': {
      const h = 3 * y;
      if (h < 0.2) return Math.sqrt(Math.max(0, 0.25 - (h - 0.5) ** 2));
      if (h < 2) return Math.sqrt(9 - (h - 2) ** 2) - 2;
      return Math.sqrt(Math.max(0, 1 - (h - 2) ** 2));
    }
    case 'arch': {
      if (y >= ARCH_SPRING) {
        return Math.sqrt(Math.max(0, 1 - ((y - ARCH_SPRING) / (1 - ARCH_SPRING)) ** 2));
      }
      return (1 - ((ARCH_SPRING - y) / ARCH_SPRING) ** ARCH_CORNER) ** (1 / ARCH_CORNER);
    }
    default:
      return 2 * Math.sqrt(Math.max(0, y * (1 - y)));
  }
}

/**
 * The section of a pipe. `segments` is the number of points of a closed curve (rounded up to even).
 * Circles have their vertices on the true circles; other curves on their true inner curve, offset by
 * the wall along the normal.
 */
export function pipeSection(
  shape: PipeShape,
  widthM: number,
  heightM: number,
  wallM: number,
  segments: number,
): PipeSection {
  const inner = innerCurve(shape, widthM, heightM, Math.max(6, segments + (segments & 1)));
  const closed = !isOpenShape(shape);
  const smooth = closed && shape !== 'rect_closed';
  const count = inner.length / 2;
  const outer = new Float64Array(inner.length);
  const normals = new Float64Array(inner.length);
  for (let i = 0; i < count; i++) {
    const before = closed ? (i + count - 1) % count : Math.max(0, i - 1);
    const after = closed ? (i + 1) % count : Math.min(count - 1, i + 1);
    const [ax, ay] = edgeNormal(inner, before === i ? i : before, before === i ? after : i);
    const [bx, by] = edgeNormal(inner, after === i ? before : i, after === i ? i : after);
    const length = Math.hypot(ax + bx, ay + by);
    const nx = (ax + bx) / length;
    const ny = (ay + by) / length;
    const cos = nx * ax + ny * ay;
    const reach = cos < SHARP_COS ? wallM / cos : wallM;
    normals[i * 2] = nx;
    normals[i * 2 + 1] = ny;
    outer[i * 2] = inner[i * 2]! + nx * reach;
    outer[i * 2 + 1] = inner[i * 2 + 1]! + ny * reach;
  }
  return { inner, outer, normals, closed, smooth };
}

/** Area between the outer and the inner outline of a section, m² (shoelace). */
export function wallArea(s: PipeSection): number {
  if (s.closed) return polygonArea(s.outer) - polygonArea(s.inner);
  const count = s.inner.length / 2;
  const ring = new Float64Array(count * 4);
  ring.set(s.outer, 0);
  for (let i = 0; i < count; i++) {
    ring[(count + i) * 2] = s.inner[(count - 1 - i) * 2]!;
    ring[(count + i) * 2 + 1] = s.inner[(count - 1 - i) * 2 + 1]!;
  }
  return polygonArea(ring);
}

function innerCurve(shape: PipeShape, width: number, height: number, segments: number) {
  const w = width / 2;
  if (shape === 'rect_closed') {
    return Float64Array.of(-w, 0, w, 0, w, height, -w, height);
  }
  if (shape === 'rect_open') return Float64Array.of(-w, height, -w, 0, w, 0, w, height);
  if (shape === 'trapezoidal') {
    const b = w * halfWidthShare(shape, 0);
    return Float64Array.of(-w, height, -b, 0, b, 0, w, height);
  }
  const out = new Float64Array(segments * 2);
  for (let i = 0; i < segments; i++) {
    // Cosine spacing in height: a circle gets equal angles, any oval a fair share everywhere.
    const angle = (2 * Math.PI * i) / segments;
    const y = (1 - Math.cos(angle)) / 2;
    const half = i === 0 || i * 2 === segments ? 0 : halfWidthShare(shape, y);
    out[i * 2] = Math.sin(angle) >= 0 ? w * half : -w * half;
    out[i * 2 + 1] = height * y;
  }
  return out;
}

/** Unit normal away from the lumen of the edge between two points. */
function edgeNormal(ring: Float64Array, from: number, to: number): [number, number] {
  const dx = ring[to * 2]! - ring[from * 2]!;
  const dy = ring[to * 2 + 1]! - ring[from * 2 + 1]!;
  const length = Math.hypot(dx, dy) || 1;
  return [dy / length, -dx / length];
}

function polygonArea(ring: Float64Array): number {
  let twice = 0;
  const n = ring.length / 2;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    twice += ring[i * 2]! * ring[j * 2 + 1]! - ring[j * 2]! * ring[i * 2 + 1]!;
  }
  return twice / 2;
}
