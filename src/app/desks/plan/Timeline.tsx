import { Pause, Play, Repeat, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Slider, SliderThumb, SliderTrack, Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Choice } from '../../components/Choice';
import { CommandButton } from '../../components/CommandButton';
import { usePerform } from '../../components/ServicesContext';
import { formatClock, formatNumber } from '../../i18n/format';
import { rainDepthMm, type Hyetograph } from '../../../domain/storm/hyetograph';
import { rainOf } from '../../scenario/storms';
import { clockStore, SPEEDS } from '../../stores/clock';
import { runsStore, shownRun } from '../../stores/runs';
import { scenarioStore } from '../../stores/scenario';

/** Playback of the run on show, with the rain that falls behind the scrubber. */
export function Timeline(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const playing = useStore(clockStore, (s) => s.playing);
  const speed = useStore(clockStore, (s) => s.speed);
  return (
    <section className="timeline" aria-label={t('timeline.title')} data-tour="timeline">
      <Toolbar className="toolbar transport" aria-label={t('timeline.transport')}>
        <CommandButton id="time.start" icon={SkipBack} placement="top" />
        <CommandButton id="time.back" icon={StepBack} placement="top" />
        <CommandButton
          id="time.play"
          icon={playing ? Pause : Play}
          placement="top"
          className="play"
        />
        <CommandButton id="time.forward" icon={StepForward} placement="top" />
        <CommandButton id="time.end" icon={SkipForward} placement="top" />
        <CommandButton id="time.loop" icon={Repeat} placement="top" />
        <Choice
          label={t('timeline.speed')}
          labelHidden
          className="speed"
          value={String(speed)}
          options={SPEEDS.map((s) => ({ id: String(s), label: t('timeline.times', { n: s }) }))}
          onChange={(v) => perform('time.speed', Number(v))}
        />
      </Toolbar>
      <Scrubber />
      <Clock />
    </section>
  );
}

function Clock(): ReactNode {
  const { t } = useTranslation();
  const timeS = useStore(clockStore, (s) => Math.round(s.timeS));
  const horizonS = useStore(clockStore, (s) => s.horizonS);
  const following = useStore(clockStore, (s) => s.following);
  return (
    <div className="clock">
      <span className="clock-now" aria-label={t('timeline.now')}>
        {formatClock(timeS, true)}
      </span>
      <span className="muted">
        {following ? t('timeline.live') : t('timeline.of', { time: formatClock(horizonS) })}
      </span>
    </div>
  );
}

function Scrubber(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const timeS = useStore(clockStore, (s) => s.timeS);
  const horizonS = useStore(clockStore, (s) => s.horizonS);
  const availableS = useStore(clockStore, (s) => s.availableS);
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const shown = useStore(runsStore, (s) => shownRun(s)?.scenario);
  const { rows: rain } = rainOf(shown ?? scenario);
  return (
    <Slider
      className="scrubber"
      aria-label={t('timeline.scrub')}
      minValue={0}
      maxValue={horizonS}
      step={1}
      value={Math.min(timeS, horizonS)}
      isDisabled={availableS === 0}
      onChange={(v) => perform('time.go', v as number)}
    >
      <SliderTrack className="scrubber-track">
        <Hyetogram rows={rain} horizonS={horizonS} />
        <div className="scrubber-done" style={{ width: `${(100 * availableS) / horizonS}%` }} />
        <Ticks horizonS={horizonS} />
        <SliderThumb className="scrubber-thumb" aria-label={t('timeline.scrub')} />
      </SliderTrack>
    </Slider>
  );
}

/** Rain as steps hanging from the top, as hydrologists draw it. */
function Hyetogram(props: { readonly rows: Hyetograph; readonly horizonS: number }): ReactNode {
  const { t } = useTranslation();
  const { rows, horizonS } = props;
  const peak = Math.max(...rows.map((r) => r[1]));
  const path = useMemo(() => stepPath(rows, horizonS, peak), [rows, horizonS, peak]);
  if (peak <= 0) return <span className="rain-label muted">{t('timeline.noRain')}</span>;
  return (
    <>
      <svg className="hyetogram" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden>
        <path d={path} />
      </svg>
      <span className="rain-label">
        {t('timeline.rain', {
          peak: formatNumber(peak),
          depth: formatNumber(rainDepthMm(rows, horizonS)),
        })}
      </span>
    </>
  );
}

const RAIN_HEIGHT = 62;

function stepPath(rows: Hyetograph, horizonS: number, peak: number): string {
  let d = 'M0 0';
  rows.forEach(([time, value], i) => {
    const end = Math.min(rows[i + 1]?.[0] ?? horizonS, horizonS);
    if (time >= horizonS) return;
    const y = ((value / peak) * RAIN_HEIGHT).toFixed(2);
    d += `L${((1000 * time) / horizonS).toFixed(2)} ${y}L${((1000 * end) / horizonS).toFixed(2)} ${y}`;
  });
  return `${d}L1000 0Z`;
}

/** Tick spacings tried, s: the first that gives at most this many. */
const TICKS_S = [300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
const MAX_TICKS = 13;

function Ticks({ horizonS }: { readonly horizonS: number }): ReactNode {
  const every = TICKS_S.find((s) => horizonS / s <= MAX_TICKS) ?? TICKS_S.at(-1)!;
  const times = Array.from({ length: Math.floor(horizonS / every) + 1 }, (_, i) => i * every);
  return (
    <div className="ticks" aria-hidden>
      {times.map((s) => (
        <span key={s} style={{ left: `${(100 * s) / horizonS}%` }}>
          {formatClock(s)}
        </span>
      ))}
    </div>
  );
}
