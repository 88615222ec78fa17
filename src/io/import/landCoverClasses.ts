import type { LandCoverClass } from '../../domain/city';

/**
 * Land-cover classes derived on import, with the values and colours of generated cities. Manning's n:
 * Chow, Open-Channel Hydraulics (1959), table 5-6; Engman (1986) and the SWMM 5 manual, table 3-5, for
 * overland flow. Imperviousness: NRCS TR-55 (1986) and GB 50014-2021, table 4.1.8.
 */
export const COVER_CLASSES = {
  carriageway: cover(1, 'carriageway', 'Carriageway', '车行道', 0.014, 0.98, '#6b6e73'),
  sidewalk: cover(2, 'sidewalk', 'Sidewalk', '人行道', 0.016, 0.9, '#b9b4ab'),
  roof: cover(3, 'roof', 'Roof', '屋顶', 0.015, 1, '#a4664c'),
  paved: cover(4, 'yard_paved', 'Paved yard', '硬化院落', 0.02, 0.8, '#c2bbab'),
  garden: cover(5, 'yard_garden', 'Garden and yard', '庭院绿地', 0.08, 0.3, '#9fb878'),
  grass: cover(6, 'park_grass', 'Park and lawn', '公园草地', 0.15, 0.05, '#86b064'),
  wood: cover(7, 'wood', 'Wood', '林地', 0.12, 0.02, '#4f7d46'),
  water: cover(9, 'water', 'Water', '水面', 0.03, 1, '#4d88ad'),
  bare: cover(10, 'bare_soil', 'Bare soil', '裸土', 0.03, 0.1, '#b99c72'),
  rail: cover(11, 'rail', 'Railway ballast', '铁路道砟', 0.04, 0.25, '#8c857c'),
  square: cover(12, 'square', 'Square', '广场', 0.016, 0.85, '#d5c9b2'),
  farmland: cover(13, 'farmland', 'Farmland', '农田', 0.06, 0.02, '#c9c47a'),
} as const satisfies Readonly<Record<string, LandCoverClass>>;

export type CoverKey = keyof typeof COVER_CLASSES;

function cover(
  value: number,
  key: string,
  en: string,
  zh: string,
  manningN: number,
  imperviousness: number,
  colour: string,
): LandCoverClass {
  return { value, key, name: { en, zh }, manningN, imperviousness, colour };
}
