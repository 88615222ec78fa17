import { atan } from '../math';
import { meanWind, type Meteorology } from '../met/meteorology';
import type { EmissionSource } from '../setup';
import { canyonConcentration, trafficTurbulence } from './canyon';

/** Height of the foot of the walls where people walk, m. */
const WALKING_M = 2;
/** Share of the wind at 10 m above the roofs that is felt at roof level (OSPM's default). */
const ROOF_SHARE = 0.82;

/** Concentration per emission on both sides of a canyon street: s/m³ of the whole street's kg/s. */
export function streetSides(
  source: EmissionSource,
  met: Meteorology,
): { leeward: number; windward: number } {
  const { path } = source.geometry as { path: Float64Array };
  const walls = source.canyon!;
  const last = path.length - 2;
  const dx = path[last]! - path[0]!;
  const dy = path[last + 1]! - path[1]!;
  const lengthM = lengthOf(path);
  const axisDeg = dy === 0 ? 90 : (atan(dx / dy) * 180) / Math.PI;
  const sides = canyonConcentration({
    heightM: walls.heightM,
    widthM: walls.widthM,
    axisDeg,
    reachM: 0.5 * lengthM,
    roofWindMs: ROOF_SHARE * meanWind(met, walls.heightM + 10),
    fromDeg: met.fromDeg,
    trafficMs: trafficTurbulence(
      walls.carsH ?? 0,
      walls.trucksH ?? 0,
      walls.speedMs ?? 0,
      walls.widthM,
    ),
    receptorM: WALKING_M,
  });
  return { leeward: sides.leeward / lengthM, windward: sides.windward / lengthM };
}

function lengthOf(path: Float64Array): number {
  let sum = 0;
  for (let k = 0; k + 3 < path.length; k += 2) {
    const dx = path[k + 2]! - path[k]!;
    const dy = path[k + 3]! - path[k + 1]!;
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return sum;
}
