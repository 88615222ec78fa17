import type { FloodSetup } from '../../../../workers/flood/setup';
import { atLeast, atMost } from '../row';
import type { Case, Row } from '../row';
import { referenceRaster } from './reference';
import { framesAt, values } from './runs';

/** Depth, m, above which a cell counts as flooded. */
const FLOODED_M = 0.1;

/**
 * Rain on a real city centre (buildings stand in the terrain): 70 mm/h for an hour, held against
 * LISFLOOD-FP 8.1's first-order finite volume solver cell by cell.
 */
export const newcastle: Case = {
  name: 'Newcastle',
  run: async ({ short }) => {
    const dem = referenceRaster('newcastle_centre/newcastle_2m.asc.gz');
    const cells = dem.values.length;
    const setup: FloodSetup = {
      grid: dem.grid,
      bedM: dem.values,
      manningN: new Float32Array(cells).fill(0.03),
      blocked: new Uint8Array(cells),
      rain: [
        {
          intensityMs: {
            timeS: Float64Array.of(0, 3600),
            value: Float64Array.of(70 / 3.6e6, 0),
          },
          zone: -1,
        },
      ],
      boundaries: [],
      sources: [],
      rim: 'wall',
      horizonS: 1,
      outputEveryS: 1,
    };
    const rows: Row[] = [];
    for (const frame of await framesAt(setup, short ? [1800] : [1800, 3600, 7200])) {
      const name = `Newcastle, ${frame.timeS} s`;
      const theirs = referenceRaster(`reference_lisflood/newcastle-fv1-t${frame.timeS}s.wd.gz`);
      const ours = values(frame, 'depth');
      let error = 0;
      let both = 0;
      let either = 0;
      for (let k = 0; k < cells; k++) {
        error += Math.abs(ours[k]! - theirs.values[k]!);
        const a = ours[k]! > FLOODED_M;
        const b = theirs.values[k]! > FLOODED_M;
        if (a && b) both++;
        if (a || b) either++;
      }
      const { balanceErrorM3, owedM3, rainM3 } = frame.totals;
      rows.push(
        atMost(name, 'depth MAE, m', error / cells, 0.003),
        atLeast(name, 'CSI at 10 cm', both / either, 0.98),
        atMost(name, 'balance error / rain', Math.abs(balanceErrorM3!) / rainM3!, 1e-6),
        atMost(name, 'water owed / rain', owedM3! / rainM3!, 1e-6),
      );
    }
    return rows;
  },
};
