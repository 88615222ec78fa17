import { PART, type MeshBuilder, type Part } from './meshBuilder';
import { pathFrames, ringPoint, type PathFrames } from './pathFrames';
import type { PipeSection } from './sections';

/**
 * Sweeps a section along a path of inverts into a closed volume: outer surface, inner surface and
 * the end faces between them, mitred at bends. Coordinates are in the frame of `path`.
 */
export function sweepShell(mesh: MeshBuilder, path: Float64Array, section: PipeSection): void {
  const frames = pathFrames(path);
  if (!frames) return;
  const outer = rings(frames, section.outer);
  const inner = rings(frames, section.inner);
  surface(mesh, frames, section, outer, PART.outer, false);
  surface(mesh, frames, section, inner, PART.inner, true);
  if (!section.closed) lips(mesh, frames, outer, inner, section.inner.length / 2);
  endFace(mesh, frames, section, outer, inner, 0);
  endFace(mesh, frames, section, outer, inner, frames.lengths.length);
}

/** Sweeps a solid rod (a cable): `radiusM` around a path of its axis, with flat ends. */
export function sweepRod(
  mesh: MeshBuilder,
  path: Float64Array,
  radiusM: number,
  sides: number,
  options: { readonly part?: Part; readonly keepVisible?: boolean; readonly liftM?: number } = {},
): void {
  const frames = pathFrames(path);
  if (!frames) return;
  const part = options.part ?? PART.outer;
  const held = options.keepVisible ? radiusM : 0;
  const curve = new Float64Array(sides * 2);
  for (let i = 0; i < sides; i++) {
    const angle = (2 * Math.PI * i) / sides - Math.PI / 2;
    curve[i * 2] = radiusM * Math.cos(angle);
    curve[i * 2 + 1] = radiusM * Math.sin(angle) + (options.liftM ?? 0);
  }
  const all = rings(frames, curve);
  const at = (k: number, i: number): number => (k * sides + (i % sides)) * 3;
  for (let s = 0; s < frames.lengths.length; s++) {
    const first = mesh.vertexCount;
    for (let end = 0; end < 2; end++) {
      for (let i = 0; i < sides; i++) {
        const angle = (2 * Math.PI * i) / sides - Math.PI / 2;
        const [nx, ny, nz] = across(frames, s, Math.cos(angle), Math.sin(angle));
        const o = at(s + end, i);
        mesh.vertex(all[o]!, all[o + 1]!, all[o + 2]!, nx, ny, nz, part, 1, held);
      }
    }
    for (let i = 0; i < sides; i++) {
      const j = (i + 1) % sides;
      mesh.quad(first + i, first + sides + i, first + sides + j, first + j);
    }
  }
  for (const k of [0, frames.lengths.length]) {
    const sign = k === 0 ? -1 : 1;
    const s = Math.min(k, frames.lengths.length - 1) * 3;
    const first = mesh.vertexCount;
    for (let i = 0; i < sides; i++) {
      const o = at(k, i);
      const n = [0, 1, 2].map((c) => sign * frames.along[s + c]!);
      mesh.vertex(all[o]!, all[o + 1]!, all[o + 2]!, n[0]!, n[1]!, n[2]!, part, 1, 0);
    }
    for (let i = 1; i + 1 < sides; i++) {
      if (sign > 0) mesh.triangle(first, first + i + 1, first + i);
      else mesh.triangle(first, first + i, first + i + 1);
    }
  }
}

/**
 * Sweeps a thin tube for seeing from afar: one ring per vertex of the path, no ends. The shader keeps
 * it at least about a pixel wide.
 */
export function sweepFarTube(
  mesh: MeshBuilder,
  path: Float64Array,
  radiusM: number,
  sides: number,
  liftM: number,
): void {
  const frames = pathFrames(path);
  if (!frames) return;
  const curve = new Float64Array(sides * 2);
  for (let i = 0; i < sides; i++) {
    const angle = (2 * Math.PI * i) / sides - Math.PI / 2;
    curve[i * 2] = radiusM * Math.cos(angle);
    curve[i * 2 + 1] = radiusM * Math.sin(angle) + liftM;
  }
  const all = rings(frames, curve);
  const first = mesh.vertexCount;
  const vertices = frames.points.length / 3;
  for (let k = 0; k < vertices; k++) {
    const s = Math.min(k, frames.lengths.length - 1);
    for (let i = 0; i < sides; i++) {
      const o = (k * sides + i) * 3;
      const n = across(frames, s, curve[i * 2]! / radiusM, (curve[i * 2 + 1]! - liftM) / radiusM);
      mesh.vertex(all[o]!, all[o + 1]!, all[o + 2]!, n[0], n[1], n[2], PART.outer, 1, radiusM);
    }
  }
  for (let k = 0; k + 1 < vertices; k++) {
    const a = first + k * sides;
    for (let i = 0; i < sides; i++) {
      const j = (i + 1) % sides;
      mesh.quad(a + i, a + sides + i, a + sides + j, a + j);
    }
  }
}

