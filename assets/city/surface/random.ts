import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers that belongs to one concern of one city. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [from, to). */
  range(from: number, to: number): number;
  /** Uniform integer in [from, to], both included. */
  int(from: number, to: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T;
}

/** FNV-1a over the concern's name, mixed with seed and key: neighbouring seeds give unrelated streams. */
export function streamSeed(seed: number, concern: string, key: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < concern.length; i++) h = Math.imul(h ^ concern.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ key, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) | 0;
}

/**
 * The stream of a concern. Each concern (and each thing in it, by `key`) has a stream of its own, so
 * that a change in one place of the recipe does not shift the numbers everywhere else.
 */
export function randomStream(seed: number, concern: string, key = 0): RandomStream {
  const rng = xoroshiro128plus(streamSeed(seed, concern, key));
  const next = (): number => uniformFloat64(rng);
  return {
    next,
    range: (from, to) => from + (to - from) * next(),
    int: (from, to) => from + Math.floor((to - from + 1) * next()),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
  };
}
