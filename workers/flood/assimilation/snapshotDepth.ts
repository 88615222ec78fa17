import { MIN_DEPTH_M, planMemory } from '../kernel/layout';
import type { PlaneName } from '../kernel/layout';
import { joinSnapshot, openSnapshot, planesOf } from '../snapshot';

/** Depths in a snapshot, m per cell (row-major from the south-west; 0 where no water can be). */
export function depthsOf(snapshot: Uint8Array): Float32Array {
  const { meta, body } = openSnapshot(snapshot);
  const { cols, rows } = meta;
  const h = rowsOf(body, meta, 'h');
  const rest = rowsOf(body, meta, 'e');
  const out = new Float32Array(cols * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) out[r * cols + c] = h(r)[c]! + rest(r)[c]!;
  }
  return out;
}

/**
 * A snapshot with other depths. Velocities stay where water stays; the water added is booked under
 * `correctedM3` of the run that is restored from it, so that its balance closes.
 */
export function withDepths(snapshot: Uint8Array, depthM: Float32Array): Uint8Array {
  const { meta, body: old } = openSnapshot(snapshot);
  const { cols, rows } = meta;
  const body = old.slice();
  const h = rowsOf(body, meta, 'h');
  const rest = rowsOf(body, meta, 'e');
  const u = rowsOf(body, meta, 'u');
  const v = rowsOf(body, meta, 'v');
  let added = 0;
  for (let r = 0; r < rows; r++) {
    const [hr, er, ur, vr] = [h(r), rest(r), u(r), v(r)];
    for (let c = 0; c < cols; c++) {
      const was = hr[c]! + er[c]!;
      const now = depthM[r * cols + c]!;
      if (Math.fround(was) === now) continue;
      const moves = now >= MIN_DEPTH_M;
      hr[c] = moves ? now : 0;
      er[c] = moves ? 0 : now;
      if (!moves) ur[c] = vr[c] = 0;
      added += now - was;
    }
  }
  const engine = meta.engine as { correctedM3: number; cellAreaM2: number };
  const correctedM3 = engine.correctedM3 + added * engine.cellAreaM2;
  return joinSnapshot({ ...meta, engine: { ...engine, correctedM3 } }, body);
}

/** Rows of a plane within the memory a snapshot holds. */
function rowsOf(
  body: Uint8Array,
  meta: { readonly cols: number; readonly rows: number; readonly flags: number },
  plane: PlaneName,
): (row: number) => Float32Array {
  const layout = planMemory(meta.cols, meta.rows, { faces: 0, boundaries: 0, sources: 0 }, 1);
  const planes = planesOf(meta.flags);
  // Planes are the last parts of a snapshot, in order.
  const first = body.length - planes.length * layout.planeBytes;
  const start = first + planes.indexOf(plane) * layout.planeBytes;
  const origin = start + (layout.origin[plane] - layout.start[plane]);
  return (row) =>
    new Float32Array(body.buffer, body.byteOffset + origin + row * layout.pitch, meta.cols);
}
