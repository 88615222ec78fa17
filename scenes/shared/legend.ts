import { colourAt, differenceColourAt, hexColour, type ColourMapName } from './colourMaps';

/** One step of a legend: a colour and the value it stands for. */
interface LegendStop {
  readonly value: number;
  readonly colour: string;
}

/** What a panel needs to draw the scale of a shown field. */
export interface Legend {
  readonly map: ColourMapName;
  readonly unit: string;
  /** Ascending; the last stands for its value and above. */
  readonly stops: readonly LegendStop[];
}

/** Difference below which none is drawn, m. */
export const SAME_DEPTH_M = 0.01;

/** Depth below which water is not drawn, m. */
export const WET_DEPTH_M = 0.01;

/**
 * A legend with `steps` + 1 stops from 0 to `max`. The colour of a value is the same in scene and
 * legend: `colourPosition`.
 */
export function legendFor(map: ColourMapName, unit: string, max: number, steps = 5): Legend {
  const stops = Array.from({ length: steps + 1 }, (_, i) => {
    const value = (max * i) / steps;
    return { value, colour: hexColour(colourAt(map, colourPosition(value, max))) };
  });
  return { map, unit, stops };
}

/**
 * Place of a value on its colour map: the square root of its share of the maximum, so that shallow
 * water, on which decisions turn, gets the wider part of the scale.
 */
export function colourPosition(value: number, max: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, value / max)));
}

/** Stops of a difference from −`max` to `max`, `steps` on each side of zero. */
export function differenceStops(max: number, steps = 2): readonly LegendStop[] {
  return Array.from({ length: 2 * steps + 1 }, (_, i) => {
    const t = i / steps - 1;
    return { value: t * max, colour: hexColour(differenceColourAt(t)) };
  });
}
