import type { DrainageModel, DrainageStorage } from '../../../src/domain/drainage';
import { DryrunError } from '../../../src/domain/errors';
import { power } from '../../../src/domain/exactMath';

/** Surface area and volume of a storage unit against depth, m², m³. */
export interface StorageShape {
  area(depthM: number): number;
  volume(depthM: number): number;
}

/** The shape of a storage unit (SWMM 5.2 Users Manual, [STORAGE]). Throws `drainage.storage` where its curve is missing. */
export function storageOf(node: DrainageStorage, model: DrainageModel): StorageShape {
  const { shape } = node;
  switch (shape.type) {
    case 'tabular': {
      const curve = model.curves.find((c) => c.id === shape.curve && c.type === 'STORAGE');
      if (!curve || curve.x.length === 0) {
        throw new DryrunError({
          code: 'drainage.storage',
          place: node.id,
          what: `The storage unit "${node.id}" names the curve "${shape.curve}", which is not there.`,
          mend: 'Add a STORAGE curve of that name.',
          params: { node: node.id, curve: shape.curve },
        });
      }
      return tabular(curve.x, curve.y);
    }
    case 'functional':
      return {
        area: (d) => shape.c + shape.a * power(d, shape.b),
        volume: (d) => shape.c * d + (shape.a / (shape.b + 1)) * power(d, shape.b + 1),
      };
    case 'cylindrical':
      return quadratic((Math.PI / 4) * shape.p1 * shape.p2, 0, 0);
    case 'conical': {
      const a = shape.p1 / 2;
      const b = shape.p2 / 2;
      const z = shape.p3;
      return quadratic(Math.PI * a * b, 2 * Math.PI * b * z, ((Math.PI * b) / a) * z * z);
    }
    case 'parabolic':
      return quadratic(0, ((Math.PI / 4) * shape.p1 * shape.p2) / shape.p3, 0);
    case 'pyramidal':
      return quadratic(
        shape.p1 * shape.p2,
        2 * (shape.p1 + shape.p2) * shape.p3,
        4 * shape.p3 * shape.p3,
      );
  }
}

function quadratic(a0: number, a1: number, a2: number): StorageShape {
  return {
    area: (d) => a0 + d * (a1 + d * a2),
    volume: (d) => d * (a0 + d * (a1 / 2 + (d * a2) / 3)),
  };
}

/** Linear area between the rows, extended beyond the last along its slope; a table not starting at 0 starts with its first area. */
function tabular(depth: Float64Array, area: Float64Array): StorageShape {
  const n = depth.length;
  const areaAt = (d: number): number => {
    if (d <= depth[0]!) return area[0]!;
    let k = 1;
    while (k < n - 1 && depth[k]! < d) k++;
    if (n === 1) return area[0]!;
    const slope = (area[k]! - area[k - 1]!) / (depth[k]! - depth[k - 1]!);
    return Math.max(0, area[k - 1]! + slope * (d - depth[k - 1]!));
  };
  return {
    area: areaAt,
    volume: (d) => {
      if (d <= depth[0]!) return area[0]! * d;
      let v = area[0]! * depth[0]!;
      for (let k = 1; k < n && depth[k - 1]! < d; k++) {
        const last = k === n - 1;
        const to = last ? d : Math.min(d, depth[k]!);
        v += ((areaAt(depth[k - 1]!) + areaAt(to)) / 2) * (to - depth[k - 1]!);
      }
      return n === 1 ? area[0]! * d : v;
    },
  };
}
