import type { CheckedCity } from './checkedCity';
import { checkClashes } from './clashes';
import { checkPipes } from './pipes';
import { checkRoads } from './roads';
import { checkSensors } from './sensors';
import { checkSignals } from './signals';
import type { Violation } from './violation';

/** Every rule of believable pipes, roads, signals and sensors. An empty list means the city passes. */
export function checkNetworks(city: CheckedCity): Violation[] {
  return [
    ...city.utilities.flatMap((u) => checkPipes(u, city.terrain, city.streets)),
    ...checkClashes(city.utilities),
    ...(city.traffic ? [...checkRoads(city.traffic), ...checkSignals(city.traffic)] : []),
    ...checkSensors(city),
  ];
}
