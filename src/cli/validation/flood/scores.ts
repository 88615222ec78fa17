/** What was measured and what was computed. */
type Pair = readonly [number, number];

/** Nash–Sutcliffe efficiency: 1 is perfect, 0 as good as the mean of the measurements. */
export function efficiency(pairs: readonly Pair[]): number {
  const mean = pairs.reduce((s, [m]) => s + m, 0) / pairs.length;
  let error = 0;
  let spread = 0;
  for (const [m, c] of pairs) {
    error += (c - m) ** 2;
    spread += (m - mean) ** 2;
  }
  return 1 - error / spread;
}

/** Root of the mean square of the differences. */
export function rmse(pairs: readonly Pair[]): number {
  return Math.sqrt(pairs.reduce((s, [m, c]) => s + (c - m) ** 2, 0) / pairs.length);
}
