import type { UtilityNetwork } from '../../../src/domain/city';
import type { DrainageModel } from '../../../src/domain/drainage';
import type { CityPlan } from '../plan';
import { findClashes } from './clashFinder';
import { DESIGN_CLEARANCE_M, dip, sanitaryChanges, stormChanges } from './resolveClashes';
import { sanitaryIds, sanitaryNetwork } from './sanitary';
import { shallowNetwork } from './shallow';
import { placeGullies } from './storm/gullies';
import { stormModel } from './storm/model';
import { stormIds } from './storm/names';
import { stormNetwork } from './storm/network';
import { layOutStorm, sizeStorm, type StormSystem } from './storm/system';

/** Rounds in which storm sewers are deepened, and shallow lines dipped, where they meet. */
const STORM_ROUNDS = 3;
const SANITARY_ROUNDS = 4;
const DIP_ROUNDS = 6;

/**
 * Everything under the streets of a planned city, and the hydraulic model of its storm sewers. Lines
 * keep to their offsets and depth bands; the few that still meet (streets at sharp angles) are
 * parted: shallow lines dip under each other, storm sewers go deeper, gullies whose lead would hit a
 * line are left out.
 */
export function buildUtilities(plan: CityPlan): {
  utilities: UtilityNetwork[];
  drainage: DrainageModel;
} {
  const shallow = (['water', 'gas', 'power', 'telecom'] as const).map((k) =>
    shallowNetwork(plan, k),
  );
  for (let round = 0; round < DIP_ROUNDS; round++) {
    if (dip(findClashes(shallow, DESIGN_CLEARANCE_M)) === 0) break;
  }
  const layout = layOutStorm(plan);
  const extraCoverM = new Float64Array(layout.stations.x.length);
  const dropped = new Set<string>();
  for (let round = 0; ; round++) {
    const storm = sizeStorm(plan, layout, extraCoverM);
    const gullies = placeGullies(storm).filter(
      (g) => !dropped.has(stormIds.lead(g.station, g.index)),
    );
    const network = stormNetwork(plan, storm, gullies);
    const changes = stormChanges(findClashes([network, ...shallow], DESIGN_CLEARANCE_M));
    if (round === STORM_ROUNDS || changes.deeper.size + changes.dropped.size === 0) {
      return {
        utilities: [network, sanitaryBelow(plan, storm, network), ...shallow],
        drainage: stormModel(plan, storm, network, gullies),
      };
    }
    for (const lead of changes.dropped) dropped.add(lead);
    for (const r of storm.reaches.values()) {
      const more = changes.deeper.get(stormIds.pipe(r.up));
      if (more === undefined) continue;
      for (const i of r.down < 0 ? [r.up] : [r.up, r.down]) extraCoverM[i]! += more;
    }
  }
}

/** The sanitary sewers, deepened where they would meet a storm sewer. */
function sanitaryBelow(
  plan: CityPlan,
  storm: StormSystem,
  network: UtilityNetwork,
): UtilityNetwork {
  const deeperM = new Float64Array(storm.stations.x.length);
  for (let round = 0; ; round++) {
    const sanitary = sanitaryNetwork(plan, storm, deeperM);
    const clashes = findClashes([network, sanitary.network], DESIGN_CLEARANCE_M);
    const deeper = sanitaryChanges(clashes);
    if (round === SANITARY_ROUNDS || deeper.size === 0) return sanitary.network;
    for (let up = 0; up < deeperM.length; up++) {
      const more = deeper.get(sanitaryIds.pipe(up));
      if (more === undefined) continue;
      deeperM[up]! += more;
      const down = sanitary.down[up]!;
      if (down >= 0) deeperM[down]! += more;
    }
  }
}
