import type { Field, Frame } from '../../domain/frame';

/** Upper limits of the hazard classes H1–H5: depth (m), speed (m/s), depth · speed (m²/s); beyond H5 is H6. */
const CLASSES: readonly (readonly [depthM: number, speedMs: number, depthSpeed: number])[] = [
  [0.3, 2, 0.3],
  [0.5, 2, 0.6],
  [1.2, 2, 0.6],
  [2, 2, 1],
  [4, 4, 4],
];

/** Depth below which there is no flood hazard, m. */
const WET_M = 0.01;

/**
 * Combined hazard class of water, 1–6 (H1–H6), 0 where it is dry (Australian Rainfall and Runoff 2019,
 * book 6, table 6.7.4).
 *
 * @param depthM depth, m
 * @param speedMs speed, m/s
 * @param depthSpeed product of both, m²/s (its greatest over time is not the product of the greatest)
 */
export function hazardClass(depthM: number, speedMs: number, depthSpeed: number): number {
  if (!(depthM >= WET_M)) return 0;
  for (let c = 0; c < CLASSES.length; c++) {
    const [d, v, dv] = CLASSES[c]!;
    if (depthM <= d && speedMs <= v && depthSpeed <= dv) return c + 1;
  }
  return CLASSES.length + 1;
}

/** Hazard class per cell over a run, from a frame with the maxima since the start; null where it has none. */
export function hazardField(frame: Frame): Field | null {
  const field = (name: string): Float32Array | undefined =>
    frame.fields.find((f) => f.name === name)?.values;
  const [depth, speed, product] = [field('maxDepth'), field('maxSpeed'), field('maxHazard')];
  const grid = frame.fields.find((f) => f.name === 'maxDepth')?.grid;
  if (!depth || !speed || !product || !grid) return null;
  const values = new Float32Array(depth.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = hazardClass(depth[i]!, speed[i]!, product[i]!);
  }
  return { name: 'hazardClass', unit: '1', grid, values };
}
