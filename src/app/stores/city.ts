import { createStore } from 'zustand/vanilla';
import type { Notice, Problem } from '../../domain/errors';
import type { Extent } from '../../domain/grid';
import type { LocalText } from '../../domain/text';
import type { UtilityKind } from '../../domain/city';

/** What panels may know of a City without holding its arrays. */
export interface CitySummary {
  readonly id: string;
  readonly digest: string;
  readonly name: LocalText;
  readonly extent: Extent;
  readonly areaKm2: number;
  readonly terrainCellM: number;
  readonly verticalDatum: string;
  readonly epsg: number;
  readonly attribution: string | LocalText;
  readonly licence: string;
  readonly counts: Readonly<{
    buildings: number;
    streets: number;
    trees: number;
    sensors: number;
    facilities: number;
    waterBodies: number;
  }>;
  /** Utility kinds the City has, with their number of pipes or cables. */
  readonly utilities: Readonly<Partial<Record<UtilityKind, number>>>;
  readonly waterBodies: readonly {
    readonly id: string;
    readonly name: LocalText | null;
    readonly kind: string;
    readonly levelM: number;
  }[];
  readonly notices: readonly Notice[];
}

export type CityPhase = 'empty' | 'reading' | 'drawing' | 'open' | 'failed';

export interface CityState {
  readonly phase: CityPhase;
  /** City that is open now (it stays while another is being read). */
  readonly summary: CitySummary | null;
  /** Step being done and share done, 0–1, while reading. */
  readonly step: string;
  readonly share: number;
  /** Label of what is being opened. */
  readonly sourceLabel: string;
  readonly problem: Problem | null;
}

export const cityStore = createStore<CityState>()(() => ({
  phase: 'empty',
  summary: null,
  step: '',
  share: 0,
  sourceLabel: '',
  problem: null,
}));
