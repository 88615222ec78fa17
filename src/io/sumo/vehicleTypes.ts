import type { VehicleType } from '../../domain/traffic';
import type { ElementReader } from './netReader';

type Defaults = Pick<
  VehicleType,
  | 'lengthM'
  | 'minGapM'
  | 'accelMs2'
  | 'decelMs2'
  | 'emergencyDecelMs2'
  | 'maxSpeedMs'
  | 'speedDev'
  | 'widthM'
>;

const KMH = 1 / 3.6;

/** Passenger car. Source of all defaults: SUMO user documentation, "Vehicle Type Parameter Defaults". */
const PASSENGER: Defaults = {
  lengthM: 5,
  minGapM: 2.5,
  accelMs2: 2.6,
  decelMs2: 4.5,
  emergencyDecelMs2: 9,
  maxSpeedMs: 200 * KMH,
  speedDev: 0.1,
  widthM: 1.8,
};

const heavy = (
  lengthM: number,
  accelMs2: number,
  maxSpeedMs: number,
  widthM: number,
): Partial<Defaults> => ({
  lengthM,
  accelMs2,
  decelMs2: 4,
  emergencyDecelMs2: 7,
  maxSpeedMs,
  widthM,
  speedDev: 0.1,
});

/** What differs from a passenger car, by vehicle class. */
const BY_CLASS: Readonly<Record<string, Partial<Defaults>>> = {
  bus: heavy(12, 1.2, 85 * KMH, 2.5),
  coach: heavy(14, 2, 100 * KMH, 2.6),
  truck: heavy(7.1, 1.3, 130 * KMH, 2.4),
  trailer: heavy(16.5, 1, 130 * KMH, 2.55),
  delivery: { lengthM: 6.5, widthM: 2.16, speedDev: 0.05 },
  emergency: { lengthM: 6.5, widthM: 2.16, speedDev: 0 },
  motorcycle: {
    lengthM: 2.2,
    accelMs2: 6,
    decelMs2: 10,
    emergencyDecelMs2: 10,
    widthM: 0.9,
  },
  moped: { lengthM: 2.1, accelMs2: 1.1, decelMs2: 7, maxSpeedMs: 45 * KMH, widthM: 0.8 },
  bicycle: {
    lengthM: 1.6,
    minGapM: 0.5,
    accelMs2: 1.2,
    decelMs2: 3,
    emergencyDecelMs2: 7,
    maxSpeedMs: 20 * KMH,
    widthM: 0.65,
  },
};

/** Id of the type a vehicle without one has. */
export const DEFAULT_TYPE = 'DEFAULT_VEHTYPE';

/** A vehicle type with the defaults of its class where the file says nothing. */
export function readVehicleType(r: ElementReader): VehicleType {
  const id = r.text('id');
  const vClass = r.text('vClass', 'passenger');
  const d = { ...PASSENGER, ...BY_CLASS[vClass] };
  const decelMs2 = r.number('decel', d.decelMs2);
  const { mean, dev } = speedFactor(r, d.speedDev);
  return {
    id,
    vClass,
    lengthM: r.number('length', d.lengthM),
    minGapM: r.number('minGap', d.minGapM),
    accelMs2: r.number('accel', d.accelMs2),
    decelMs2,
    emergencyDecelMs2: Math.max(decelMs2, r.number('emergencyDecel', d.emergencyDecelMs2)),
    sigma: r.number('sigma', 0.5),
    tauS: r.number('tau', 1),
    maxSpeedMs: r.number('maxSpeed', d.maxSpeedMs),
    speedFactor: mean,
    speedDev: r.number('speedDev', dev),
    widthM: r.number('width', d.widthM),
    emissionClass: r.text('emissionClass', ''),
    attributes: r.rest(),
  };
}

/** `1.1`, `norm(1,0.1)` or `normc(1,0.1,0.2,2)`; the limits of the last are the engine's own. */
function speedFactor(r: ElementReader, devOfClass: number): { mean: number; dev: number } {
  const text = r.optional('speedFactor');
  if (text === undefined) return { mean: 1, dev: devOfClass };
  const [, mean, dev] = /^normc?\(([^,]+),([^,)]+)/.exec(text) ?? [];
  if (mean !== undefined && Number.isFinite(Number(mean)) && Number.isFinite(Number(dev))) {
    return { mean: Number(mean), dev: Number(dev) };
  }
  return { mean: r.number('speedFactor'), dev: devOfClass };
}

/** The type SUMO knows without a file: a passenger car. */
export function defaultVehicleType(): VehicleType {
  return {
    id: DEFAULT_TYPE,
    vClass: 'passenger',
    ...PASSENGER,
    sigma: 0.5,
    tauS: 1,
    speedFactor: 1,
    emissionClass: 'HBEFA3/PC_G_EU4',
    attributes: {},
  };
}
