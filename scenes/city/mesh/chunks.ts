/** Geometry of one square of the City, in metres relative to `origin` along the local axes. */
export interface MeshChunk {
  readonly origin: readonly [number, number, number];
  /** Radius around the origin that holds all vertices, m. */
  readonly radiusM: number;
  /** x, y, z per vertex. */
  readonly positions: Float32Array;
  /** x, y, z, 0 per vertex, −127…127. */
  readonly normals: Int8Array;
  /** r, g, b, kind per vertex; kind 0 wall, 255 roof or top. */
  readonly colours: Uint8Array;
  /** Index of the thing per vertex. */
  readonly features: Uint32Array;
  readonly indices: Uint32Array;
}

/** Copies of one small mesh: `stride` numbers per instance, places relative to `origin`. */
export interface InstanceChunk {
  readonly origin: readonly [number, number, number];
  readonly radiusM: number;
  readonly stride: number;
  readonly instances: Float32Array;
  /** Index of the thing per instance. */
  readonly features: Uint32Array;
}

/** Side of the squares into which geometry is cut, m: the earth's curvature within one is 1 cm. */
const CHUNK_M = 500;

/** Grows a mesh vertex by vertex; `finish` sets the origin to the middle of what came. */
export class MeshBuilder {
  private readonly positions: number[] = [];
  private readonly normals: number[] = [];
  private readonly colours: number[] = [];
  private readonly features: number[] = [];
  private readonly indices: number[] = [];

  get vertexCount(): number {
    return this.features.length;
  }

  /** Adds a vertex in local metres; returns its index. */
  vertex(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    colour: readonly [number, number, number],
    kind: number,
    feature: number,
  ): number {
    this.positions.push(x, y, z);
    this.normals.push(nx * 127, ny * 127, nz * 127, 0);
    this.colours.push(colour[0], colour[1], colour[2], kind);
    this.features.push(feature);
    return this.features.length - 1;
  }

  triangle(a: number, b: number, c: number): void {
    this.indices.push(a, b, c);
  }

  finish(): MeshChunk {
    const [origin, radiusM] = bounds(this.positions, 3);
    const positions = new Float32Array(this.positions.length);
    for (let i = 0; i < positions.length; i++) positions[i] = this.positions[i]! - origin[i % 3]!;
    return {
      origin,
      radiusM,
      positions,
      normals: Int8Array.from(this.normals),
      colours: Uint8Array.from(this.colours),
      features: Uint32Array.from(this.features),
      indices: Uint32Array.from(this.indices),
    };
  }
}

/** Sorts things into squares and hands back one builder per square. */
export class ChunkMap<T> {
  private readonly map = new Map<string, T>();

  constructor(private readonly make: () => T) {}

  at(x: number, y: number, group: number | string = ''): T {
    const key = `${group}|${Math.floor(x / CHUNK_M)}|${Math.floor(y / CHUNK_M)}`;
    let found = this.map.get(key);
    if (!found) this.map.set(key, (found = this.make()));
    return found;
  }

  values(): T[] {
    return [...this.map.values()];
  }
}

/** Middle of the bounding box of points and the radius around it. */
export function bounds(
  points: ArrayLike<number>,
  stride: number,
  perPoint = 1,
): [[number, number, number], number] {
  const lo = [Infinity, Infinity, Infinity];
  const hi = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += stride) {
    for (let k = 0; k < 3 * perPoint; k++) {
      lo[k % 3] = Math.min(lo[k % 3]!, points[i + k]!);
      hi[k % 3] = Math.max(hi[k % 3]!, points[i + k]!);
    }
  }
  if (!(lo[0]! <= hi[0]!)) return [[0, 0, 0], 0];
  const origin = lo.map((l, k) => (l + hi[k]!) / 2) as [number, number, number];
  return [origin, Math.hypot(hi[0]! - origin[0], hi[1]! - origin[1], hi[2]! - origin[2])];
}

/** The buffers of chunks, for a transfer. */
export function chunkBuffers(chunks: readonly (MeshChunk | InstanceChunk)[]): ArrayBuffer[] {
  return chunks.flatMap((c) =>
    Object.values(c)
      .filter((v): v is ArrayBufferView => ArrayBuffer.isView(v))
      .map((v) => v.buffer as ArrayBuffer),
  );
}
