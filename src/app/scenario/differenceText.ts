import type { TFunction } from 'i18next';
import type { Difference } from '../../document/differences';
import type { Forcing, Measure } from '../../domain/scenario';
import { peakMmH, rainDepthMm } from '../../domain/storm/hyetograph';
import { formatNumber } from '../i18n/format';
import { lineLengthM } from './barriers';

/** What differs from the parent, as one line a thing: `+` added, `−` taken away, `~` changed. */
export interface DifferenceText {
  readonly sign: '+' | '−' | '~';
  readonly text: string;
}

/** A difference in words of the language on show. */
export function differenceText(d: Difference, t: TFunction): DifferenceText {
  switch (d.kind) {
    case 'setting':
      return {
        sign: '~',
        text: t('difference.setting', {
          name: t(`difference.settings.${d.name}`),
          before: settingText(d.name, d.before, t),
          after: settingText(d.name, d.after, t),
        }),
      };
    case 'forcing':
      return sided(d.before, d.after, (f) => forcingText(f, t), t);
    case 'measure':
      return sided(d.before, d.after, (m) => measureText(m, t), t);
  }
}

function sided<T>(
  before: T | null,
  after: T | null,
  textOf: (value: T) => string,
  t: TFunction,
): DifferenceText {
  if (!before) return { sign: '+', text: textOf(after!) };
  if (!after) return { sign: '−', text: textOf(before) };
  const [was, is] = [textOf(before), textOf(after)];
  const text = was === is ? is : t('difference.instead', { is, was: withoutLabel(was) });
  return { sign: '~', text };
}

/** What stands after the colon: the label is said once. */
function withoutLabel(text: string): string {
  return text.replace(/^[^:：]*[:：]\s*/, '');
}

function settingText(name: string, value: unknown, t: TFunction): string {
  if (name === 'horizonS') return t('scenario.hours', { n: formatNumber(Number(value) / 3600, 1) });
  if (name === 'outputEveryS') return `${String(value)} s`;
  if (name === 'floodCellSizeM') return `${String(value)} m`;
  if (Array.isArray(value)) return value.map((e) => t(`engine.${e as 'flood'}`)).join(', ');
  return String(value);
}

function forcingText(f: Forcing, t: TFunction): string {
  if (f.kind === 'rain') {
    return t('difference.rain', {
      depth: formatNumber(rainDepthMm(f.intensityMmH, Number.POSITIVE_INFINITY)),
      peak: formatNumber(peakMmH(f.intensityMmH)),
    });
  }
  if (f.kind === 'stage') {
    const top = f.levelM.reduce((max, r) => Math.max(max, r[1]), Number.NEGATIVE_INFINITY);
    return t('difference.stage', { target: f.target ?? f.id, top: formatNumber(top, 2) });
  }
  const kind: string = f.kind;
  const name = t(`forcing.${kind}`, { defaultValue: kind });
  return t('difference.forcing', { kind: name, id: f.id });
}

function measureText(m: Measure, t: TFunction): string {
  if (m.kind === 'barrier') {
    return t('difference.barrier', {
      length: formatNumber(lineLengthM(m.line)),
      height: formatNumber(m.heightM ?? m.crestM ?? 0, 1),
    });
  }
  const kind: string = m.kind;
  const name = t(`measure.${kind}`, { defaultValue: kind });
  return t('difference.measure', { kind: name, id: m.name ?? m.id });
}
