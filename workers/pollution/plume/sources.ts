/** A source as the plume operator sees it: a point or a straight line, local metres. */
export interface PlumeSource {
  readonly x0: number;
  readonly y0: number;
  /** End of a line; equal to the start for a point. */
  readonly x1: number;
  readonly y1: number;
  /** Index of its plume table. */
  readonly kind: number;
}

/** Downwind unit vector of a wind direction, x east and y north. */
export interface WindAxes {
  readonly ux: number;
  readonly uy: number;
}
