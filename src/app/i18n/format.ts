import { inLanguage, type LocalText } from '../../domain/text';
import { currentLanguage } from './i18n';

/** Numbers and times as the language on show writes them. */
const cache = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–';
  const key = `${currentLanguage()}:${digits}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    cache.set(key, format);
  }
  return format.format(value);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Simulated time as h:mm, or h:mm:ss where seconds matter. */
export function formatClock(timeS: number, withSeconds = false): string {
  const s = Math.max(0, Math.round(timeS));
  const hm = `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}`;
  return withSeconds ? `${hm}:${two(s % 60)}` : hm;
}

/** Share of one as a short exponent, e.g. 3.2 × 10⁻⁷, or 0. */
export function formatTiny(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e-3) return formatNumber(value, 4);
  const exponent = Math.floor(Math.log10(size));
  const digits = [...String(-exponent)].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('');
  return `${formatNumber(value / 10 ** exponent, 1)} × 10⁻${digits}`;
}

export function textOf(text: string | LocalText): string {
  return inLanguage(text, currentLanguage());
}

/** Date and time as the language on show writes them. */
export function formatDate(ms: number): string {
  const locale = currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}
