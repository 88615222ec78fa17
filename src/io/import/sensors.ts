import type { Sensor } from '../../domain/city';
import { groundAt, type ImportContext } from './context';
import type { Crs } from './epsg';
import { placing } from './frame';
import type { SensorDraft } from '../sensors/sensorDrafts';

/** Sensing elements without a stated height stand this far above the ground, m. */
const POLE_M = 2;

/** Sensor sites in local metres, ids unique over the City. */
export function makeSensors(
  context: ImportContext,
  drafts: readonly SensorDraft[],
  crs: Crs,
  file: string,
): Sensor[] {
  const { toLocal } = placing(crs, context.frame);
  const { extent, notices, ids } = context;
  const out: Sensor[] = [];
  for (const d of drafts) {
    const [x, y] = toLocal(d.x, d.y);
    const inside = x >= extent.minX && x <= extent.maxX && y >= extent.minY && y <= extent.maxY;
    const ground = inside ? groundAt(context.terrain, x, y) : Number.NaN;
    if (d.z === undefined && Number.isNaN(ground)) {
      notices.count(
        'import.outside',
        file,
        (n) => `${n} sensors lie outside the terrain and were left out.`,
        d.place,
      );
      continue;
    }
    if (d.z === undefined) {
      notices.count(
        'import.sensor-height',
        file,
        (n) => `${n} sensors state no height: ${POLE_M} m above ground was taken.`,
      );
    }
    const id = ids.claim(`sensor-${d.sourceId}`);
    out.push({
      id,
      name: d.name,
      x,
      y,
      z: d.z ?? ground + POLE_M,
      datastreams: d.datastreams.map((s) => ({ ...s, id: ids.claim(`${id}.${s.id}`) })),
    });
  }
  return out;
}
