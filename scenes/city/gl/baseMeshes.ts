/** Small meshes that are drawn many times. Positions have four numbers per vertex. */
export interface BaseMesh {
  readonly positions: Float32Array;
  readonly indices: Uint16Array;
}

/** A tree: crown (w = 1) as a rounded body of `rings` × `sides`, trunk (w = 0) as a prism. */
export function treeMesh(sides: number, rings: number, trunk: boolean): BaseMesh {
  const p: number[] = [];
  const idx: number[] = [];
  p.push(0, 0, -1, 1);
  for (let r = 1; r < rings; r++) {
    // A pear: widest a little below the middle.
    const z = -1 + (2 * r) / rings;
    const radius = Math.sqrt(1 - z * z) * (1 - 0.18 * z);
    for (let s = 0; s < sides; s++) {
      const a = ((s + 0.5 * (r & 1)) / sides) * 2 * Math.PI;
      p.push(Math.cos(a) * radius, Math.sin(a) * radius, z, 1);
    }
  }
  const top = p.length / 4;
  p.push(0, 0, 1, 1);
  const at = (r: number, s: number): number => 1 + (r - 1) * sides + (s % sides);
  for (let s = 0; s < sides; s++) {
    idx.push(0, at(1, s + 1), at(1, s));
    idx.push(top, at(rings - 1, s), at(rings - 1, s + 1));
    for (let r = 1; r < rings - 1; r++) {
      idx.push(at(r, s), at(r, s + 1), at(r + 1, s));
      idx.push(at(r, s + 1), at(r + 1, s + 1), at(r + 1, s));
    }
  }
  if (trunk) {
    const base = p.length / 4;
    const n = 4;
    for (let s = 0; s < n; s++) {
      const a = (s / n) * 2 * Math.PI;
      p.push(Math.cos(a), Math.sin(a), 0, 0, Math.cos(a) * 0.7, Math.sin(a) * 0.7, 1, 0);
    }
    for (let s = 0; s < n; s++) {
      const a = base + 2 * s;
      const b = base + 2 * ((s + 1) % n);
      idx.push(a, b, a + 1, b, b + 1, a + 1);
    }
  }
  return { positions: Float32Array.from(p), indices: Uint16Array.from(idx) };
}

/** A unit tube along z from 0 to 1 (w = 1: shell with outward normals, w = −1: rim of a cap, w = 0: its centre). */
export function tubeMesh(sides: number): BaseMesh {
  const p: number[] = [];
  const idx: number[] = [];
  for (let s = 0; s < sides; s++) {
    const a = ((s + 0.5) / sides) * 2 * Math.PI;
    p.push(Math.cos(a), Math.sin(a), 0, 1, Math.cos(a), Math.sin(a), 1, 1);
  }
  for (let s = 0; s < sides; s++) {
    const a = 2 * s;
    const b = 2 * ((s + 1) % sides);
    idx.push(a, a + 1, b, b, a + 1, b + 1);
  }
  for (const z of [0, 1]) {
    const centre = p.length / 4;
    p.push(0, 0, z, 0);
    for (let s = 0; s < sides; s++) {
      const a = ((s + 0.5) / sides) * 2 * Math.PI;
      p.push(Math.cos(a), Math.sin(a), z, -1);
    }
    for (let s = 0; s < sides; s++) {
      const a = centre + 1 + s;
      const b = centre + 1 + ((s + 1) % sides);
      if (z === 1) idx.push(centre, b, a);
      else idx.push(centre, a, b);
    }
  }
  return { positions: Float32Array.from(p), indices: Uint16Array.from(idx) };
}
