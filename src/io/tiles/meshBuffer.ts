/** Bytes of a vertex: position, normal, texture coordinates, colour, feature id. */
export const VERTEX_BYTES = 28;

/**
 * Vertices of one primitive, interleaved and growing: position 3 × float32, normal 3 × int8,
 * texture coordinates 2 × int16, colour 4 × uint8, feature id uint16, padded to multiples of four.
 */
export class MeshBuffer {
  vertices = 0;
  readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  readonly indices: number[] = [];
  private view = new DataView(new ArrayBuffer(VERTEX_BYTES * 1024));

  /** Adds a vertex and gives its index. Positions are glTF's (y up), normals unit vectors. */
  vertex(
    position: readonly [number, number, number],
    normal: readonly [number, number, number],
    u: number,
    v: number,
    colour: readonly [number, number, number],
    featureId: number,
  ): number {
    const at = this.vertices * VERTEX_BYTES;
    if (at + VERTEX_BYTES > this.view.byteLength) this.grow();
    const { view } = this;
    for (let i = 0; i < 3; i++) {
      const p = Math.fround(position[i]!);
      view.setFloat32(at + 4 * i, p, true);
      this.min[i] = Math.min(this.min[i]!, p);
      this.max[i] = Math.max(this.max[i]!, p);
      view.setInt8(at + 12 + i, Math.round(normal[i]! * 127));
      view.setUint8(at + 20 + i, colour[i]!);
    }
    view.setInt16(at + 16, u, true);
    view.setInt16(at + 18, v, true);
    view.setUint8(at + 23, 255);
    view.setUint16(at + 24, featureId, true);
    return this.vertices++;
  }

  triangle(a: number, b: number, c: number): void {
    this.indices.push(a, b, c);
  }

  /** The interleaved vertices so far. */
  vertexBytes(): Uint8Array {
    return new Uint8Array(this.view.buffer, 0, this.vertices * VERTEX_BYTES);
  }

  /** Indices as 16 bits where they fit, else 32. */
  indexArray(): Uint16Array | Uint32Array {
    return this.vertices <= 0xffff
      ? Uint16Array.from(this.indices)
      : Uint32Array.from(this.indices);
  }

  private grow(): void {
    const larger = new Uint8Array(this.view.byteLength * 2);
    larger.set(new Uint8Array(this.view.buffer));
    this.view = new DataView(larger.buffer);
  }
}
