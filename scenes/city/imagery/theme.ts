/** Colours of the painted ground in the light and the dark theme. */
export interface GroundTheme {
  /** Factor and offset on land-cover colours, per channel. */
  readonly tint: readonly [number, number, number];
  readonly lift: readonly [number, number, number];
  /** Strength of relief shading, 0–1. */
  readonly relief: number;
  readonly sidewalk: string;
  readonly kerb: string;
  readonly asphalt: string;
  readonly asphaltMinor: string;
  readonly paving: string;
  readonly ballast: string;
  readonly railSteel: string;
  readonly marking: string;
  readonly centreMarking: string;
  readonly water: string;
  readonly bank: string;
  readonly footprint: string;
  readonly contact: string;
  readonly treeShade: string;
  /** Plain ground beyond the City. */
  readonly surround: string;
}

export const GROUND_THEMES: Readonly<Record<'light' | 'dark', GroundTheme>> = {
  light: {
    tint: [1, 1, 1],
    lift: [0, 0, 0],
    relief: 0.75,
    sidewalk: '#c9c5bc',
    kerb: '#a8a59d',
    asphalt: '#6f7276',
    asphaltMinor: '#7d8084',
    paving: '#d3cbbb',
    ballast: '#8d857a',
    railSteel: '#57534e',
    marking: 'rgba(245,245,240,0.9)',
    centreMarking: 'rgba(236,190,72,0.9)',
    water: '#5b87a3',
    bank: 'rgba(92,96,78,0.55)',
    footprint: '#b3ada3',
    contact: 'rgba(30,34,40,0.16)',
    treeShade: 'rgba(24,44,22,0.20)',
    surround: '#b3bd98',
  },
  dark: {
    tint: [0.34, 0.37, 0.42],
    lift: [12, 17, 24],
    relief: 0.9,
    sidewalk: '#525a64',
    kerb: '#3c434c',
    asphalt: '#2b3038',
    asphaltMinor: '#31373f',
    paving: '#545658',
    ballast: '#39383a',
    railSteel: '#7d8288',
    marking: 'rgba(200,208,216,0.7)',
    centreMarking: 'rgba(196,156,64,0.75)',
    water: '#1d3a50',
    bank: 'rgba(12,18,22,0.6)',
    footprint: '#414852',
    contact: 'rgba(0,0,0,0.28)',
    treeShade: 'rgba(0,10,4,0.30)',
    surround: '#434f4b',
  },
};
