import type { Infiltration } from '../../workers/flood/setup';
import type { LandCover } from '../domain/city';
import type { Grid } from '../domain/grid';
import type { InfiltrationChoice } from '../domain/scenario';
import { classOnGrid } from './classOnGrid';

type SoilGroup = NonNullable<InfiltrationChoice['soilGroup']>;

const MM_PER_H = 1 / 1000 / 3600;

/**
 * Green–Ampt parameters of the texture that stands for a soil group (sandy loam, loam, sandy clay loam,
 * clay loam: TR-55, appendix A): conductivity mm/h, suction at the wetting front m, effective porosity
 * (Rawls, Brakensiek & Miller 1983, J. Hydraul. Eng. 109, table 2).
 */
const GREEN_AMPT: Readonly<Record<SoilGroup, { kMmH: number; suctionM: number; pores: number }>> = {
  A: { kMmH: 10.9, suctionM: 0.1101, pores: 0.412 },
  B: { kMmH: 3.4, suctionM: 0.0889, pores: 43.4 / 100 },
  C: { kMmH: 1.5, suctionM: 0.2185, pores: 0.33 },
  D: { kMmH: 1.0, suctionM: 0.2088, pores: 0.309 },
};

/**
 * Horton's capacities, mm/h: last ones by soil group (Musgrave 1955, middle of its ranges), first ones
 * of dry soil with and without dense vegetation (Akan 1993; SWMM Reference Manual I, table 4-4; sandy,
 * loamy, and clayey soils). Moist soil starts with a third of them.
 */
const HORTON: Readonly<Record<SoilGroup, { last: number; green: number; bare: number }>> = {
  A: { last: 9.5, green: 254, bare: 127 },
  B: { last: 5.7, green: 152, bare: 76 },
  C: { last: 2.5, green: 100, bare: 50 },
  D: { last: 0.6, green: 51, bare: 25 },
};
/** Decay of Horton's capacity, 1/s: 4.14 per hour (Huber & Dickinson 1988). */
const HORTON_DECAY = 0.00115;

/** Curve numbers of pervious ground by soil group A, B, C, D (TR-55 1986, tables 2-2a to 2-2c). */
const CURVE_NUMBERS = {
  /** Open space, good condition. */
  lawn: [39, 61, 74, 80],
  /** Woods, good. */
  wood: [30, 55, 70, 77],
  /** Meadow. */
  meadow: [30, 58, 71, 78],
  /** Row crops, straight, good. */
  crops: [67, 78, 85, 89],
  /** Newly graded, no vegetation. */
  bare: [77, 86, 91, 94],
  /** Gravel. */
  gravel: [76, 85, 89, 91],
} as const;
const IMPERVIOUS_CN = 98;
/** Initial abstraction over potential retention (NEH 630, chapter 10). */
const ABSTRACTION = 0.2;

/** Cover of a class's pervious part; classes a City brings itself count as lawn. */
const COVER_OF: Readonly<Record<string, keyof typeof CURVE_NUMBERS>> = {
  carriageway: 'gravel',
  sidewalk: 'gravel',
  yard_paved: 'gravel',
  square: 'gravel',
  rail: 'gravel',
  wood: 'wood',
  floodplain_meadow: 'meadow',
  farmland: 'crops',
  bare_soil: 'bare',
};

const DEFAULT: InfiltrationChoice = { law: 'green_ampt' };
const DEFAULT_GROUP: SoilGroup = 'B';
const DEFAULT_WETNESS = 0.5;

/**
 * What the ground of a City takes in under a scenario: the law's parameters by land cover, those of the
 * pervious part of each class times its share (a composite number for curve numbers). Nothing without
 * land cover, and in water.
 */
export function infiltrationSetup(
  cover: LandCover | null,
  choice: InfiltrationChoice = DEFAULT,
  grid: Grid,
): Infiltration | undefined {
  const { law, soilGroup = DEFAULT_GROUP, wetness = DEFAULT_WETNESS } = choice;
  if (!cover || law === 'none') return undefined;
  const soil = GREEN_AMPT[soilGroup];
  const deficit = (1 - wetness) * soil.pores;
  const onGrid = (value: (open: number, key: string) => number): Float32Array => {
    const table = new Float32Array(256);
    for (const c of cover.classes) {
      if (c.key !== 'water') table[c.value] = value(1 - c.imperviousness, c.key);
    }
    return classOnGrid(cover.raster, table, grid);
  };
  switch (law) {
    case 'constant':
      return { law, capacityMs: onGrid((open) => open * soil.kMmH * MM_PER_H) };
    case 'green_ampt':
      return {
        law,
        conductivityMs: onGrid((open) => open * soil.kMmH * MM_PER_H),
        suctionDeficitM: onGrid((open) => open * soil.suctionM * deficit),
        deficit: onGrid((open) => open * deficit),
      };
    case 'horton': {
      const { last, green, bare } = HORTON[soilGroup];
      const first = (key: string): number => {
        const dry = ['gravel', 'bare'].includes(COVER_OF[key] ?? 'lawn') ? bare : green;
        return Math.max(dry * (1 - (2 / 3) * wetness), last);
      };
      return {
        law,
        initialMs: onGrid((open, key) => open * first(key) * MM_PER_H),
        finalMs: onGrid((open) => open * last * MM_PER_H),
        decayPerS: onGrid(() => HORTON_DECAY),
      };
    }
    case 'curve_number': {
      const retention = (open: number, key: string): number => {
        const pervious = CURVE_NUMBERS[COVER_OF[key] ?? 'lawn']['ABCD'.indexOf(soilGroup)]!;
        const composite = pervious * open + IMPERVIOUS_CN * (1 - open);
        return 0.0254 * (1000 / composite - 10);
      };
      return {
        law,
        retentionM: onGrid(retention),
        initialAbstractionM: onGrid((open, key) => ABSTRACTION * retention(open, key)),
      };
    }
  }
}
