import {
  interpolateCividis,
  interpolateInferno,
  interpolatePuOr,
  interpolateViridis,
  interpolateYlGnBu,
} from 'd3-scale-chromatic';

/** Red, green, blue, 0–255. */
export type Rgb = readonly [number, number, number];

/** Names of the colour maps of fields. All keep their order in grey and for colour-blind eyes. */
export const COLOUR_MAPS = ['depth', 'speed', 'time', 'concentration'] as const;
export type ColourMapName = (typeof COLOUR_MAPS)[number];

/**
 * Water depth runs from light cyan to deep navy (ColorBrewer YlGnBu without its yellow start, which
 * reads as dry ground); speed is viridis, times are cividis, concentrations inferno.
 */
const INTERPOLATORS: Record<ColourMapName, (t: number) => string> = {
  depth: (t) => interpolateYlGnBu(0.28 + 0.72 * t),
  speed: interpolateViridis,
  time: interpolateCividis,
  concentration: (t) => interpolateInferno(0.12 + 0.88 * t),
};

/** Colour at t (0–1, clamped). */
export function colourAt(map: ColourMapName, t: number): Rgb {
  return parseCssColour(INTERPOLATORS[map](Math.min(1, Math.max(0, t))));
}

/** `size` colours from end to end as RGBA bytes, for a lookup texture. */
export function colourTable(map: ColourMapName, size = 256): Uint8Array {
  const out = new Uint8Array(size * 4);
  for (let i = 0; i < size; i++) {
    const [r, g, b] = colourAt(map, size === 1 ? 0 : i / (size - 1));
    out.set([r, g, b, 255], i * 4);
  }
  return out;
}

/**
 * Colour of a difference at t (−1–1, clamped): purple where there is less, orange where there is more,
 * nearly white where nothing changed (ColorBrewer PuOr: told apart by all colour-blind eyes).
 */
export function differenceColourAt(t: number): Rgb {
  return parseCssColour(interpolatePuOr(0.5 + 0.42 * Math.min(1, Math.max(-1, t))));
}

/** `size` colours of differences from −1 to 1 as RGBA bytes, for a lookup texture. */
export function differenceTable(size = 256): Uint8Array {
  const out = new Uint8Array(size * 4);
  for (let i = 0; i < size; i++) {
    const [r, g, b] = differenceColourAt((2 * i) / (size - 1) - 1);
    out.set([r, g, b, 255], i * 4);
  }
  return out;
}

/** `rgb(r, g, b)` or `#rrggbb` → bytes. Throws on anything else: colours come from our own tables. */
export function parseCssColour(css: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css);
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16)];
  const rgb = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(css);
  if (rgb) return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
  throw new TypeError(`parseCssColour: got "${css}", expected #rrggbb or rgb(r, g, b)`);
}

/** `#rrggbb` of a colour. */
export function hexColour([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`;
}
