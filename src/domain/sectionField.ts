import type { City } from './city';
import { sampleBilinear } from './grid';
import type { FrameMoment } from './networkState';

/** Flood water shallower than this is not drawn in a section, m. */
const WET_M = 0.005;

/** Ground and flood level at points, m; the level is NaN where it is dry or no run is shown. */
export function fieldLevels(
  city: City,
  moment: FrameMoment | null,
  xs: Float64Array,
  ys: Float64Array,
): { groundM: Float64Array; waterM: Float64Array } {
  const groundM = new Float64Array(xs.length);
  const waterM = new Float64Array(xs.length).fill(Number.NaN);
  const now = moment?.frame.fields.find((f) => f.name === 'depth');
  const later = moment?.next?.fields.find((f) => f.name === 'depth');
  const mix = later ? (moment?.mix ?? 0) : 0;
  for (let i = 0; i < xs.length; i++) {
    const ground = sampleBilinear(city.terrain, xs[i]!, ys[i]!);
    groundM[i] = ground;
    if (!now) continue;
    const a = sampleBilinear(now, xs[i]!, ys[i]!);
    const b = later && mix > 0 ? sampleBilinear(later, xs[i]!, ys[i]!) : a;
    const depth = a + (b - a) * mix;
    if (depth > WET_M) waterM[i] = ground + depth;
  }
  return { groundM, waterM };
}
