import { WALL_BED } from './kernel/layout';
import type { FloodSetup } from './setup';

/** Initial depths of so many quanta are snapped so that one level is one number in every cell. */
const SNAP_QUANTA = 8;

/** The bed as the kernel sees it. */
export interface Ground {
  /** Subtracted from every level before it becomes f32, m. */
  readonly datumM: number;
  /** All beds are multiples of this, m: sums of bed and depth are then exact in f32. */
  readonly quantumM: number;
  /** Bed relative to the datum; WALL_BED where no water may be. */
  readonly bed: Float32Array;
  /** 1 where water may be. */
  readonly open: Uint8Array;
}

/**
 * Makes levels relative to a datum in the middle of the terrain and rounds the bed to a power of two
 * that leaves 22 bits for the range: h + z, and half the difference of two depths, are then exact in
 * f32 for a level that is a multiple of it, so that water at rest is at rest to the last bit. For 50 m
 * of relief that rounds the bed by up to 15 µm.
 */
export function makeGround(setup: FloodSetup): Ground {
  const { bedM, blocked } = setup;
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < bedM.length; k++) {
    const z = bedM[k]!;
    if (Number.isNaN(z) || blocked[k]) continue;
    if (z < low) low = z;
    const top = z + (setup.depthM?.[k] ?? 0);
    if (top > high) high = top;
  }
  if (low > high) low = high = 0;
  const reach = Math.max((high - low) / 2, 1);
  // The power of two that leaves 20 bits for the reach.
  let quantumM = 1 / (1 << 20);
  while (quantumM * (1 << 20) < reach) quantumM *= 2;
  const datumM = Math.round((low + high) / 2);
  const bed = new Float32Array(bedM.length);
  const open = new Uint8Array(bedM.length);
  for (let k = 0; k < bedM.length; k++) {
    const z = bedM[k]!;
    open[k] = Number.isNaN(z) || blocked[k] ? 0 : 1;
    bed[k] = open[k] ? snap(z - datumM, quantumM) : WALL_BED;
  }
  return { datumM, quantumM, bed, open };
}

/** Initial depth of a cell on the rounded bed: the level is kept, not the depth, where it is a pool. */
export function initialDepth(ground: Ground, bedM: number, depthM: number, cell: number): number {
  if (depthM < SNAP_QUANTA * ground.quantumM) return depthM;
  const level = snap(bedM + depthM - ground.datumM, ground.quantumM);
  return Math.max(level - ground.bed[cell]!, 0);
}

export function snap(value: number, quantum: number): number {
  return Math.round(value / quantum) * quantum;
}

/**
 * For every cell the cell its rain runs to: itself where it is open, the nearest open cell (by steps
 * over edges and corners) for a building, −1 outside the domain or where no open cell can be reached.
 */
export function rainTargets(setup: FloodSetup, open: Uint8Array): Int32Array {
  const { cols, rows } = setup.grid;
  const target = new Int32Array(open.length).fill(-1);
  for (let k = 0; k < open.length; k++) if (open[k]) target[k] = k;
  if (!open.includes(0)) return target;
  let front: number[] = [];
  for (let k = 0; k < open.length; k++) {
    if (open[k] && neighbours(k, cols, rows).some((n) => !open[n])) front.push(k);
  }
  while (front.length > 0) {
    const next: number[] = [];
    for (const k of front) {
      for (const n of neighbours(k, cols, rows)) {
        if (target[n] !== -1 || Number.isNaN(setup.bedM[n]!)) continue;
        target[n] = target[k]!;
        next.push(n);
      }
    }
    front = next;
  }
  return target;
}

/** Up to eight cells around a cell, in fixed order. */
function neighbours(k: number, cols: number, rows: number): number[] {
  const col = k % cols;
  const row = (k - col) / cols;
  const out: number[] = [];
  for (let r = Math.max(row - 1, 0); r <= Math.min(row + 1, rows - 1); r++) {
    for (let c = Math.max(col - 1, 0); c <= Math.min(col + 1, cols - 1); c++) {
      if (r !== row || c !== col) out.push(r * cols + c);
    }
  }
  return out;
}
