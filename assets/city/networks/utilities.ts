import type { UtilityNetwork } from '../../../src/domain/city';
import type { DrainageModel } from '../../../src/domain/drainage';
import type { CityPlan } from '../plan';
import { sanitaryNetwork } from './sanitary';
import { shallowNetwork } from './shallow';
import { stormModel } from './storm/model';
import { stormNetwork } from './storm/network';
import { designStorm } from './storm/system';

/** Everything under the streets of a planned city, and the hydraulic model of its storm sewers. */
export function buildUtilities(plan: CityPlan): {
  utilities: UtilityNetwork[];
  drainage: DrainageModel;
} {
  const storm = designStorm(plan);
  const { network, gullies } = stormNetwork(plan, storm);
  return {
    utilities: [
      network,
      sanitaryNetwork(plan, storm),
      shallowNetwork(plan, 'water'),
      shallowNetwork(plan, 'gas'),
      shallowNetwork(plan, 'power'),
      shallowNetwork(plan, 'telecom'),
    ],
    drainage: stormModel(plan, storm, network, gullies),
  };
}
