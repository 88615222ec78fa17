import type { LocalText } from '../../src/domain/text';
import { declutter } from '../shared/declutter';

/** A name that hangs at a point of the City. */
export interface NamedPlace {
  readonly id: string;
  readonly name: LocalText;
  /** Local metres. */
  readonly at: readonly [number, number, number];
  /** Not named from farther away, m. */
  readonly maxM: number;
  /** Smaller is named first where names would overlap. */
  readonly rank: number;
}

/** What the labels ask of the scene. */
export interface LabelStage {
  /** Pixel of a local point, or null behind the eye. */
  project(x: number, y: number, z: number): readonly [number, number] | null;
  /** Distance of the eye to a local point, m. */
  eyeDistance(x: number, y: number, z: number): number;
}

const FONT = '600 13px "Noto Sans SC Variable","Noto Sans SC",system-ui,sans-serif';
const HEIGHT_PX = 18;
/** From the middle of a symbol to its name. */
const OFFSET_PX = 16;
/** Half the side of a symbol: names keep off the symbols of others too. */
const SYMBOL_PX = 11;
const STYLE = [
  'position:absolute',
  'left:0',
  'top:0',
  `font:${FONT}`,
  `line-height:${HEIGHT_PX}px`,
  'white-space:pre',
].join(';');
/** Ink and paper of the names, by theme. */
const COLOURS = { light: ['#16202b', '#fff'], dark: ['#eef3f8', '#0b1016'] } as const;
/** A selected place is named before all others. */
const SELECTED_RANK = -1;

/**
 * Names of places as plain HTML over the canvas: crisp in any language, in the app's, and none over
 * another. Cesium's own labels would bring two shaders, an atlas of glyphs and no order.
 */
export class NameLabels {
  private readonly layer = document.createElement('div');
  private readonly boxes = new Map<string, HTMLElement>();
  private readonly widths = new Map<string, number>();
  private readonly measure = document.createElement('canvas').getContext('2d');
  private readonly groups = new Map<string, readonly NamedPlace[]>();
  private selected: ReadonlySet<string> = new Set();
  private language: keyof LocalText = 'en';

  constructor(
    container: HTMLElement,
    private readonly stage: LabelStage,
  ) {
    this.layer.style.cssText = 'position:absolute;inset:0;overflow:hidden;pointer-events:none';
    this.layer.setAttribute('aria-hidden', 'true');
    this.setTheme('light');
    container.append(this.layer);
  }

  /** The places of a group (a layer of the map); none: the group is hidden. */
  set(group: string, places: readonly NamedPlace[]): void {
    this.groups.set(group, places);
  }

  select(ids: ReadonlySet<string>): void {
    this.selected = ids;
  }

  speak(language: keyof LocalText): void {
    if (language === this.language) return;
    this.language = language;
    for (const box of this.boxes.values()) box.remove();
    this.boxes.clear();
  }

  setTheme(theme: keyof typeof COLOURS): void {
    const [ink, paper] = COLOURS[theme];
    this.layer.style.color = ink;
    this.layer.style.textShadow = `0 0 2px ${paper},0 0 2px ${paper},0 0 3px ${paper},1px 1px 1px ${paper},-1px -1px 1px ${paper}`;
  }

  set visible(visible: boolean) {
    this.layer.style.visibility = visible ? '' : 'hidden';
  }

  /** Puts the names where their places are now. After each frame. */
  place(): void {
    const near: { place: NamedPlace; x: number; y: number }[] = [];
    for (const places of this.groups.values()) {
      for (const place of places) {
        if (this.stage.eyeDistance(...place.at) > place.maxM) continue;
        const at = this.stage.project(...place.at);
        if (at) near.push({ place, x: at[0], y: at[1] });
      }
    }
    const shown = declutter(
      near.map(({ place, x, y }) => ({
        x: x + OFFSET_PX,
        y: y - HEIGHT_PX / 2,
        width: this.width(place.name[this.language]),
        height: HEIGHT_PX,
        rank: this.selected.has(place.id) ? SELECTED_RANK : place.rank,
      })),
      near.map(({ x, y }) => ({
        x: x - SYMBOL_PX,
        y: y - SYMBOL_PX,
        width: 2 * SYMBOL_PX,
        height: 2 * SYMBOL_PX,
      })),
    );
    const drawn = new Set<string>();
    near.forEach(({ place, x, y }, i) => {
      if (!shown[i]) return;
      drawn.add(place.id);
      const box = this.box(place);
      box.style.transform = `translate(${Math.round(x + OFFSET_PX)}px,${Math.round(y - HEIGHT_PX / 2)}px)`;
    });
    for (const [id, box] of this.boxes) {
      if (drawn.has(id)) continue;
      box.remove();
      this.boxes.delete(id);
    }
  }

  dispose(): void {
    this.layer.remove();
  }

  private box(place: NamedPlace): HTMLElement {
    let box = this.boxes.get(place.id);
    if (!box) {
      box = document.createElement('span');
      box.style.cssText = STYLE;
      box.textContent = place.name[this.language];
      this.layer.append(box);
      this.boxes.set(place.id, box);
    }
    return box;
  }

  private width(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      if (this.measure) this.measure.font = FONT;
      width = this.measure?.measureText(text).width ?? text.length * 8;
      this.widths.set(text, width);
    }
    return width;
  }
}
