/** Mixes 32 bits (Wellons, "lowbias32"): the same function as in the kernel. */
function mix(x: number): number {
  let h = x >>> 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) that depends on seed, particle and axis only. */
export function uniform(seed: number, particle: number, axis: number): number {
  return mix(mix(seed ^ 0x5bd1e995) ^ mix(particle * 4 + axis)) / 2 ** 32;
}
