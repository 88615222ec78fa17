import * as v from 'valibot';

/** What damage is reckoned with: the worth of a building and how much of it water of a depth destroys. */
export const damageModelSchema = v.strictObject({
  /** Worth of building and content per m² of ground floor, in the City's currency. */
  valuePerM2: v.pipe(v.number(), v.minValue(0)),
  /** Depth (m) and share of the worth lost (0–1), straight lines between; depths increase. */
  curve: v.pipe(
    v.array(
      v.tuple([
        v.pipe(v.number(), v.minValue(0)),
        v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      ]),
    ),
    v.minLength(2),
    v.check(
      (rows) => rows.every((r, i) => i === 0 || r[0] > rows[i - 1]![0]),
      'depths must increase',
    ),
  ),
});
export type DamageModel = v.InferOutput<typeof damageModelSchema>;

/**
 * Where a document says nothing else: the curve for residential buildings in Asia of Huizinga, de Moel
 * & Szewczyk 2017 (JRC EUR 28552 EN, table 3-2), and 1000 per m², which is an assumption to be replaced.
 */
export const DEFAULT_DAMAGE: DamageModel = {
  valuePerM2: 1000,
  curve: [
    [0, 0],
    [0.5, 0.33],
    [1, 0.49],
    [1.5, 0.62],
    [2, 0.72],
    [3, 0.87],
    [4, 0.93],
    [5, 0.98],
    [6, 1],
  ],
};

/** Share of the worth lost at a depth, 0–1. */
export function damageShare(curve: DamageModel['curve'], depthM: number): number {
  if (!(depthM > curve[0]![0])) return curve[0]![1];
  for (let i = 1; i < curve.length; i++) {
    const [d1, s1] = curve[i]!;
    if (depthM > d1) continue;
    const [d0, s0] = curve[i - 1]!;
    return s0 + ((s1 - s0) * (depthM - d0)) / (d1 - d0);
  }
  return curve.at(-1)![1];
}
