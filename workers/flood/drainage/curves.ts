/** Value of a table with ascending x, linear between rows and held beyond its ends. */
export function interpolate(x: Float64Array, y: Float64Array, at: number): number {
  const n = x.length;
  if (n === 0) return 0;
  if (at <= x[0]!) return y[0]!;
  if (at > x[n - 1]!) return y[n - 1]!;
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (x[mid]! < at) low = mid;
    else high = mid;
  }
  const f = (at - x[low]!) / (x[high]! - x[low]!);
  return y[low]! + f * (y[high]! - y[low]!);
}

/** Slope of the row interval that holds `at`; 0 beyond the table. */
export function slopeAt(x: Float64Array, y: Float64Array, at: number): number {
  if (at < (x[0] ?? 0)) return 0;
  for (let k = 1; k < x.length; k++) {
    if (at <= x[k]!) return (y[k]! - y[k - 1]!) / (x[k]! - x[k - 1]!);
  }
  return 0;
}

/** Value of a step table: that of the first row whose x lies beyond `at`, of the last row where none does. */
export function stepValue(x: Float64Array, y: Float64Array, at: number): number {
  for (let k = 0; k < x.length; k++) if (at < x[k]!) return y[k]!;
  return x.length > 0 ? y[x.length - 1]! : 0;
}
