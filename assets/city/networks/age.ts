import type { CityPlan } from '../plan';
import { draw } from './draw';

/** Year the city's oldest streets got their pipes, and the newest ones. */
const FIRST_YEAR = 1912;
const LAST_YEAR = 2018;

/** Year a line at a place was laid: the city grew outwards from its middle, with renewals. */
export function yearLaid(plan: CityPlan, x: number, y: number, id: string): number {
  const { minX, minY, maxX, maxY } = plan.extent;
  const rx = (x - (minX + maxX) / 2) / ((maxX - minX) / 2 || 1);
  const ry = (y - (minY + maxY) / 2) / ((maxY - minY) / 2 || 1);
  const far = Math.min(Math.hypot(rx, ry), 1);
  const scatter = (draw(plan.recipe.seed, `year:${id}`) - 0.5) * 16;
  const renewed = draw(plan.recipe.seed, `renewed:${id}`) < 0.15 ? 35 : 0;
  const year = FIRST_YEAR + far * (LAST_YEAR - FIRST_YEAR) + scatter + renewed;
  return Math.round(Math.min(Math.max(year, FIRST_YEAR), LAST_YEAR));
}
