import { initialDepth } from './ground';
import type { Ground } from './ground';
import { FloodKernel } from './kernel/kernel';
import { GRAVITY, MIN_DEPTH_M, TILE, WALL_BED, planMemory } from './kernel/layout';
import { writeSoil } from './soil';
import { DURATION_DEPTHS_M, NOT_ARRIVED } from './frames';
import { threadsFor } from '../runtime/threads';
import { SPARE_SOURCES, writeRecords } from './records';
import type { Records } from './records';
import type { FloodSetup } from './setup';

/** Courant number where the set-up names none. */
const DEFAULT_CFL = 0.45;
/** Cells for which another thread is worth its barriers, four a step. */
const CELLS_PER_THREAD = 20_000;
/** Depth above which a cell counts as reached, m. */
const ARRIVAL_DEPTH_M = 0.01;

/** Makes the kernel and fills it with ground, roughness, water and records. */
export async function prepareKernel(
  setup: FloodSetup,
  ground: Ground,
  records: Records,
): Promise<FloodKernel> {
  const { cols, rows, cellSizeM } = setup.grid;
  const counts = {
    faces: records.faces.length,
    boundaries: records.boundaries.length,
    sources: records.sources.length + SPARE_SOURCES,
  };
  // A band is a row of tiles at least; unasked, a thread is taken for so many cells only.
  const wanted = setup.options?.threads ?? threadsFor(cols * rows, CELLS_PER_THREAD);
  const threads = Math.min(wanted, Math.ceil(rows / TILE));
  const kernel = await FloodKernel.create(planMemory(cols, rows, counts, threads), threads);
  kernel.setDouble('cellSize', cellSizeM);
  kernel.setDouble('cfl', setup.options?.cfl ?? DEFAULT_CFL);
  kernel.setDouble('minStep', setup.options?.minStepS ?? 0);
  kernel.setDouble('smallestDt', Infinity);
  kernel.setDouble('film', filmOf(setup));
  kernel.setDouble('arrivalDepth', ARRIVAL_DEPTH_M);
  kernel.setDouble('durationDepth1', DURATION_DEPTHS_M[0]);
  kernel.setDouble('durationDepth2', DURATION_DEPTHS_M[1]);
  kernel.setInt('order', setup.options?.order ?? 1);
  kernel.fillPlane('z', WALL_BED);
  kernel.fillPlane('arrival', NOT_ARRIVED);
  kernel.writePlane('z', ground.bed);
  writeCells(kernel, setup, ground);
  if (setup.infiltration) writeSoil(kernel, setup.infiltration);
  writeRecords(kernel, records);
  kernel.call.refresh();
  return kernel;
}

function writeCells(kernel: FloodKernel, setup: FloodSetup, ground: Ground): void {
  const { cols, rows } = setup.grid;
  const { depthM, velocityMs } = setup;
  const film = filmOf(setup);
  for (let r = 0; r < rows; r++) {
    const friction = kernel.row('friction', r);
    const h = kernel.row('h', r);
    const rest = kernel.row('e', r);
    const u = kernel.row('u', r);
    const v = kernel.row('v', r);
    for (let c = 0; c < cols; c++) {
      const k = r * cols + c;
      if (!ground.open[k]) continue;
      friction[c] = 4 * GRAVITY * (setup.manningN[k]! * setup.manningN[k]!);
      if (depthM) {
        const depth = initialDepth(ground, setup.bedM[k]!, depthM[k]!, k);
        (depth < film ? rest : h)[c] = depth;
        if (velocityMs && depth >= film) {
          u[c] = velocityMs.x[k]!;
          v[c] = velocityMs.y[k]!;
        }
      }
    }
  }
}

/** Depth of water that rests, m. */
function filmOf(setup: FloodSetup): number {
  return Math.max(setup.options?.filmM ?? 0, MIN_DEPTH_M);
}
