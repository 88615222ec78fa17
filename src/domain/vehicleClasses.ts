/**
 * Vehicle classes in the order of their codes (`Tracks.classes` of the traffic engine). Source: SUMO
 * user documentation, "Abstract Vehicle Class".
 */
export const VEHICLE_CLASSES = [
  'passenger',
  'private',
  'emergency',
  'authority',
  'army',
  'vip',
  'pedestrian',
  'hov',
  'taxi',
  'bus',
  'coach',
  'delivery',
  'truck',
  'trailer',
  'motorcycle',
  'moped',
  'bicycle',
  'evehicle',
  'tram',
  'rail_urban',
  'rail',
  'rail_electric',
  'rail_fast',
  'ship',
  'custom1',
  'custom2',
  'scooter',
  'ignoring',
] as const;
export type VehicleClass = (typeof VEHICLE_CLASSES)[number];
