import { describe, expect, it } from 'vitest';
import {
  COLOUR_MAPS,
  colourAt,
  colourTable,
  hexColour,
  parseCssColour,
} from '../../../scenes/shared/colourMaps';
import { colourPosition, legendFor } from '../../../scenes/shared/legend';
import {
  BUILDING_COLOURS,
  FACILITY_SYMBOLS,
  UTILITY_COLOURS,
} from '../../../scenes/shared/palette';

/** Lightness L* (CIE 1976) of an sRGB colour, 0–100. */
function lightness(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe('colour maps', () => {
  it('run one way in lightness, so that they read in grey and to colour-blind eyes', () => {
    for (const map of COLOUR_MAPS) {
      const l = Array.from({ length: 33 }, (_, i) => lightness(colourAt(map, i / 32)));
      const sign = Math.sign(l.at(-1)! - l[0]!);
      expect(Math.abs(l.at(-1)! - l[0]!)).toBeGreaterThan(50);
      for (let i = 1; i < l.length; i++) expect((l[i]! - l[i - 1]!) * sign).toBeGreaterThan(-0.5);
    }
  });

  it('clamp outside 0–1 and fill tables from end to end', () => {
    expect(colourAt('depth', -3)).toEqual(colourAt('depth', 0));
    expect(colourAt('depth', 7)).toEqual(colourAt('depth', 1));
    const table = colourTable('depth', 16);
    expect([...table.subarray(0, 3)]).toEqual([...colourAt('depth', 0)]);
    expect([...table.subarray(60, 64)]).toEqual([...colourAt('depth', 1), 255]);
  });

  it('read back the colours they write', () => {
    expect(hexColour(parseCssColour('#0a7fFE'))).toBe('#0a7ffe');
    expect(parseCssColour('rgb(1, 20, 255)')).toEqual([1, 20, 255]);
    expect(() => parseCssColour('tomato')).toThrow(/expected #rrggbb/);
  });
});

describe('legend', () => {
  it('has the colour of its values in the scene', () => {
    const legend = legendFor('depth', 'm', 2, 4);
    expect(legend.stops.map((s) => s.value)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(legend.stops[1]!.colour).toBe(hexColour(colourAt('depth', colourPosition(0.5, 2))));
    expect(colourPosition(0.5, 2)).toBeCloseTo(0.5, 12);
    expect(colourPosition(9, 2)).toBe(1);
  });
});

describe('palette', () => {
  it('tells utilities and facilities apart', () => {
    expect(new Set(Object.values(UTILITY_COLOURS)).size).toBe(6);
    const signs = Object.values(FACILITY_SYMBOLS).map((s) => `${s.shape}${s.colour}`);
    expect(new Set(signs).size).toBe(signs.length);
    for (const c of Object.values(BUILDING_COLOURS)) expect(() => parseCssColour(c)).not.toThrow();
  });
});
