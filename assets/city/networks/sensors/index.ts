import type { Sensor, UtilityNetwork } from '../../../../src/domain/city';
import { DryrunError } from '../../../../src/domain/errors';
import type { TrafficNetwork } from '../../../../src/domain/traffic';
import type { CityPlan } from '../../plan';
import { airSensors, signalSensors } from './street';
import { manholeSensors, pumpSensors, rainGauges, riverGauges } from './water';

/** Sensors where a city would put them, tied to the elements they watch. */
export function buildSensors(
  plan: CityPlan,
  utilities: readonly UtilityNetwork[],
  traffic: TrafficNetwork,
): Sensor[] {
  const storm = utilities.find((u) => u.kind === 'storm');
  if (!storm) {
    throw new DryrunError({
      code: 'city.sensors.no_storm',
      what: 'Sensors were asked for without storm sewers.',
      mend: 'Pass the utilities that buildUtilities made.',
    });
  }
  return [
    ...rainGauges(plan),
    ...riverGauges(plan, storm),
    ...manholeSensors(plan, storm),
    ...pumpSensors(storm),
    ...airSensors(plan),
    ...signalSensors(plan, traffic),
  ];
}
