import { interpolateRdYlGn, interpolateViridis, interpolateYlOrBr } from 'd3-scale-chromatic';
import type { UtilityLink } from '../../src/domain/city';
import { parseCssColour, type Rgb } from '../shared/colourMaps';

/** What the colour of a pipe tells. */
export const PIPE_COLOURINGS = ['utility', 'fill', 'surcharge', 'age', 'slope'] as const;
export type PipeColouring = (typeof PIPE_COLOURINGS)[number];

/** Pipes whose value is not known. */
export const UNKNOWN_COLOUR: Rgb = [150, 152, 158];

/** Pipes built in this year or before have the full age colour. */
const OLDEST_YEAR = 1900;
const NEWEST_YEAR = 2030;
/** Slope (m/m) at which the slope colours saturate; below 0 the pipe runs uphill. */
const STEEP_SLOPE = 0.03;
const UPHILL: Rgb = [198, 40, 110];

/** Degrees of surcharge, from free flow to water standing at the cover. */
export const SURCHARGE_STEPS = [
  { key: 'free', colour: '#3f9b57' },
  { key: 'nearly_full', colour: '#d6b92f' },
  { key: 'surcharged', colour: '#ea7f2b' },
  { key: 'flooding', colour: '#cf2f3c' },
] as const;

export interface StateLegendStop {
  readonly value: number | string;
  readonly colour: string;
}

/** Green when empty to red when full: made once, because every pipe asks at every moment of a run. */
const FILL_COLOURS: readonly Rgb[] = Array.from({ length: 101 }, (_, i) =>
  parseCssColour(interpolateRdYlGn(0.95 - 0.009 * i)),
);
const SURCHARGE_COLOURS: readonly Rgb[] = SURCHARGE_STEPS.map((s) => parseCssColour(s.colour));

/** Share of the inside height under water, 0–1. */
export function fillColour(share: number): Rgb {
  return FILL_COLOURS[
    Math.round(Math.min(1, Math.max(0, share || 0)) * (FILL_COLOURS.length - 1))
  ]!;
}

/** Step 0–3 of `SURCHARGE_STEPS`. */
export function surchargeColour(step: number): Rgb {
  return SURCHARGE_COLOURS[step]!;
}

export function ageColour(yearBuilt: number | undefined): Rgb {
  if (!yearBuilt) return UNKNOWN_COLOUR;
  const t = (NEWEST_YEAR - yearBuilt) / (NEWEST_YEAR - OLDEST_YEAR);
  return parseCssColour(interpolateYlOrBr(0.15 + 0.8 * Math.min(1, Math.max(0, t))));
}

export function slopeColour(link: UtilityLink): Rgb {
  const slope = linkSlope(link);
  if (!Number.isFinite(slope)) return UNKNOWN_COLOUR;
  if (slope < -1e-4) return UPHILL;
  return parseCssColour(interpolateViridis(Math.min(1, Math.sqrt(slope / STEEP_SLOPE))));
}

/** Fall per plan length from the first to the last vertex, m/m; NaN for vertical links. */
export function linkSlope(link: UtilityLink): number {
  const p = link.path;
  let length = 0;
  for (let i = 0; i + 5 < p.length; i += 3) {
    length += Math.hypot(p[i + 3]! - p[i]!, p[i + 4]! - p[i + 1]!);
  }
  return length > 0.01 ? (p[2]! - p[p.length - 1]!) / length : Number.NaN;
}
