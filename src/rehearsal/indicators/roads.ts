import { VEHICLE_LIMITS, type Indicator, type VehicleClass, type VehicleLimit } from './catalogue';
import type { RoadPieces } from './sites';

/** Depth and speed of water per cell at an output time. */
export interface WaterNow {
  readonly depthM: Float32Array;
  readonly speedXMs: Float32Array | null;
  readonly speedYMs: Float32Array | null;
}

/** Whether water stops vehicles in a cell. */
export function stops(limit: VehicleLimit, water: WaterNow, cell: number): boolean {
  const h = water.depthM[cell]!;
  if (!(h > 0)) return false;
  if (h >= limit.depthM) return true;
  if (!water.speedXMs || !water.speedYMs) return false;
  const [vx, vy] = [water.speedXMs[cell]!, water.speedYMs[cell]!];
  // Not Math.hypot: its last bits differ from one machine to the next.
  const v = Math.sqrt(vx * vx + vy * vy);
  return h * v >= limit.depthSpeedM2S || v >= limit.speedMs;
}

/** Which pieces of road are closed to a class of vehicles, and for how long. */
export class RoadTally {
  /** 1 where the piece is closed at the output time added last. */
  readonly closedNow: Uint8Array;
  readonly #seconds: Float64Array;
  readonly #ever: Uint8Array;
  readonly #limit: VehicleLimit;

  constructor(
    private readonly pieces: RoadPieces,
    vehicles: VehicleClass,
  ) {
    this.#limit = VEHICLE_LIMITS[vehicles];
    this.closedNow = new Uint8Array(pieces.cell.length);
    this.#seconds = new Float64Array(pieces.cell.length);
    this.#ever = new Uint8Array(pieces.cell.length);
  }

  /** Adds an output time; what holds then has held for `dtS` before it. */
  add(water: WaterNow, dtS: number): void {
    const { cell } = this.pieces;
    for (let i = 0; i < cell.length; i++) {
      const isClosed = stops(this.#limit, water, cell[i]!);
      this.closedNow[i] = isClosed ? 1 : 0;
      if (!isClosed) continue;
      this.#ever[i] = 1;
      this.#seconds[i]! += dtS;
    }
  }

  indicators(name: 'Cars' | 'Large'): Indicator[] {
    const { lengthM } = this.pieces;
    let [closedM, metreSeconds, longestS] = [0, 0, 0];
    for (let i = 0; i < lengthM.length; i++) {
      if (this.#ever[i]) closedM += lengthM[i]!;
      metreSeconds += lengthM[i]! * this.#seconds[i]!;
      longestS = Math.max(longestS, this.#seconds[i]!);
    }
    return [
      { id: `roadClosed${name}`, value: closedM / 1000, unit: 'km' },
      { id: `roadHours${name}`, value: metreSeconds / 3.6e6, unit: 'km·h' },
      { id: `longestClosure${name}`, value: longestS / 3600, unit: 'h' },
    ];
  }
}
