/** What a piece of surface is: decides its material in the shader. Values are stored per vertex. */
export const PART = {
  outer: 0,
  inner: 1,
  cutFace: 2,
  iron: 3,
  concrete: 4,
  grate: 5,
  machine: 6,
  void: 7,
  accent: 8,
} as const;

export type Part = (typeof PART)[keyof typeof PART];

/** A finished indexed triangle mesh in chunk-local metres. */
export interface MeshData {
  /** x, y, z per vertex, m. */
  readonly positions: Float32Array;
  /** Unit normals × 127, stride 4 (the fourth byte is 0). */
  readonly normals: Int8Array;
  /** Index into the element table per vertex. */
  readonly elements: Float32Array;
  /** Part and ambient light (255: open) per vertex, stride 4 (two spare bytes keep the alignment). */
  readonly meta: Uint8Array;
  /** Distance from the axis per vertex, m; above 0 the shader keeps the tube at least a pixel wide. */
  readonly radii: Float32Array;
  readonly indices: Uint32Array;
}

const FIRST_CAPACITY = 1024;

/** Collects vertices and triangles in growing typed arrays. */
export class MeshBuilder {
  /** Index into the element table given to the vertices that follow. */
  element = 0;
  #vertices = 0;
  #indexCount = 0;
  #positions = new Float32Array(FIRST_CAPACITY * 3);
  #normals = new Int8Array(FIRST_CAPACITY * 4);
  #elements = new Float32Array(FIRST_CAPACITY);
  #meta = new Uint8Array(FIRST_CAPACITY * 4);
  #radii = new Float32Array(FIRST_CAPACITY);
  #indices = new Uint32Array(FIRST_CAPACITY * 6);

  get vertexCount(): number {
    return this.#vertices;
  }

  /** Adds a vertex and returns its index. `light` is 0–1; `radius` in m, see `MeshData.radii`. */
  vertex(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    part: Part,
    light = 1,
    radius = 0,
  ): number {
    const i = this.#vertices++;
    if (i >= this.#elements.length) this.#growVertices();
    this.#positions[i * 3] = x;
    this.#positions[i * 3 + 1] = y;
    this.#positions[i * 3 + 2] = z;
    this.#normals[i * 4] = Math.round(nx * 127);
    this.#normals[i * 4 + 1] = Math.round(ny * 127);
    this.#normals[i * 4 + 2] = Math.round(nz * 127);
    this.#elements[i] = this.element;
    this.#meta[i * 4] = part;
    this.#meta[i * 4 + 1] = Math.round(light * 255);
    this.#radii[i] = radius;
    return i;
  }

  /** Counter-clockwise as seen from outside. */
  triangle(a: number, b: number, c: number): void {
    if (this.#indexCount + 3 > this.#indices.length) this.#indices = grown(this.#indices);
    this.#indices[this.#indexCount++] = a;
    this.#indices[this.#indexCount++] = b;
    this.#indices[this.#indexCount++] = c;
  }

  /** Counter-clockwise as seen from outside. */
  quad(a: number, b: number, c: number, d: number): void {
    this.triangle(a, b, c);
    this.triangle(a, c, d);
  }

  build(): MeshData {
    const n = this.#vertices;
    return {
      positions: this.#positions.slice(0, n * 3),
      normals: this.#normals.slice(0, n * 4),
      elements: this.#elements.slice(0, n),
      meta: this.#meta.slice(0, n * 4),
      radii: this.#radii.slice(0, n),
      indices: this.#indices.slice(0, this.#indexCount),
    };
  }

  #growVertices(): void {
    this.#positions = grown(this.#positions);
    this.#normals = grown(this.#normals);
    this.#elements = grown(this.#elements);
    this.#meta = grown(this.#meta);
    this.#radii = grown(this.#radii);
  }
}

function grown<T extends Float32Array | Int8Array | Uint8Array | Uint32Array>(a: T): T {
  const b = new (a.constructor as new (length: number) => T)(a.length * 2);
  b.set(a);
  return b;
}
