import type { Measure } from '../../../src/domain/scenario';

export type EntranceName = NonNullable<Extract<Measure, { kind: 'culvert' }>['entrance']>;

/** Constants of a culvert's entrance. */
export interface Entrance {
  /** Form of the unsubmerged equation. */
  readonly form: 1 | 2;
  readonly k: number;
  readonly m: number;
  readonly c: number;
  readonly y: number;
  /** Entrance loss coefficient. */
  readonly loss: number;
}

/** FHWA HDS-5, 3rd ed. (2012): inlet control constants (table A.1) and entrance losses (table C.2). */
export const ENTRANCES: Readonly<Record<EntranceName, Entrance>> = {
  concrete_headwall: { form: 1, k: 0.0098, m: 2, c: 0.0398, y: 0.67, loss: 0.5 },
  concrete_groove: { form: 1, k: 0.0018, m: 2, c: 0.0292, y: 0.74, loss: 0.2 },
  concrete_groove_projecting: { form: 1, k: 0.0045, m: 2, c: 0.0317, y: 0.69, loss: 0.2 },
  metal_headwall: { form: 1, k: 0.0078, m: 2, c: 0.0379, y: 0.69, loss: 0.5 },
  metal_mitred: { form: 1, k: 0.021, m: 1.33, c: 0.0463, y: 0.75, loss: 0.7 },
  metal_projecting: { form: 1, k: 0.034, m: 1.5, c: 0.0553, y: 0.54, loss: 0.9 },
  box_flared: { form: 1, k: 0.026, m: 1, c: 0.0347, y: 0.81, loss: 0.4 },
  box_wingwalls: { form: 1, k: 0.061, m: 0.75, c: 0.04, y: 0.8, loss: 0.5 },
  box_parallel: { form: 1, k: 0.061, m: 0.75, c: 0.0423, y: 0.82, loss: 0.7 },
};
