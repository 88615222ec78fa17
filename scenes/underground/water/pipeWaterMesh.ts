import { chamberRadius } from '../geometry/manhole';
import { pathFrames } from '../geometry/pathFrames';
import { isOpenShape, pipeSection, SHAPE_ROWS } from '../geometry/sections';
import { isChamber, linkSize, type ElementTable } from '../elements';
import { visiblePath } from '../elementMeshes';

/** Rows of an element without a shape in the half-width table: its water keeps its full width. */
const NO_SHAPE = -1;
const SIDES = 16;
/** Water keeps this share of the lumen, so that it does not fight with the wall for the same pixels. */
const INSET = 0.985;

/** Water bodies whose shape the vertex shader bends to the level of the moment. */
export interface WaterMesh {
  /** x, y, z of the invert under each vertex (stride 3), chunk-local. */
  readonly positions: Float32Array;
  /** Unit axis across, level (stride 2). */
  readonly sides: Float32Array;
  /** Across (m), height above the invert (m), share along the link, metres along it (stride 4). */
  readonly sections: Float32Array;
  /** Half width (m), inside height (m), row in the half-width table, element (stride 4). */
  readonly dims: Float32Array;
  readonly indices: Uint32Array;
}

/** Collects water bodies of one chunk. */
export class WaterBuilder {
  #positions: number[] = [];
  #sides: number[] = [];
  #sections: number[] = [];
  #dims: number[] = [];
  #indices: number[] = [];

  add(table: ElementTable, index: number, ox: number, oy: number): void {
    const e = table.elements[index]!;
    if (e.kind === 'node') {
      const { node } = e;
      if (!isChamber(node) && node.kind !== 'inlet') return;
      const height = node.coverM - node.invertM;
      if (height > 0.05)
        this.#cylinder(index, node.x - ox, node.y - oy, node.invertM, node, height);
      return;
    }
    if (e.link.shape === 'cable' || e.link.shape === 'duct' || e.link.path.length < 6) return;
    const frames = pathFrames(withMiddle(visiblePath(table, e, ox, oy)));
    if (!frames) return;
    const { width, height, wall } = linkSize(e.link);
    const { shape } = e.link;
    const section = pipeSection(shape, width, height, wall, SIDES);
    const ring =
      isOpenShape(shape) || !section.smooth ? denseOutline(section.inner) : section.inner;
    const count = ring.length / 2;
    const row = SHAPE_ROWS.indexOf(shape);
    const total = frames.lengths.reduce((a, b) => a + b, 0);
    const vertices = frames.points.length / 3;
    const first = this.#dims.length / 4;
    let along = 0;
    for (let k = 0; k < vertices; k++) {
      const [sx, sy, stretch] = jointAxis(frames.right, k, vertices);
      for (let i = 0; i < count; i++) {
        this.#positions.push(...frames.points.subarray(k * 3, k * 3 + 3));
        this.#sides.push(sx * stretch, sy * stretch);
        this.#sections.push(ring[i * 2]! * INSET, ring[i * 2 + 1]!, along / total, along);
        this.#dims.push((width / 2) * INSET, height, row, index);
      }
      along += frames.lengths[k] ?? 0;
    }
    for (let k = 0; k + 1 < vertices; k++) {
      for (let i = 0; i < count; i++) {
        const a = first + k * count + i;
        const b = first + k * count + ((i + 1) % count);
        this.#indices.push(a, a + count, b + count, a, b + count, b);
      }
    }
    for (let i = 1; i + 1 < count; i++) {
      const end = first + (vertices - 1) * count;
      this.#indices.push(first, first + i, first + i + 1, end, end + i + 1, end + i);
    }
  }

  build(): WaterMesh | null {
    if (this.#indices.length === 0) return null;
    return {
      positions: Float32Array.from(this.#positions),
      sides: Float32Array.from(this.#sides),
      sections: Float32Array.from(this.#sections),
      dims: Float32Array.from(this.#dims),
      indices: Uint32Array.from(this.#indices),
    };
  }

  #cylinder(
    element: number,
    x: number,
    y: number,
    z: number,
    node: { readonly diameterM: number; readonly kind: string },
    height: number,
  ): void {
    const radius =
      INSET * (node.kind === 'inlet' ? Math.max(0.45, node.diameterM) / 2 : chamberRadius(node));
    const sides = 28;
    const first = this.#dims.length / 4;
    for (let i = 0; i < sides; i++) {
      const angle = (2 * Math.PI * i) / sides;
      for (const up of [0, height]) {
        this.#positions.push(x, y, z);
        this.#sides.push(Math.cos(angle), Math.sin(angle));
        this.#sections.push(radius, up, 0.5, 0);
        this.#dims.push(radius, height, NO_SHAPE, element);
      }
    }
    const middle = this.#dims.length / 4;
    this.#positions.push(x, y, z);
    this.#sides.push(1, 0);
    this.#sections.push(0, height, 0.5, 0);
    this.#dims.push(radius, height, NO_SHAPE, element);
    for (let i = 0; i < sides; i++) {
      const a = first + i * 2;
      const b = first + ((i + 1) % sides) * 2;
      this.#indices.push(a, b, b + 1, a, b + 1, a + 1, middle, a + 1, b + 1);
    }
  }
}

/** The path with one more vertex halfway, where the shader knows a level of its own. */
function withMiddle(path: Float64Array): Float64Array {
  const lengths: number[] = [];
  for (let i = 0; i + 5 < path.length; i += 3) {
    lengths.push(
      Math.hypot(path[i + 3]! - path[i]!, path[i + 4]! - path[i + 1]!, path[i + 5]! - path[i + 2]!),
    );
  }
  let left = lengths.reduce((a, b) => a + b, 0) / 2;
  const out: number[] = [];
  let placed = false;
  for (let k = 0; k < path.length / 3; k++) {
    out.push(...path.subarray(k * 3, k * 3 + 3));
    const length = lengths[k];
    if (placed || length === undefined) continue;
    if (left <= length) {
      const t = left / length;
      for (let c = 0; c < 3; c++) out.push(path[k * 3 + c]! * (1 - t) + path[k * 3 + 3 + c]! * t);
      placed = true;
    }
    left -= length;
  }
  return Float64Array.from(out);
}

/** Level axis across at a vertex, halfway between the pieces, and how much longer the mitre makes it. */
function jointAxis(right: Float64Array, k: number, vertices: number): [number, number, number] {
  const a = Math.max(0, k - 1) * 3;
  const b = Math.min(vertices - 2, k) * 3;
  const x = right[a]! + right[b]!;
  const y = right[a + 1]! + right[b + 1]!;
  const length = Math.hypot(x, y);
  if (length < 1e-6) return [right[a]!, right[a + 1]!, 1];
  const cos = (x * right[a]! + y * right[a + 1]!) / length;
  return [x / length, y / length, Math.min(2, 1 / Math.max(cos, 0.1))];
}

/** A cornered outline with points up its sides, so that a level can cut it anywhere. */
function denseOutline(inner: Float64Array): Float64Array {
  const n = inner.length / 2;
  const out: number[] = [];
  const pieces = 6;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    for (let p = 0; p < pieces; p++) {
      const t = p / pieces;
      out.push(inner[i * 2]! * (1 - t) + inner[j * 2]! * t);
      out.push(inner[i * 2 + 1]! * (1 - t) + inner[j * 2 + 1]! * t);
    }
  }
  return Float64Array.from(out);
}
