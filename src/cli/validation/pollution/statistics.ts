/** Model against observation, in the measures of Chang & Hanna (2004). */
export interface Agreement {
  readonly count: number;
  /** Share within a factor of two. */
  readonly fac2: number;
  /** Fractional bias of the means; positive: the model is too low. */
  readonly fb: number;
  readonly nmse: number;
  /** Pearson correlation. */
  readonly r: number;
}

export function agreement(observed: readonly number[], modelled: readonly number[]): Agreement {
  const n = observed.length;
  const mean = (xs: readonly number[]): number => xs.reduce((s, x) => s + x, 0) / n;
  const o = mean(observed);
  const p = mean(modelled);
  let within = 0;
  let square = 0;
  let oo = 0;
  let pp = 0;
  let op = 0;
  for (let k = 0; k < n; k++) {
    const a = observed[k]!;
    const b = modelled[k]!;
    if (b >= 0.5 * a && b <= 2 * a) within++;
    square += (a - b) * (a - b);
    oo += (a - o) * (a - o);
    pp += (b - p) * (b - p);
    op += (a - o) * (b - p);
  }
  return {
    count: n,
    fac2: within / n,
    fb: (2 * (o - p)) / (o + p),
    nmse: square / n / (o * p),
    r: op / Math.sqrt(oo * pp),
  };
}
