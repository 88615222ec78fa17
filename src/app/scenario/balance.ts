/**
 * Volume unaccounted for, as a share of the water that came into the domain (rain, inflows, and what
 * stood there at the start), from the totals of a frame (m³). Null where the engine gives no balance.
 */
export function balanceError(totals: Readonly<Record<string, number>>): number | null {
  const error = totals['balanceErrorM3'];
  if (error === undefined) return null;
  const came = ['rainM3', 'inflowM3', 'initialM3'].reduce((sum, k) => sum + (totals[k] ?? 0), 0);
  return Math.abs(error) / Math.max(came, 1);
}
