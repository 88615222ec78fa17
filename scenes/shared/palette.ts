import type { BuildingUse, Facility, UtilityKind } from '../../src/domain/city';

/**
 * Colours of things, the same in both scenes and in the app's legends. Utilities follow the usual
 * underground colour code (APWA: blue water, green sewer, yellow gas, red power, orange telecom), with
 * tones taken from Okabe and Ito's set so that colour-blind eyes tell them apart.
 */
export const UTILITY_COLOURS: Readonly<Record<UtilityKind, string>> = {
  storm: '#009e73',
  sanitary: '#8c5a2b',
  water: '#0072b2',
  gas: '#f0c808',
  power: '#d8322c',
  telecom: '#e08a1e',
};

/** Muted wall tones by building use. */
export const BUILDING_COLOURS: Readonly<Record<BuildingUse, string>> = {
  residential: '#e2d3bd',
  commercial: '#d9a79a',
  office: '#b9c7d6',
  industrial: '#b8b1a6',
  education: '#e3c77d',
  health: '#f0ebe6',
  emergency: '#d77f6e',
  public: '#cfc3e0',
  religious: '#d8cdb8',
  utility: '#a3a8a3',
  garage: '#c4c1bb',
  unknown: '#d6d2ca',
};

/** Order in which uses are encoded as small integers in packed data and shaders. */
export const BUILDING_USES = Object.keys(BUILDING_COLOURS) as readonly BuildingUse[];

/** Colour of the selected thing. */
export const SELECTED_COLOUR = '#ff8a00';

export type SymbolShape = 'circle' | 'square' | 'diamond' | 'triangle' | 'cross' | 'pentagon';

/** Facilities are told apart by shape and by colour. */
export const FACILITY_SYMBOLS: Readonly<
  Record<
    Facility['kind'],
    { readonly shape: SymbolShape; readonly colour: string; readonly glyph: string }
  >
> = {
  hospital: { shape: 'cross', colour: '#d8322c', glyph: 'H' },
  fire_station: { shape: 'triangle', colour: '#d55e00', glyph: 'F' },
  police: { shape: 'pentagon', colour: '#1f4e9c', glyph: 'P' },
  school: { shape: 'square', colour: '#b8860b', glyph: 'S' },
  shelter: { shape: 'pentagon', colour: '#2a8a4a', glyph: 'E' },
  pumping_station: { shape: 'diamond', colour: '#0072b2', glyph: 'P' },
  substation: { shape: 'diamond', colour: '#8c6d00', glyph: 'S' },
  town_hall: { shape: 'square', colour: '#6a4c93', glyph: 'T' },
  bus_stop: { shape: 'circle', colour: '#4d6d8a', glyph: 'B' },
};

/** Sensors are round; the colour says what they observe (first datastream). */
export const SENSOR_COLOUR = '#cc2f8a';
