import { VEHICLE_CLASSES, type VehicleClass } from '../../src/domain/vehicleClasses';

/** How a class of vehicles is drawn: metres, and a colour that colour-blind eyes tell apart from the others. */
export interface VehicleLook {
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly colour: string;
}

const CAR: VehicleLook = { lengthM: 4.5, widthM: 1.8, heightM: 1.5, colour: '#e8e6e1' };
const TRUCK: VehicleLook = { lengthM: 8.5, widthM: 2.5, heightM: 3.2, colour: '#a0622d' };
const CYCLE: VehicleLook = { lengthM: 2, widthM: 0.7, heightM: 1.6, colour: '#009e73' };
const TRAIN: VehicleLook = { lengthM: 30, widthM: 2.6, heightM: 3.5, colour: '#cc79a7' };

/** What is no plain car is told by its size first and by its colour second. */
const LOOKS: Readonly<Partial<Record<VehicleClass, VehicleLook>>> = {
  taxi: { ...CAR, colour: '#f0c808' },
  bus: { lengthM: 12, widthM: 2.5, heightM: 3.1, colour: '#0072b2' },
  coach: { lengthM: 13, widthM: 2.5, heightM: 3.4, colour: '#56b4e9' },
  delivery: { lengthM: 6.5, widthM: 2.1, heightM: 2.6, colour: '#b9c0c7' },
  truck: TRUCK,
  trailer: { ...TRUCK, lengthM: 16.5, heightM: 3.8 },
  emergency: { lengthM: 6.5, widthM: 2.2, heightM: 2.7, colour: '#d8322c' },
  motorcycle: { ...CYCLE, colour: '#444b54' },
  moped: { ...CYCLE, colour: '#444b54' },
  scooter: CYCLE,
  bicycle: CYCLE,
  pedestrian: { lengthM: 0.5, widthM: 0.5, heightM: 1.7, colour: '#009e73' },
  tram: TRAIN,
  rail_urban: TRAIN,
  rail: TRAIN,
  rail_electric: TRAIN,
  rail_fast: TRAIN,
};

/** Looks by class code, one for every class. */
export const VEHICLE_LOOKS: readonly VehicleLook[] = VEHICLE_CLASSES.map((c) => LOOKS[c] ?? CAR);
