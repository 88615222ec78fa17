import { sqrt } from '../math';
import type { Meteorology } from '../met/meteorology';
import { crosswindIntegral } from './plume';
import type { SourceShape } from './spread';
import type { PlumeSource } from './sources';

const STEPS = 8;
const OCTAVES = 17;
/** Pieces a line is cut into for a receptor beside it. */
const MOST_POINTS = 16;
const INV_TWO_PI = 1 / (2 * Math.PI);

/** Radial table of a plume without direction: concentration per emission by distance, s/m³. */
export function calmTable(m: Meteorology, source: SourceShape, receptorM: number): Float64Array {
  return Float64Array.from({ length: STEPS * OCTAVES + 1 }, (_, k) => {
    let x = 1;
    for (let i = 0; i < Math.floor(k / STEPS); i++) x *= 2;
    x *= 1 + (k % STEPS) / STEPS;
    return (crosswindIntegral(m, source, x, receptorM) * INV_TWO_PI) / x;
  });
}

function radial(table: Float64Array, r: number): number {
  let scale = 1;
  let octave = 0;
  const x = Math.max(r, 1);
  while (x >= 2 * scale && octave < OCTAVES - 1) {
    scale *= 2;
    octave++;
  }
  const s = Math.min((x / scale - 1) * STEPS, STEPS - 1e-9);
  const k = Math.floor(s);
  const at = octave * STEPS + k;
  return table[at]! + (s - k) * (table[at + 1]! - table[at]!);
}

/** One row of the source–receptor matrix in a calm: every direction alike. `receptors`: x, y each. */
export function calmRow(
  table: Float64Array,
  s: PlumeSource,
  receptors: Float64Array,
  out: Float32Array,
): void {
  const lx = s.x1 - s.x0;
  const ly = s.y1 - s.y0;
  const length = sqrt(lx * lx + ly * ly);
  for (let k = 0; 2 * k < receptors.length; k++) {
    const dx = receptors[2 * k]! - s.x0;
    const dy = receptors[2 * k + 1]! - s.y0;
    const mx = dx - 0.5 * lx;
    const my = dy - 0.5 * ly;
    const away = sqrt(mx * mx + my * my);
    const points =
      length === 0 ? 1 : Math.min(MOST_POINTS, 1 + Math.ceil((2 * length) / Math.max(away, 1)));
    let sum = 0;
    for (let i = 0; i < points; i++) {
      const f = (i + 0.5) / points;
      const px = dx - f * lx;
      const py = dy - f * ly;
      sum += radial(table, sqrt(px * px + py * py));
    }
    out[k] = sum / points;
  }
}
