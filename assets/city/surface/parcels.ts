import type { Ring } from '../../../src/domain/city';
import type { BlockRing } from './inset';
import { boundsOf, edgeFrame, localRing, orientedBox, placed, type Frame2 } from './frames';
import { signedArea } from './geometry';
import type { RandomStream } from './random';

/** A plot of land in a block. */
export interface Parcel extends BlockRing {
  /** Index of the edge it faces its street with, or −1 where it has no street. */
  readonly front: number;
}

export interface ParcelSize {
  /** Wished width along the street and depth from it, m. */
  readonly widthM: number;
  readonly depthM: number;
}

/** Divides a block: first into strips one plot deep, then across into plots. */
export function subdivide(block: BlockRing, size: ParcelSize, rng: RandomStream): Parcel[] {
  const out: Parcel[] = [];
  const stack: BlockRing[] = [block];
  while (stack.length > 0) {
    const piece = stack.pop()!;
    const cut = cutOf(piece, size, rng);
    if (cut) stack.push(cut[1], cut[0]);
    else out.push({ ...piece, front: longestFront(piece) });
  }
  return out;
}

function cutOf(
  piece: BlockRing,
  size: ParcelSize,
  rng: RandomStream,
): [BlockRing, BlockRing] | null {
  const share = rng.range(0.44, 0.56);
  const box = orientedBox(piece.ring);
  if (box.short > 1.55 * size.depthM) {
    const halves = cutBeside(piece, box.frame, box.short, share, true);
    if (halves) return halves;
  }
  const front = longestFront(piece);
  if (front < 0)
    return box.long > 1.5 * size.widthM
      ? cutBeside(piece, box.frame, box.long, share, false)
      : null;
  // Across the street front: both halves keep a part of it.
  const frame = edgeFrame(piece.ring, front);
  const [a0, , a1] = boundsOf(localRing(frame, piece.ring));
  if (a1 - a0 <= 1.5 * size.widthM) return null;
  const start = placed(frame, [a0, 0]);
  const from: Frame2 = { ...frame, ox: start[0]!, oy: start[1]! };
  return cutBeside(piece, from, a1 - a0, share, false);
}

/** Cuts along a frame's a axis (at a share of the depth) or across it, a little aside where that fails. */
function cutBeside(
  piece: BlockRing,
  frame: Frame2,
  size: number,
  share: number,
  isAlong: boolean,
): [BlockRing, BlockRing] | null {
  const [dx, dy] = isAlong ? [frame.ax, frame.ay] : [-frame.ay, frame.ax];
  for (const shift of [0, 0.07, -0.07]) {
    const at = size * (share + shift);
    const p = placed(frame, isAlong ? [0, at] : [at, 0]);
    const halves = splitRing(piece, p[0]!, p[1]!, dx, dy);
    if (halves) return halves;
  }
  return null;
}

const MIN_PIECE_M2 = 60;
const MIN_FRONT_M = 4;

/** Cuts a ring by a line into two. Null unless the line meets the ring exactly twice and leaves two real pieces. */
export function splitRing(
  piece: BlockRing,
  px: number,
  py: number,
  dx: number,
  dy: number,
): [BlockRing, BlockRing] | null {
  const { ring, edgeStreet } = piece;
  const n = ring.length / 2;
  const sides = new Float64Array(n);
  for (let i = 0; i < n; i++) sides[i] = (ring[2 * i]! - px) * dy - (ring[2 * i + 1]! - py) * dx;
  const parts: { xy: number[]; streets: number[] }[] = [
    { xy: [], streets: [] },
    { xy: [], streets: [] },
  ];
  let cuts = 0;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const here = sides[i]! > 0 ? 0 : 1;
    const there = sides[j]! > 0 ? 0 : 1;
    parts[here]!.xy.push(ring[2 * i]!, ring[2 * i + 1]!);
    parts[here]!.streets.push(edgeStreet[i]!);
    if (here === there) continue;
    cuts++;
    const t = sides[i]! / (sides[i]! - sides[j]!);
    const x = ring[2 * i]! + t * (ring[2 * j]! - ring[2 * i]!);
    const y = ring[2 * i + 1]! + t * (ring[2 * j + 1]! - ring[2 * i + 1]!);
    // The piece left behind goes on along the cut; the other starts with the rest of this edge.
    parts[here]!.xy.push(x, y);
    parts[here]!.streets.push(-1);
    parts[there]!.xy.push(x, y);
    parts[there]!.streets.push(edgeStreet[i]!);
  }
  if (cuts !== 2) return null;
  const [a, b] = parts.map(({ xy, streets }) => tidy(xy, streets));
  if (!a || !b || signedArea(a.ring) < MIN_PIECE_M2 || signedArea(b.ring) < MIN_PIECE_M2)
    return null;
  return [a, b];
}

/** Drops vertices closer than 5 cm to the one before. */
function tidy(xy: readonly number[], streets: readonly number[]): BlockRing | null {
  const ring: number[] = [];
  const labels: number[] = [];
  for (let i = 0; i < streets.length; i++) {
    const j = (i + 1) % streets.length;
    const length = Math.abs(xy[2 * j]! - xy[2 * i]!) + Math.abs(xy[2 * j + 1]! - xy[2 * i + 1]!);
    if (length < 0.05) continue;
    ring.push(xy[2 * i]!, xy[2 * i + 1]!);
    labels.push(streets[i]!);
  }
  return labels.length < 3
    ? null
    : { ring: Float64Array.from(ring) as Ring, edgeStreet: Int32Array.from(labels) };
}

/** The longest edge along the street that the piece faces most; −1 where it faces none. A bent front has several edges. */
function longestFront(piece: BlockRing): number {
  const { ring, edgeStreet } = piece;
  const n = edgeStreet.length;
  const facing = new Map<number, number>();
  const lengths = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const dx = ring[2 * j]! - ring[2 * i]!;
    const dy = ring[2 * j + 1]! - ring[2 * i + 1]!;
    lengths[i] = Math.sqrt(dx * dx + dy * dy);
    const street = edgeStreet[i]!;
    if (street >= 0) facing.set(street, (facing.get(street) ?? 0) + lengths[i]!);
  }
  let street = -1;
  let most = MIN_FRONT_M;
  for (const [k, length] of facing) if (length > most) [most, street] = [length, k];
  let best = -1;
  if (street >= 0)
    for (let i = 0; i < n; i++)
      if (edgeStreet[i] === street && (best < 0 || lengths[i]! > lengths[best]!)) best = i;
  return best;
}
