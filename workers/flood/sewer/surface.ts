import type { Ground } from '../ground';
import type { FloodKernel } from '../kernel/kernel';
import { SOURCE_BYTES } from '../kernel/layout';
import { plainSource, type SourceRecord } from '../records';
import type { SewerSetup } from '../setup';
import type { Surface } from './sewer';

/** Id under which the volumes exchanged with the sewer stand in a frame's totals. */
const SEWER_ID = 'sewer';

/** One source record per opening and outfall, in the order the sewer asks for them. Cells no water can reach have none. */
export function sewerSources(setup: SewerSetup, target: Int32Array): SourceRecord[] {
  return [...setup.exchanges, ...setup.outfalls]
    .map(({ cell }) => target[cell]!)
    .filter((cell) => cell >= 0)
    .map((cell) => plainSource(SEWER_ID, 'flow', cell));
}

/** The kernel's water as the sewer sees it. `firstSource` is where `sewerSources` begin among the kernel's records. */
export function kernelSurface(
  kernel: FloodKernel,
  ground: Ground,
  target: Int32Array,
  firstSource: number,
): Surface {
  const { layout, doubles } = kernel;
  const singles = new Float32Array(doubles.buffer);
  let next = firstSource;
  const at = (source: number): number => (layout.sources + source * SOURCE_BYTES) >> 3;
  const cellAt = (plane: 'z' | 'h', cell: number): number =>
    singles[(layout.origin[plane] + kernel.offsetOf(target[cell]!)) >> 2]!;
  return {
    cellAreaM2: kernel.double('cellSize') * kernel.double('cellSize'),
    bedM: (cell) => cellAt('z', cell) + ground.datumM,
    depthM: (cell) => cellAt('h', cell),
    addSource: (cell) => (target[cell]! < 0 ? -1 : next++),
    setRate: (source, flowCms) => {
      doubles[at(source) + 2] = flowCms;
      doubles[at(source) + 3] = 0;
    },
    volumeM3: (source) => doubles[at(source) + 5]! - doubles[at(source) + 6]!,
  };
}