/** All section points at all path vertices: x, y, z (stride 3), ring after ring. */
export function rings(frames: PathFrames, curve: Float64Array): Float64Array {
  const count = curve.length / 2;
  const vertices = frames.points.length / 3;
  const out = new Float64Array(vertices * count * 3);
  for (let k = 0; k < vertices; k++) {
    for (let i = 0; i < count; i++) {
      ringPoint(frames, k, curve[i * 2]!, curve[i * 2 + 1]!, out, (k * count + i) * 3);
    }
  }
  return out;
}

function across(f: PathFrames, segment: number, x: number, y: number): [number, number, number] {
  const s = segment * 3;
  return [
    f.right[s]! * x + f.up[s]! * y,
    f.right[s + 1]! * x + f.up[s + 1]! * y,
    f.right[s + 2]! * x + f.up[s + 2]! * y,
  ];
}

function surface(
  mesh: MeshBuilder,
  frames: PathFrames,
  section: PipeSection,
  points: Float64Array,
  part: Part,
  inward: boolean,
): void {
  const count = section.inner.length / 2;
  const edges = section.closed ? count : count - 1;
  const sign = inward ? -1 : 1;
  const add = (s: number, end: number, i: number, nx: number, ny: number): number => {
    const n = across(frames, s, nx * sign, ny * sign);
    const o = ((s + end) * count + i) * 3;
    // The bottom of a pipe gets less of the sky.
    const light = inward ? 0.8 : 0.82 + 0.18 * (ny * sign);
    return mesh.vertex(points[o]!, points[o + 1]!, points[o + 2]!, n[0], n[1], n[2], part, light);
  };
  for (let s = 0; s < frames.lengths.length; s++) {
    if (section.smooth) {
      const first = mesh.vertexCount;
      for (let end = 0; end < 2; end++) {
        for (let i = 0; i < count; i++) {
          add(s, end, i, section.normals[i * 2]!, section.normals[i * 2 + 1]!);
        }
      }
      for (let i = 0; i < edges; i++) {
        const j = (i + 1) % count;
        if (inward) mesh.quad(first + i, first + j, first + count + j, first + count + i);
        else mesh.quad(first + i, first + count + i, first + count + j, first + j);
      }
      continue;
    }
    for (let i = 0; i < edges; i++) {
      const j = (i + 1) % count;
      const dx = section.inner[j * 2]! - section.inner[i * 2]!;
      const dy = section.inner[j * 2 + 1]! - section.inner[i * 2 + 1]!;
      const length = Math.hypot(dx, dy) || 1;
      const [nx, ny] = [dy / length, -dx / length];
      const a = add(s, 0, i, nx, ny);
      const b = add(s, 1, i, nx, ny);
      const c = add(s, 1, j, nx, ny);
      const d = add(s, 0, j, nx, ny);
      if (inward) mesh.quad(a, d, c, b);
      else mesh.quad(a, b, c, d);
    }
  }
}

/** The annular face between the outer and the inner outline at an end of the path. */
function endFace(
  mesh: MeshBuilder,
  frames: PathFrames,
  section: PipeSection,
  outer: Float64Array,
  inner: Float64Array,
  vertex: number,
): void {
  const count = section.inner.length / 2;
  const edges = section.closed ? count : count - 1;
  const atStart = vertex === 0;
  const s = (atStart ? 0 : vertex - 1) * 3;
  const sign = atStart ? -1 : 1;
  const [nx, ny, nz] = [
    sign * frames.along[s]!,
    sign * frames.along[s + 1]!,
    sign * frames.along[s + 2]!,
  ];
  const first = mesh.vertexCount;
  for (let i = 0; i < count; i++) {
    for (const ring of [outer, inner]) {
      const o = (vertex * count + i) * 3;
      mesh.vertex(ring[o]!, ring[o + 1]!, ring[o + 2]!, nx, ny, nz, PART.cutFace);
    }
  }
  for (let i = 0; i < edges; i++) {
    const a = first + i * 2;
    const b = first + ((i + 1) % count) * 2;
    if (atStart) mesh.quad(a, b, b + 1, a + 1);
    else mesh.quad(a, a + 1, b + 1, b);
  }
}

/** The two top faces of an open channel's walls. */
function lips(
  mesh: MeshBuilder,
  frames: PathFrames,
  outer: Float64Array,
  inner: Float64Array,
  count: number,
): void {
  for (let s = 0; s < frames.lengths.length; s++) {
    const [nx, ny, nz] = across(frames, s, 0, 1);
    for (const i of [0, count - 1]) {
      const corner = (ring: Float64Array, k: number): number => {
        const o = (k * count + i) * 3;
        return mesh.vertex(ring[o]!, ring[o + 1]!, ring[o + 2]!, nx, ny, nz, PART.cutFace);
      };
      const [a, b] = [corner(outer, s), corner(outer, s + 1)];
      const [c, d] = [corner(inner, s + 1), corner(inner, s)];
      if (i === 0) mesh.quad(a, d, c, b);
      else mesh.quad(a, b, c, d);
    }
  }
}
