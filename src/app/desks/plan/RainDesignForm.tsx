import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RainDesign } from '../../../domain/scenario';
import { hyetographOf } from '../../../domain/storm/design';
import type { Hyetograph } from '../../../domain/storm/hyetograph';
import { designDepthMm, designRainLSHa, SHANGHAI_2017 } from '../../../domain/storm/intensity';
import { SCS_TYPES } from '../../../domain/storm/scs';
import { Choice } from '../../components/Choice';
import { NumberInput } from '../../components/NumberInput';
import { formatNumber } from '../../i18n/format';

type Kind = RainDesign['kind'];
type FormulaDesign = Extract<RainDesign, { kind: 'chicago' | 'alternating_block' }>;

const MINUTE_S = 60;
const HOUR_S = 3600;

const formula = {
  formula: SHANGHAI_2017,
  returnYears: 50,
  durationS: 2 * HOUR_S,
  peakShare: 0.4,
  stepS: 5 * MINUTE_S,
};

/** What each pattern starts from. */
const STARTS: { readonly [K in Kind]: Extract<RainDesign, { kind: K }> } = {
  uniform: { kind: 'uniform', intensityMmH: 60, durationS: HOUR_S },
  triangular: {
    kind: 'triangular',
    depthMm: 90,
    durationS: 2 * HOUR_S,
    peakShare: 0.4,
    stepS: 300,
  },
  chicago: { kind: 'chicago', ...formula },
  alternating_block: { kind: 'alternating_block', ...formula },
  scs: { kind: 'scs', type: 'II', depthMm: 120, durationS: 6 * HOUR_S, stepS: 600 },
};
const KINDS = Object.keys(STARTS) as Kind[];

interface Props {
  readonly design: RainDesign | null;
  readonly onChange: (design: RainDesign, rows: Hyetograph) => void;
}

/** A design storm by its pattern and numbers, with the formula behind it. */
export function RainDesignForm({ design, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const change = (next: RainDesign): void => onChange(next, hyetographOf(next));
  const options = KINDS.map((id) => ({ id: id as Kind | 'none', label: t(`design.${id}`) }));
  return (
    <div className="design">
      <Choice
        label={t('design.pattern')}
        value={design?.kind ?? 'none'}
        options={design ? options : [{ id: 'none', label: t('storm.custom') }, ...options]}
        onChange={(id) => {
          if (id !== 'none' && id !== design?.kind) change(started(id, design));
        }}
      />
      {design && <Numbers design={design} change={change} />}
      {design && <p className="source">{t(`design.source.${design.kind}`)}</p>}
    </div>
  );
}

/** The start of a pattern, with the numbers the one before it shares. */
function started(kind: Kind, before: RainDesign | null): RainDesign {
  const start = STARTS[kind];
  if (!before) return start;
  const shared = Object.fromEntries(
    Object.entries(before).filter(([name]) => name !== 'kind' && name in start),
  );
  return { ...start, ...shared, kind } as RainDesign;
}

function Numbers(props: {
  readonly design: RainDesign;
  readonly change: (d: RainDesign) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { design, change } = props;
  const isFormula = design.kind === 'chicago' || design.kind === 'alternating_block';
  return (
    <>
      <div className="field-grid">
        {design.kind === 'uniform' && (
          <NumberInput
            label={t('rain.intensity')}
            unit="mm/h"
            value={design.intensityMmH}
            min={0}
            max={1000}
            digits={1}
            onChange={(intensityMmH) => change({ ...design, intensityMmH })}
          />
        )}
        {design.kind === 'scs' && (
          <Choice
            label={t('design.type')}
            value={design.type}
            options={SCS_TYPES.map((id) => ({ id, label: t(`design.scsType.${id}`) }))}
            onChange={(type) => change({ ...design, type })}
          />
        )}
        {(design.kind === 'triangular' || design.kind === 'scs') && (
          <NumberInput
            label={t('design.depth')}
            unit="mm"
            value={design.depthMm}
            min={0.1}
            max={2000}
            digits={1}
            onChange={(depthMm) => change({ ...design, depthMm })}
          />
        )}
        {isFormula && (
          <NumberInput
            label={t('design.returnYears')}
            unit="a"
            value={design.returnYears}
            min={0.25}
            max={1000}
            step={0.25}
            digits={2}
            onChange={(returnYears) => change({ ...design, returnYears })}
          />
        )}
        <NumberInput
          label={t('design.duration')}
          unit="min"
          value={design.durationS / MINUTE_S}
          min={5}
          max={2880}
          onChange={(min) => change({ ...design, durationS: min * MINUTE_S })}
        />
        {'peakShare' in design && (
          <NumberInput
            label={t('design.peakShare')}
            value={design.peakShare}
            min={0}
            max={1}
            step={0.01}
            digits={2}
            onChange={(peakShare) => change({ ...design, peakShare })}
          />
        )}
        {'stepS' in design && (
          <NumberInput
            label={t('design.step')}
            unit="min"
            value={design.stepS / MINUTE_S}
            min={1}
            max={60}
            onChange={(min) => change({ ...design, stepS: min * MINUTE_S })}
          />
        )}
      </div>
      {isFormula && <Formula design={design} change={change} />}
    </>
  );
}

/** The four coefficients of a city's rainstorm-intensity formula, and what they give. */
function Formula(props: {
  readonly design: FormulaDesign;
  readonly change: (d: RainDesign) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { design, change } = props;
  const { formula: f, returnYears } = design;
  const minutes = design.durationS / MINUTE_S;
  return (
    <>
      <p className="formula">q = 167·A₁(1 + C·lg P) / (t + b)ⁿ</p>
      <div className="field-grid field-grid-4">
        {(['a1', 'c', 'b', 'n'] as const).map((name) => (
          <NumberInput
            key={name}
            label={t(`design.coefficient.${name}`)}
            value={f[name]}
            min={name === 'c' || name === 'b' ? 0 : 0.01}
            max={name === 'n' ? 1.5 : 500}
            step={0.001}
            digits={3}
            onChange={(value) => change({ ...design, formula: { ...f, [name]: value } })}
          />
        ))}
      </div>
      <p className="muted">
        {t('design.gives', {
          q: formatNumber(designRainLSHa(f, minutes, returnYears), 1),
          depth: formatNumber(designDepthMm(f, minutes, returnYears), 1),
          minutes: formatNumber(minutes),
        })}
      </p>
    </>
  );
}
