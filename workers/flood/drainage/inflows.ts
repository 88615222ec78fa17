import type { DrainageModel, DrainagePattern } from '../../../src/domain/drainage';
import { interpolate } from './curves';
import type { Network } from './network';

/** External or dry-weather inflow at a node, m³/s over time. */
export interface NodeInflow {
  readonly node: number;
  flowAt(timeS: number): number;
}

/** Flow inflows of the model ([INFLOWS], [DWF] with their patterns). Other constituents are not flow and are left out. */
export function inflowsOf(model: DrainageModel, net: Network): NodeInflow[] {
  const start = startOf(model.options);
  return model.inflows.flatMap((f): NodeInflow[] => {
    const node = net.nodeIndex.get(f.node);
    if (node === undefined || f.constituent.toUpperCase() !== 'FLOW' || f.kind === 'rdii')
      return [];
    const patterns = f.patterns.flatMap((id) => model.patterns.find((p) => p.id === id) ?? []);
    const series = model.timeSeries.find((t) => t.id === f.timeSeries);
    const weekends = patterns.some((p) => p.type === 'WEEKEND');
    const factor = (timeS: number): number =>
      patterns.reduce(
        (product, p) => product * patternFactor(p, new Date(start + timeS * 1000), weekends),
        1,
      );
    return [
      {
        node,
        flowAt: (timeS) => {
          const base =
            f.baselineCms === 0 || patterns.length === 0
              ? f.baselineCms
              : f.baselineCms * factor(timeS);
          const varying =
            series && timeS >= series.timeS[0]! && timeS <= series.timeS.at(-1)!
              ? interpolate(series.timeS, series.value, timeS) * f.scaleToCms
              : 0;
          return base + varying;
        },
      },
    ];
  });
}

/** Factor of a pattern at a date (UTC is used as the model's own clock). A weekend pattern takes the hourly one's place. */
function patternFactor(p: DrainagePattern, at: Date, weekends: boolean): number {
  const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
  switch (p.type) {
    case 'MONTHLY':
      return p.factors[at.getUTCMonth()] ?? 1;
    case 'DAILY':
      return p.factors[at.getUTCDay()] ?? 1;
    case 'HOURLY':
      return weekend && weekends ? 1 : (p.factors[at.getUTCHours()] ?? 1);
    case 'WEEKEND':
      return weekend ? (p.factors[at.getUTCHours()] ?? 1) : 1;
  }
}

/** Start of the simulation as milliseconds of the model's own clock. */
export function startOf(options: Readonly<Record<string, string>>): number {
  const [month, day, year] = (options['START_DATE'] ?? '01/01/2000').split(/[-/]/).map(Number);
  const [h = 0, m = 0, s = 0] = (options['START_TIME'] ?? '0:00:00').split(':').map(Number);
  return Date.UTC(year!, month! - 1, day!, h, m, s);
}
