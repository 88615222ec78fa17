import type { TFunction } from 'i18next';
import type { IndicatorSpec } from '../../rehearsal/indicators/catalogue';
import { formatNumber } from './format';

type Unit = IndicatorSpec['unit'];

/** How a unit is shown: its symbol, what the value is divided by, and digits after the point. */
const SHOWN: Readonly<Record<Unit, Shown>> = {
  '1': { symbol: '', per: 1, digits: 0 },
  m2: { symbol: 'ha', per: 1e4, digits: 2 },
  m: { symbol: 'm', per: 1, digits: 2 },
  km: { symbol: 'km', per: 1, digits: 2 },
  'km·h': { symbol: 'km·h', per: 1, digits: 2 },
  h: { symbol: 'h', per: 1, digits: 2 },
  m3: { symbol: 'm³', per: 1, digits: 0 },
  kWh: { symbol: 'kWh', per: 1, digits: 1 },
  // The word for thousands is the locale's.
  money: { symbol: null, per: 1000, digits: 0 },
};

interface Shown {
  readonly symbol: string | null;
  readonly per: number;
  readonly digits: number;
}

/** An indicator's value with its unit as people read it (areas in hectares, money in thousands). */
export function formatIndicator(value: number | null, unit: Unit, t: TFunction): string {
  if (value === null) return '–';
  const { per, digits } = SHOWN[unit];
  return withUnit(formatNumber(value / per, digits), unit, t);
}

/** A delta with its sign; what rounds to nothing says that it is less than can be shown. */
export function formatDelta(delta: number | null, unit: Unit, t: TFunction): string {
  if (delta === null) return '–';
  const { per, digits } = SHOWN[unit];
  const shown = Math.abs(delta / per);
  const smallest = 10 ** -digits;
  const sign = delta < 0 ? '−' : '+';
  if (shown < smallest / 2) return `${sign}<${withUnit(formatNumber(smallest, digits), unit, t)}`;
  return `${sign}${withUnit(formatNumber(shown, digits), unit, t)}`;
}

function withUnit(number: string, unit: Unit, t: TFunction): string {
  const symbol = SHOWN[unit].symbol ?? t('unit.money');
  return symbol === '' ? number : `${number} ${symbol}`;
}
