import { X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { UTILITY_COLOURS } from '../../../../scenes/shared/palette';
import { sectionProfile, type SectionProfile } from '../../../domain/section';
import {
  drawSection,
  sectionScale,
  type SectionColours,
  type SectionScale,
} from '../../charts/sectionView';
import { CommandButton } from '../../components/CommandButton';
import { useServices } from '../../components/ServicesContext';
import { formatNumber } from '../../i18n/format';
import type { Services } from '../../services/services';
import { lineLengthM } from '../../scenario/barriers';
import { drawStore, type Point2 } from '../../stores/draw';
import { onTheme } from '../../theme';

/** What stands under the pointer, ready to read. */
interface Reading {
  readonly x: number;
  readonly distanceM: number;
  readonly groundM: number;
  readonly waterM: number;
}

/** The section along the drawn line, moving with time. It is drawn outside React, frame by frame. */
export function SectionDock(): ReactNode {
  const { t } = useTranslation();
  const services = useServices();
  const line = useStore(drawStore, (s) => s.section);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [isEmpty, setEmpty] = useState(false);

  useEffect(() => {
    const node = canvas.current;
    if (!node || !line) return;
    const view = new SectionCanvas(node, services, line, setReading, setEmpty);
    return () => view.dispose();
  }, [line, services]);

  if (!line) return null;
  return (
    <section className="section-dock" aria-labelledby="section-title">
      <header className="section-head">
        <h2 id="section-title">{t('section.title')} A–B</h2>
        <span className="muted">
          {t('section.length', { length: formatNumber(lineLengthM(line)) })}
        </span>
        <Key />
        <span className="section-reading" aria-hidden>
          {reading && (
            <>
              {formatNumber(reading.distanceM)} m · {t('section.ground')}{' '}
              {formatNumber(reading.groundM, 2)} m
              {Number.isFinite(reading.waterM) &&
                ` · ${t('section.water')} ${formatNumber(reading.waterM - reading.groundM, 2)} m`}
            </>
          )}
        </span>
        <CommandButton id="section.clear" icon={X} placement="left" />
      </header>
      <div className="section-body">
        <canvas ref={canvas} role="img" aria-label={t('section.title')} />
        {isEmpty && <p className="section-empty muted">{t('section.empty')}</p>}
      </div>
    </section>
  );
}

/** What the lines of the section mean. */
function Key(): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className="section-key">
      {(['ground', 'water', 'hgl'] as const).map((id) => (
        <li key={id}>
          <span aria-hidden className={`key-line key-${id}`} />
          {t(`section.${id}`)}
        </li>
      ))}
    </ul>
  );
}

/** Keeps a canvas showing the section at the moment on show. */
class SectionCanvas {
  readonly #node: HTMLCanvasElement;
  readonly #services: Services;
  readonly #line: readonly Point2[];
  readonly #onReading: (r: Reading | null) => void;
  readonly #onEmpty: (isEmpty: boolean) => void;
  readonly #offs: (() => void)[];
  #request = 0;
  #profile: SectionProfile | null = null;
  #scale: SectionScale | null = null;

  constructor(
    node: HTMLCanvasElement,
    services: Services,
    line: readonly Point2[],
    onReading: (r: Reading | null) => void,
    onEmpty: (isEmpty: boolean) => void,
  ) {
    this.#node = node;
    this.#services = services;
    this.#line = line;
    this.#onReading = onReading;
    this.#onEmpty = onEmpty;
    const resize = new ResizeObserver(() => this.#ask());
    resize.observe(node.parentElement!);
    const move = (e: PointerEvent): void => this.#read(e.offsetX);
    const leave = (): void => onReading(null);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerleave', leave);
    this.#offs = [
      () => resize.disconnect(),
      () => node.removeEventListener('pointermove', move),
      () => node.removeEventListener('pointerleave', leave),
      services.host.onShow(() => this.#ask()),
      onTheme(() => this.#ask()),
    ];
    this.#ask();
  }

  dispose(): void {
    for (const off of this.#offs) off();
    cancelAnimationFrame(this.#request);
  }

  #ask(): void {
    this.#request ||= requestAnimationFrame(() => {
      this.#request = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const city = this.#services.cities.handle?.city;
    const box = this.#node.parentElement;
    if (!city || !box) return;
    const { clientWidth: width, clientHeight: height } = box;
    const ratio = devicePixelRatio;
    this.#node.width = width * ratio;
    this.#node.height = height * ratio;
    this.#node.style.width = `${width}px`;
    this.#node.style.height = `${height}px`;
    const g = this.#node.getContext('2d');
    if (!g || width < 60 || height < 50) return;
    const { flood } = this.#services.host.shown();
    const profile = sectionProfile(city, flood?.frame ?? null, this.#line, {
      next: flood?.next ?? null,
      mix: flood?.mix ?? 0,
    });
    const scale = sectionScale(profile, width, height);
    this.#profile = profile;
    this.#scale = scale;
    this.#onEmpty(scale === null);
    if (!scale) return;
    g.scale(ratio, ratio);
    g.font = `${getComputedStyle(box).fontSize} system-ui, sans-serif`;
    drawSection(g, profile, scale, coloursNow());
  }

  #read(x: number): void {
    const [p, s] = [this.#profile, this.#scale];
    if (!p || !s || x < s.left || x > s.right) {
      this.#onReading(null);
      return;
    }
    const distanceM = ((x - s.left) / (s.right - s.left)) * s.lengthM;
    const i = Math.round((distanceM / s.lengthM) * (p.distanceM.length - 1));
    this.#onReading({ x, distanceM, groundM: p.groundM[i]!, waterM: p.waterM[i]! });
  }
}

function coloursNow(): SectionColours {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string): string => css.getPropertyValue(name).trim();
  return {
    ink: colour('--ink'),
    muted: colour('--ink-muted'),
    line: colour('--line'),
    ground: colour('--chart-ground'),
    earth: colour('--chart-earth'),
    water: colour('--chart-water'),
    waterFill: colour('--chart-water-fill'),
    hgl: colour('--chart-hgl'),
    surface: colour('--surface'),
    utility: UTILITY_COLOURS,
  };
}
