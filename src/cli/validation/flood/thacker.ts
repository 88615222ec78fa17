import { atMost, shown } from '../row';
import type { Case, Row } from '../row';
import { G, framesAt, relativeL1, tank, values } from './runs';

// Thacker 1981, as in SWASHES: a paraboloid bowl of depth H0 and radius A in a square of side L.
const A = 1;
const L = 4;
const H0 = 0.1;
const ETA = 0.5;
const R0 = 0.8;

const bed = (x: number, y: number): number =>
  -H0 * (1 - ((x - L / 2) ** 2 + (y - L / 2) ** 2) / A ** 2);

interface Bowl {
  readonly name: string;
  readonly periodS: number;
  depth(x: number, y: number, t: number): number;
  /** Velocity at t = 0. The kernel starts from rest, so runs start where the water is at rest. */
  readonly startS: number;
}

const radialOmega = Math.sqrt(8 * G * H0) / A;

/** Water rises and falls around the middle; at rest at t = 0. */
const radial: Bowl = {
  name: 'Thacker radial',
  periodS: (2 * Math.PI) / radialOmega,
  startS: 0,
  depth: (x, y, t) => {
    const r2 = (x - L / 2) ** 2 + (y - L / 2) ** 2;
    const a = (A ** 2 - R0 ** 2) / (A ** 2 + R0 ** 2);
    const w = 1 - a * Math.cos(radialOmega * t);
    const level = H0 * (Math.sqrt(1 - a * a) / w - 1 - (r2 / A ** 2) * ((1 - a * a) / w ** 2 - 1));
    return Math.max(level - bed(x, y), 0);
  },
};

const planarOmega = Math.sqrt(2 * G * H0) / A;

/** A tilted plane that goes round; its velocity is uniform in space. */
const planar: Bowl = {
  name: 'Thacker planar',
  periodS: (2 * Math.PI) / planarOmega,
  startS: 0,
  depth: (x, y, t) => {
    const level =
      ((ETA * H0) / A ** 2) *
      (2 * (x - L / 2) * Math.cos(planarOmega * t) +
        2 * (y - L / 2) * Math.sin(planarOmega * t) -
        ETA);
    return Math.max(level - bed(x, y), 0);
  },
};

async function error(bowl: Bowl, order: 1 | 2, cells: number): Promise<number> {
  const cellSizeM = L / cells;
  const setup = tank(
    {
      cols: cells,
      rows: cells,
      cellSizeM,
      bed,
      depth: (x, y) => bowl.depth(x, y, 0),
      order,
    },
    bowl === planar ? { velocityMs: planarStart(cells) } : {},
  );
  const [frame] = await framesAt(setup, [bowl.periodS]);
  return relativeL1(values(frame!, 'depth'), (k) =>
    bowl.depth(
      ((k % cells) + 0.5) * cellSizeM,
      (Math.floor(k / cells) + 0.5) * cellSizeM,
      bowl.periodS,
    ),
  );
}

/** At t = 0 the planar water moves north at η·ω everywhere. */
function planarStart(cells: number): { x: Float32Array; y: Float32Array } {
  return {
    x: new Float32Array(cells * cells),
    y: new Float32Array(cells * cells).fill(ETA * planarOmega),
  };
}

/** Bowls after one period, 100², relative L1 of depth. */
export const thacker: Case = {
  name: 'Thacker',
  run: async () => {
    const rows: Row[] = [];
    rows.push(shown('Thacker radial, 100², order 1', 'L1(h)', await error(radial, 1, 100)));
    rows.push(shown('Thacker planar, 100², order 1', 'L1(h)', await error(planar, 1, 100)));
    rows.push(atMost('Thacker radial, 100², order 2', 'L1(h)', await error(radial, 2, 100), 0.03));
    rows.push(atMost('Thacker planar, 100², order 2', 'L1(h)', await error(planar, 2, 100), 0.06));
    return rows;
  },
};
