import type { EngineName } from './frame';
import type { MeasureKind } from './scenario';

/** Which engines a measure touches. A measure is handed to those of them that run. */
export const ENGINES_OF_MEASURE: Readonly<Record<MeasureKind, readonly EngineName[]>> = {
  barrier: ['flood'],
  terrain: ['flood'],
  pump: ['flood'],
  breach: ['flood'],
  block_inlet: ['flood'],
  pump_failure: ['flood'],
  gate: ['flood'],
  sluice: ['flood'],
  bridge: ['flood'],
  culvert: ['flood'],
  close_road: ['traffic'],
  signal_plan: ['traffic'],
  truck_ban: ['traffic', 'pollution'],
  low_emission_zone: ['pollution'],
  road_washing: ['pollution'],
  sprinklers: ['pollution'],
  source_off: ['pollution'],
};
