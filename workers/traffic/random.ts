/**
 * Counter-based random numbers: a hash of what is asked, so that order and threads cannot matter.
 * Mixing by two rounds of the finaliser of MurmurHash3 (Appleby, public domain).
 */
export function uniform(seed: number, stream: number, counter: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 0x7f4a7c15, 0xc2b2ae35);
  h ^= Math.imul(counter + 0x165667b1, 0x27d4eb2f);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h ^ Math.imul(stream, 0x2545f491), 0x85ebca6b);
  h ^= h >>> 15;
  return (h >>> 0) / 4294967296;
}

/** Near enough normal with mean 0 and deviation 1: twelve uniforms (Irwin–Hall), so without logarithms. */
export function normal(seed: number, stream: number, counter: number): number {
  let sum = -6;
  for (let k = 0; k < 12; k++) sum += uniform(seed, stream, counter * 12 + k);
  return sum;
}
