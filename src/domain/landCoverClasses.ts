import type { LandCoverClass } from './city';

/**
 * Land-cover classes of generated and imported cities. Manning's n: Chow, Open-Channel Hydraulics (1959), table
 * 5-6 for channels and floodplains; Engman (1986) and the SWMM 5 manual, table 3-5, for overland flow
 * on paved and grassed surfaces. Imperviousness: NRCS TR-55 (1986) and GB 50014-2021, table 4.1.8.
 */
export const LAND_COVER_CLASSES = [
  cls(1, 'carriageway', 'Carriageway', '车行道', 0.014, 0.98, '#6b6e73'),
  cls(2, 'sidewalk', 'Sidewalk', '人行道', 0.016, 0.9, '#b9b4ab'),
  cls(3, 'roof', 'Roof', '屋顶', 0.015, 1, '#a4664c'),
  cls(4, 'yard_paved', 'Paved yard', '硬化院落', 0.02, 0.8, '#c2bbab'),
  cls(5, 'yard_garden', 'Garden and yard', '庭院绿地', 0.08, 0.3, '#9fb878'),
  cls(6, 'park_grass', 'Park and lawn', '公园草地', 0.15, 0.05, '#86b064'),
  cls(7, 'wood', 'Wood', '林地', 0.12, 0.02, '#4f7d46'),
  cls(8, 'floodplain_meadow', 'Floodplain meadow', '滩地', 0.05, 0.02, '#a8c081'),
  cls(9, 'water', 'Water', '水面', 0.03, 1, '#4d88ad'),
  cls(10, 'bare_soil', 'Bare soil', '裸土', 0.03, 0.1, '#b99c72'),
  cls(11, 'rail', 'Railway ballast', '铁路道砟', 0.04, 0.25, '#8c857c'),
  cls(12, 'square', 'Square', '广场', 0.016, 0.85, '#d5c9b2'),
  cls(13, 'farmland', 'Farmland', '农田', 0.06, 0.02, '#c9c47a'),
  cls(14, 'levee_grass', 'Levee grass', '堤防草坡', 0.04, 0.05, '#7fa558'),
] as const satisfies readonly LandCoverClass[];

function cls<K extends string>(
  value: number,
  key: K,
  en: string,
  zh: string,
  manningN: number,
  imperviousness: number,
  colour: string,
): LandCoverClass & { readonly key: K } {
  return { value, key, name: { en, zh }, manningN, imperviousness, colour };
}

/** Key of a land-cover class. */
export type LandCoverKey = (typeof LAND_COVER_CLASSES)[number]['key'];

/** Raster value of each class. */
export const COVER = Object.fromEntries(
  LAND_COVER_CLASSES.map((c) => [c.key, c.value]),
) as Readonly<Record<LandCoverKey, number>>;
