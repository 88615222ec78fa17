import type { PackedStreets } from '../worker/packed';

/** Distance within which street ends count as the same junction, m. */
const NODE_SNAP_M = 1;
/** Streets of these classes get crossings and markings (indices into STREET_CLASSES 0–3). */
const MARKED_CLASS_MAX = 3;

/** What the painter needs to know at both ends of each street. */
export interface StreetPlan {
  /** Distance from each end that the junction takes up, m: markings keep off it. [street·2 + end] */
  readonly setbackM: Float32Array;
  /** 1 where a pedestrian crossing lies before the junction. [street·2 + end] */
  readonly crossing: Uint8Array;
}

/** Finds which street ends meet and how far each junction reaches into its streets. */
export function streetPlan(s: PackedStreets): StreetPlan {
  const n = s.widthM.length;
  const setbackM = new Float32Array(n * 2);
  const crossing = new Uint8Array(n * 2);
  const nodes = new Map<string, number[]>();
  for (let i = 0; i < n; i++) {
    if (s.lines.start[i + 1]! - s.lines.start[i]! < 2) continue;
    for (const end of [0, 1]) {
      const v = (end === 0 ? s.lines.start[i]! : s.lines.start[i + 1]! - 1) * 2;
      const key = `${Math.round(s.lines.coords[v]! / NODE_SNAP_M)}:${Math.round(s.lines.coords[v + 1]! / NODE_SNAP_M)}:${s.level[i]!}`;
      const at = nodes.get(key);
      if (at) at.push(i * 2 + end);
      else nodes.set(key, [i * 2 + end]);
    }
  }
  for (const ends of nodes.values()) {
    if (ends.length < 3) continue;
    for (const e of ends) {
      let widest = 0;
      for (const other of ends) {
        if (other !== e) widest = Math.max(widest, s.widthM[other >> 1]! / 2);
      }
      setbackM[e] = widest + 1.5;
      crossing[e] = s.class[e >> 1]! <= MARKED_CLASS_MAX && s.class[e >> 1]! > 0 ? 1 : 0;
    }
  }
  return { setbackM, crossing };
}
