/** Rows of a hyetograph: [seconds, mm/h], each value holding until the next row. */
export type Hyetograph = readonly (readonly [number, number])[];

const HOUR_S = 3600;

/** Rain depth (mm) of a hyetograph up to a time, s. */
export function rainDepthMm(rows: Hyetograph, untilS: number): number {
  let sum = 0;
  rows.forEach(([t, v], i) => {
    const end = Math.min(rows[i + 1]?.[0] ?? untilS, untilS);
    // A dry row may last for ever: nothing times infinity is not nothing.
    if (v > 0 && end > t) sum += (v * (end - t)) / HOUR_S;
  });
  return sum;
}

/** Greatest intensity, mm/h. */
export function peakMmH(rows: Hyetograph): number {
  return rows.reduce((max, r) => Math.max(max, r[1]), 0);
}

/**
 * Steps from the depth fallen since the start: each holds its mean, so the depth is exact whatever the
 * step. A row of 0 closes the storm.
 *
 * @param fallenMm depth (mm) fallen until a time (s), not decreasing
 */
export function stepsOf(
  fallenMm: (timeS: number) => number,
  durationS: number,
  stepS: number,
): Hyetograph {
  const rows: [number, number][] = [];
  let before = fallenMm(0);
  for (let k = 0; k * stepS < durationS; k++) {
    const from = k * stepS;
    const to = Math.min(from + stepS, durationS);
    const after = fallenMm(to);
    rows.push([from, Math.max(0, ((after - before) / (to - from)) * HOUR_S)]);
    before = after;
  }
  rows.push([durationS, 0]);
  return rows;
}

/** Rain of one intensity over a duration. */
export function uniformStorm(intensityMmH: number, durationS: number): Hyetograph {
  return [
    [0, intensityMmH],
    [durationS, 0],
  ];
}

/**
 * Triangular hyetograph (Yen & Chow 1980, Design hyetographs for small drainage structures, ASCE J.
 * Hydraul. Div. 106): intensity rises in a straight line to 2·depth/duration at `peakShare` of the
 * duration and falls to 0 at its end.
 */
export function triangularStorm(
  depthMm: number,
  durationS: number,
  peakShare: number,
  stepS: number,
): Hyetograph {
  const peakS = peakShare * durationS;
  const top = (2 * depthMm) / durationS;
  return stepsOf(
    (t) => {
      if (t <= peakS) return peakS > 0 ? (top * t * t) / (2 * peakS) : 0;
      const left = durationS - t;
      return depthMm - (top * left * left) / (2 * (durationS - peakS));
    },
    durationS,
    stepS,
  );
}
