import { transformPoint, type EcefProjection, type Matrix4, type Vec3 } from '../../domain/ecef';

/**
 * Where the vertices of a tile are counted from: east, north and up at the middle of the city, moved
 * to the tile's own origin, so that float32 holds them to well below a millimetre.
 */
export class TileFrame {
  /** Origin in the city's east-north-up frame, m. */
  readonly origin: Vec3;
  private readonly ecef: EcefProjection;
  private readonly toEnu: Matrix4;
  /** The foot at z = 0 and the way up of the last place asked for: walls ask twice and more. */
  private x = Number.NaN;
  private y = Number.NaN;
  private foot: Vec3 = [0, 0, 0];
  private up: Vec3 = [0, 0, 1];

  /**
   * @param toEnu ECEF → the city's east-north-up frame.
   * @param x, y, z local metres of the tile's origin.
   */
  constructor(ecef: EcefProjection, toEnu: Matrix4, x: number, y: number, z: number) {
    this.ecef = ecef;
    this.toEnu = toEnu;
    this.origin = transformPoint(toEnu, ...ecef.toEcef(x, y, z));
  }

  /** A local point as glTF has it: x east, y up, z south, from the tile's origin. */
  place(x: number, y: number, z: number): Vec3 {
    if (x !== this.x || y !== this.y) this.stand(x, y);
    const { foot, up } = this;
    return [foot[0] + up[0] * z, foot[2] + up[2] * z, -(foot[1] + up[1] * z)];
  }

  /** A direction in local metres at the last place, as glTF has it. Meridian convergence is undone. */
  direction(dx: number, dy: number, dz: number, cos: number, sin: number): Vec3 {
    return [dx * cos - dy * sin, dz, -(dx * sin + dy * cos)];
  }

  /** Cosine and sine of the angle from grid east to true east at a place. */
  convergence(x: number, y: number): [number, number] {
    const a = this.place(x, y, 0);
    const b = this.place(x + 10, y, 0);
    const length = Math.hypot(b[0] - a[0], b[2] - a[2]);
    return [(b[0] - a[0]) / length, -(b[2] - a[2]) / length];
  }

  private stand(x: number, y: number): void {
    const SPAN_M = 1000;
    const foot = transformPoint(this.toEnu, ...this.ecef.toEcef(x, y, 0));
    const high = transformPoint(this.toEnu, ...this.ecef.toEcef(x, y, SPAN_M));
    for (let i = 0; i < 3; i++) {
      this.up[i] = (high[i]! - foot[i]!) / SPAN_M;
      this.foot[i] = foot[i]! - this.origin[i]!;
    }
    this.x = x;
    this.y = y;
  }
}
