import { PART, type MeshBuilder, type Part } from './meshBuilder';

/** A band of a solid of revolution: radius and height (m) of its lower rim, and the part it is made of. */
export interface ProfilePoint {
  readonly r: number;
  readonly z: number;
  /** Part of the band from this point to the next. */
  readonly part?: Part;
  /** Ambient light 0–1 of that band. */
  readonly light?: number;
}

/**
 * Turns a profile around the vertical axis through (x, y). The surface looks to the right of the
 * profile's direction in the (r, z) plane: going up it looks outward, going down inward. A profile
 * that starts and ends on the axis or at its own start makes a closed volume.
 */
export function revolve(
  mesh: MeshBuilder,
  x: number,
  y: number,
  profile: readonly ProfilePoint[],
  sides: number,
): void {
  for (let k = 0; k + 1 < profile.length; k++) {
    const p = profile[k]!;
    const q = profile[k + 1]!;
    const length = Math.hypot(q.r - p.r, q.z - p.z);
    if (length < 1e-6) continue;
    const nr = (q.z - p.z) / length;
    const nz = -(q.r - p.r) / length;
    const part = p.part ?? PART.concrete;
    const first = mesh.vertexCount;
    for (let i = 0; i <= sides; i++) {
      // The seam is written with the very same numbers on both sides, so that the mesh stays closed.
      const angle = (2 * Math.PI * (i % sides)) / sides;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      mesh.vertex(x + p.r * c, y + p.r * s, p.z, nr * c, nr * s, nz, part, p.light);
      mesh.vertex(x + q.r * c, y + q.r * s, q.z, nr * c, nr * s, nz, part, p.light);
    }
    for (let i = 0; i < sides; i++) {
      const a = first + i * 2;
      if (p.r > 1e-9) mesh.triangle(a, a + 2, a + 3);
      if (q.r > 1e-9) mesh.triangle(a, a + 3, a + 1);
    }
  }
}

/** Where a box stands: its middle on the ground plan, turned by `angle` (radians, counter-clockwise from east). */
export interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** Level of the bottom and of the top, m. */
  readonly bottom: number;
  readonly top: number;
}

/** A closed box, `length` along the angle and `width` across it, m. */
export function box(
  mesh: MeshBuilder,
  place: BoxPlace,
  length: number,
  width: number,
  part: Part,
  light = 1,
): void {
  const c = Math.cos(place.angle);
  const s = Math.sin(place.angle);
  const corner = (u: number, v: number, z: number): [number, number, number] => [
    place.x + (u * length * c) / 2 - (v * width * s) / 2,
    place.y + (u * length * s) / 2 + (v * width * c) / 2,
    z,
  ];
  const face = (pts: readonly [number, number, number][], nx: number, ny: number, nz: number) => {
    const [a, b, d, e] = pts.map((p) => mesh.vertex(...p, nx, ny, nz, part, light));
    mesh.quad(a!, b!, d!, e!);
  };
  const { bottom: lo, top: hi } = place;
  face([corner(-1, -1, hi), corner(1, -1, hi), corner(1, 1, hi), corner(-1, 1, hi)], 0, 0, 1);
  face([corner(-1, 1, lo), corner(1, 1, lo), corner(1, -1, lo), corner(-1, -1, lo)], 0, 0, -1);
  face([corner(1, -1, lo), corner(1, 1, lo), corner(1, 1, hi), corner(1, -1, hi)], c, s, 0);
  face([corner(-1, 1, lo), corner(-1, -1, lo), corner(-1, -1, hi), corner(-1, 1, hi)], -c, -s, 0);
  face([corner(1, 1, lo), corner(-1, 1, lo), corner(-1, 1, hi), corner(1, 1, hi)], -s, c, 0);
  face([corner(-1, -1, lo), corner(1, -1, lo), corner(1, -1, hi), corner(-1, -1, hi)], s, -c, 0);
}

/** A ball of `radius` around a point, as rings of a revolve. */
export function ball(
  mesh: MeshBuilder,
  x: number,
  y: number,
  z: number,
  radius: number,
  sides: number,
  part: Part,
): void {
  const rows = Math.max(4, sides >> 1);
  const profile: ProfilePoint[] = [];
  for (let i = 0; i <= rows; i++) {
    const a = -Math.PI / 2 + (Math.PI * i) / rows;
    const onAxis = i === 0 || i === rows;
    profile.push({ r: onAxis ? 0 : radius * Math.cos(a), z: z + radius * Math.sin(a), part });
  }
  revolve(mesh, x, y, profile, sides);
}
