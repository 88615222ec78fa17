import type { DrainageModel, RainGage } from '../../../src/domain/drainage';
import { DryrunError } from '../../../src/domain/errors';

/** Rain at one gage: a step function of time, m/s. */
export interface Rainfall {
  rateAt(timeS: number): number;
  /** Time of the next change after `timeS`, s; Infinity where there is none. */
  nextChange(timeS: number): number;
}

/** Tolerance between record times and the clock, s. */
const SAME_S = 1e-3;

/**
 * The rain of a gage from its time series: each record holds for the gage's interval, as intensity,
 * volume in the interval, or volume since the start of the event.
 * @throws DryrunError `drainage.rain` for a gage that reads a file or names no series of the model.
 */
export function rainfallOf(gage: RainGage, model: DrainageModel): Rainfall {
  const series = model.timeSeries.find((t) => t.id === gage.timeSeries);
  if (!series || series.file !== undefined) {
    throw new DryrunError({
      code: 'drainage.rain',
      place: gage.id,
      what: `The rain gage "${gage.id}" reads ${gage.file ?? series?.file ?? 'no series'}; rain is routed from time series inside the model only.`,
      mend: 'Put the rain into a [TIMESERIES] of the model.',
      params: { gage: gage.id },
    });
  }
  const { timeS, value } = series;
  const interval = Math.max(1, Math.round(gage.intervalS));
  const rate = Float64Array.from(value, (v, k) => {
    const amount = v * gage.scaleToSi;
    if (gage.form === 'INTENSITY') return amount;
    if (gage.form === 'VOLUME') return amount / interval;
    const before = k > 0 ? value[k - 1]! * gage.scaleToSi : 0;
    return (amount >= before ? amount - before : amount) / interval;
  });
  const recordAt = (t: number): number => {
    let k = -1;
    while (k + 1 < timeS.length && timeS[k + 1]! <= t + SAME_S) k++;
    return k;
  };
  return {
    rateAt: (t) => {
      const k = recordAt(t);
      return k >= 0 && t + SAME_S < timeS[k]! + interval ? rate[k]! : 0;
    },
    nextChange: (t) => {
      const k = recordAt(t);
      const end = k >= 0 ? timeS[k]! + interval : Number.POSITIVE_INFINITY;
      const next = k + 1 < timeS.length ? timeS[k + 1]! : Number.POSITIVE_INFINITY;
      return end > t + SAME_S ? Math.min(end, next) : next;
    },
  };
}
