import { Cartesian3, Matrix3, Matrix4 } from 'cesium';
import type { EcefProjection } from '../../src/domain/ecef';

/** A City's local metres in Cesium's types. */
export class LocalAxes {
  constructor(readonly projection: EcefProjection) {}

  point(x: number, y: number, z: number): Cartesian3 {
    return Cartesian3.fromArray(this.projection.toEcef(x, y, z));
  }

  /** Local offsets around a local point → ECEF. */
  matrix(origin: readonly [number, number, number]): Matrix4 {
    return Matrix4.unpack(Array.from(this.projection.tangentAt(...origin)));
  }

  /** A direction in local axes at a point → unit vector in ECEF. */
  direction(
    at: readonly [number, number, number],
    v: readonly [number, number, number],
  ): Cartesian3 {
    const linear = Matrix4.getMatrix3(this.matrix(at), new Matrix3());
    const out = Matrix3.multiplyByVector(linear, Cartesian3.fromArray([...v]), new Cartesian3());
    return Cartesian3.normalize(out, out);
  }

  toLocal(p: Cartesian3): [number, number, number] {
    return this.projection.fromEcef(p.x, p.y, p.z);
  }
}
