/** Where a camera looks, in local metres: both scenes and every screen of a wall speak this. */
export interface ViewState {
  /** Point looked at. z in metres above the vertical datum. */
  readonly target: readonly [number, number, number];
  /** Clockwise from north, radians. */
  readonly headingRad: number;
  /** Down from the horizon, radians: −π/2 looks straight down. */
  readonly pitchRad: number;
  /** Distance from the eye to the target, m. */
  readonly rangeM: number;
}

/** What a click or a hover hits. Ids are those of the City in every scene. */
export interface Pick {
  readonly kind:
    | 'building'
    | 'street'
    | 'node'
    | 'link'
    | 'sensor'
    | 'facility'
    | 'ground'
    | 'water'
    | 'measure';
  readonly id: string;
  /** Point hit, local metres. */
  readonly point: readonly [number, number, number];
}

/** Layers a person may switch, in both scenes where they make sense. */
export const LAYER_IDS = [
  'terrain',
  'imagery',
  'buildings',
  'streets',
  'trees',
  'water',
  'flood',
  'vehicles',
  'air',
  'storm',
  'sanitary',
  'waterMains',
  'gas',
  'power',
  'telecom',
  'sensors',
  'facilities',
  'measures',
  'shadows',
] as const;
export type LayerId = (typeof LAYER_IDS)[number];

export interface LayerState {
  readonly visible: boolean;
  /** 0–1. */
  readonly opacity: number;
}
