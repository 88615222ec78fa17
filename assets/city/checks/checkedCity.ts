import type { City } from '../../../src/domain/city';

/** What the network checks look at: a City, or the parts of one that is being made. */
export type CheckedCity = Pick<
  City,
  | 'terrain'
  | 'streets'
  | 'utilities'
  | 'drainage'
  | 'traffic'
  | 'sensors'
  | 'buildings'
  | 'facilities'
  | 'waterBodies'
>;
