import { DataTexture, FloatType, NearestFilter, RGBAFormat, UnsignedByteType } from 'three';
import type { UtilityKind } from '../../src/domain/city';
import { linkLevels, SeriesReader, type FrameMoment } from '../../src/domain/networkState';
import { parseCssColour, type Rgb } from '../shared/colourMaps';
import { UTILITY_COLOURS } from '../shared/palette';
import { linkSize, UTILITY_KINDS, UTILITY_LAYERS, type ElementTable } from './elements';
import { ELEMENT_TEXTURE_WIDTH, FLAG } from './shaders/elements';
import {
  ageColour,
  fillColour,
  slopeColour,
  surchargeColour,
  UNKNOWN_COLOUR,
  type PipeColouring,
} from './stateColours';

/** Level that stands for "no water here". */
const DRY_LEVEL_M = -1e6;
/** Flow below which no direction is shown, m³/s. */
const STILL_FLOW_CMS = 1e-4;
/** Length of one flow mark, m: the phase runs once through 0–1 over it. */
export const FLOW_MARK_M = 2.5;
const MAX_MARK_SPEED_MS = 6;
const CONCRETE: Rgb = [172, 168, 160];
/** Chambers keep this share of concrete in their utility's colour. */
const CONCRETE_SHARE = 0.55;
/** Water this close under the cover counts as flooding, m. */
const FLOODING_FREEBOARD_M = 0.1;

/** Colours of pipes and chambers by utility. */
const OWN_COLOUR = Object.fromEntries(
  UTILITY_KINDS.map((k) => {
    const pipe = parseCssColour(UTILITY_COLOURS[k]);
    return [k, { pipe, chamber: mixRgb(pipe, CONCRETE, CONCRETE_SHARE) }];
  }),
) as Readonly<Record<UtilityKind, { readonly pipe: Rgb; readonly chamber: Rgb }>>;

/**
 * Colour, visibility and water of all elements, kept in two textures the shaders look into. Geometry
 * never changes when a run plays, a layer is switched or the colouring changes.
 */
export class ElementState {
  readonly colour: DataTexture;
  readonly water: DataTexture;
  readonly #table: ElementTable;
  readonly #colours: Uint8Array;
  readonly #levels: Float32Array;
  readonly #speed: Float32Array;
  readonly #phase: Float32Array;
  readonly #reader: SeriesReader;
  readonly #nodeDepth: Float32Array;
  readonly #linkFlow: Float32Array;
  readonly #linkDepth: Float32Array;
  readonly #hiddenUtilities = new Set<string>();
  #selected = new Set<number>();
  #hovered = -1;
  #by: PipeColouring = 'utility';
  #hasWater = false;
  /** Elements with water in the moment shown. */
  #wet: number[] = [];

  constructor(table: ElementTable) {
    this.#table = table;
    const count = table.elements.length;
    const rows = Math.max(1, Math.ceil(count / ELEMENT_TEXTURE_WIDTH));
    const texels = rows * ELEMENT_TEXTURE_WIDTH;
    this.#colours = new Uint8Array(texels * 4);
    this.#levels = new Float32Array(texels * 4).fill(DRY_LEVEL_M);
    this.#speed = new Float32Array(count);
    this.#phase = new Float32Array(count);
    this.#reader = new SeriesReader(
      table.elements.map((e) => (e.kind === 'link' ? e.link.id : e.node.id)),
    );
    this.#nodeDepth = new Float32Array(count).fill(Number.NaN);
    this.#linkFlow = new Float32Array(count).fill(Number.NaN);
    this.#linkDepth = new Float32Array(count).fill(Number.NaN);
    this.colour = texture(this.#colours, rows, UnsignedByteType);
    this.water = texture(this.#levels, rows, FloatType);
    this.#recolour();
  }

  /** True while some pipe carries moving water: marks then want to move. */
  get flows(): boolean {
    return this.#wet.some((i) => this.#speed[i] !== 0);
  }

  get hasWater(): boolean {
    return this.#hasWater;
  }

  /** Level of the water at a node, m, NaN where unknown. */
  nodeDepthM(element: number): number {
    return this.#nodeDepth[element] ?? Number.NaN;
  }

  linkFlowCms(element: number): number {
    return this.#linkFlow[element] ?? Number.NaN;
  }

  setColouring(by: PipeColouring): void {
    this.#by = by;
    this.#recolour();
  }

  setLayer(layer: string, visible: boolean): void {
    if (visible) this.#hiddenUtilities.delete(layer);
    else this.#hiddenUtilities.add(layer);
    this.#recolour();
  }

  select(elements: readonly number[]): void {
    const before = this.#selected;
    this.#selected = new Set(elements);
    for (const i of [...before, ...elements]) this.#paint(i);
    this.colour.needsUpdate = true;
  }

  /** Marks the element under the pointer (−1: none). False where nothing changed. */
  hover(element: number): boolean {
    if (element === this.#hovered) return false;
    const before = this.#hovered;
    this.#hovered = element;
    for (const i of [before, element]) if (i >= 0) this.#paint(i);
    this.colour.needsUpdate = true;
    return true;
  }

  /** Takes the water of a moment of a run; null: no run is shown. */
  show(moment: FrameMoment | null): void {
    const had = this.#hasWater;
    this.#hasWater = false;
    if (moment) {
      const depths = this.#reader.read(moment, 'nodeDepth', this.#nodeDepth);
      const flows = this.#reader.read(moment, 'linkFlow', this.#linkFlow);
      this.#reader.read(moment, 'linkDepth', this.#linkDepth);
      this.#hasWater = depths || flows;
    } else {
      for (const a of [this.#nodeDepth, this.#linkFlow, this.#linkDepth]) a.fill(Number.NaN);
    }
    if (!this.#hasWater && !had) return;
    this.#dry();
    this.#findWet();
    this.#fillLevels();
    for (const i of this.#wet) this.#paint(i);
    this.colour.needsUpdate = true;
  }

  /** Moves the flow marks on by real time. */
  advance(seconds: number): void {
    for (const i of this.#wet) {
      const speed = this.#speed[i]!;
      if (speed === 0) continue;
      const phase = this.#phase[i]! + (Math.abs(speed) * seconds) / FLOW_MARK_M;
      this.#phase[i] = phase - Math.floor(phase);
      this.#levels[i * 4 + 3] = Math.sign(speed) * (1 + this.#phase[i]!);
    }
    this.water.needsUpdate = true;
  }

  dispose(): void {
    this.colour.dispose();
    this.water.dispose();
  }

  /** Takes the water out of everything that had some. */
  #dry(): void {
    for (const i of this.#wet) {
      this.#levels.fill(DRY_LEVEL_M, i * 4, i * 4 + 3);
      this.#levels[i * 4 + 3] = 0;
      this.#speed[i] = 0;
      this.#paint(i);
    }
    this.#wet = [];
    this.water.needsUpdate = true;
    this.colour.needsUpdate = true;
  }

  /** Lists the elements the run says something of: their own values, or those of their end nodes. */
  #findWet(): void {
    const known = (i: number): boolean => i >= 0 && !Number.isNaN(this.#nodeDepth[i]!);
    this.#table.elements.forEach((e, i) => {
      const wet =
        e.kind === 'node'
          ? known(i)
          : known(e.from) || known(e.to) || !Number.isNaN(this.#linkDepth[i]!);
      if (wet) this.#wet.push(i);
    });
  }

  /** Levels at both ends and the middle of every link, and in every node. */
  #fillLevels(): void {
    for (const i of this.#wet) this.#fillLevel(i);
    this.water.needsUpdate = true;
  }

  #fillLevel(i: number): void {
    const e = this.#table.elements[i]!;
    const o = i * 4;
    if (e.kind === 'node') {
      const depth = this.#nodeDepth[i]!;
      if (!(depth > 0)) return;
      const level = Math.min(e.node.invertM + depth, e.node.coverM);
      this.#levels.fill(level, o, o + 3);
      return;
    }
    const p = e.link.path;
    if (p.length < 6) return;
    const first = p[2]!;
    const last = p[p.length - 1]!;
    const start = this.#levelIn(e.from);
    const end = this.#levelIn(e.to);
    const known = this.#linkDepth[i]!;
    if (Number.isNaN(start) && Number.isNaN(end) && Number.isNaN(known)) return;
    linkLevels(first, last, start, end, known, this.#levels, o);
    const middle = this.#levels[o + 1]! - (first + last) / 2;
    const flow = this.#linkFlow[i]!;
    if (Math.abs(flow) > STILL_FLOW_CMS) {
      const { width, height } = linkSize(e.link);
      const area = Math.max(0.02 * width * height, width * Math.min(height, middle) * 0.85);
      const speed = Math.min(MAX_MARK_SPEED_MS, Math.abs(flow) / area);
      this.#speed[i] = Math.sign(flow) * speed;
      this.#levels[o + 3] = Math.sign(flow) * (1 + this.#phase[i]!);
    }
  }

  /** Water level in a node, m; NaN: unknown. */
  #levelIn(node: number): number {
    const e = node >= 0 ? this.#table.elements[node] : undefined;
    return e?.kind === 'node' ? e.node.invertM + this.#nodeDepth[node]! : Number.NaN;
  }

  #recolour(): void {
    for (let i = 0; i < this.#table.elements.length; i++) this.#paint(i);
    this.colour.needsUpdate = true;
  }

  /** Writes colour and flags of one element. */
  #paint(i: number): void {
    const e = this.#table.elements[i]!;
    const rgb = this.#colourOf(i, OWN_COLOUR[e.utility]);
    const o = i * 4;
    this.#colours[o] = rgb[0];
    this.#colours[o + 1] = rgb[1];
    this.#colours[o + 2] = rgb[2];
    let flags: number = this.#hiddenUtilities.has(UTILITY_LAYERS[e.utility]) ? 0 : FLAG.visible;
    if (this.#levels[o]! > DRY_LEVEL_M) flags |= FLAG.glass;
    if (this.#selected.has(i)) flags |= FLAG.selected;
    if (i === this.#hovered) flags |= FLAG.hovered;
    this.#colours[o + 3] = flags;
  }

  #colourOf(i: number, own: { readonly pipe: Rgb; readonly chamber: Rgb }): Rgb {
    const e = this.#table.elements[i]!;
    if (e.kind === 'node') {
      if (this.#by === 'surcharge' && this.#levels[i * 4]! > DRY_LEVEL_M) {
        const free = e.node.coverM - this.#levels[i * 4]!;
        return surchargeColour(free < FLOODING_FREEBOARD_M ? 3 : 0);
      }
      return this.#by === 'utility' ? own.chamber : CONCRETE;
    }
    switch (this.#by) {
      case 'utility':
        return own.pipe;
      case 'age':
        return ageColour(e.link.yearBuilt);
      case 'slope':
        return slopeColour(e.link);
      case 'fill':
      case 'surcharge': {
        if (this.#levels[i * 4]! <= DRY_LEVEL_M) return UNKNOWN_COLOUR;
        return this.#by === 'fill'
          ? fillColour(this.#fill(i))
          : surchargeColour(this.#surcharge(i));
      }
    }
  }

  /** Share of the inside height under water in the middle of a link. */
  #fill(i: number): number {
    const e = this.#table.elements[i]!;
    if (e.kind !== 'link') return 0;
    const p = e.link.path;
    const depth = this.#levels[i * 4 + 1]! - (p[2]! + p[p.length - 1]!) / 2;
    return depth / linkSize(e.link).height;
  }

  #surcharge(i: number): number {
    const e = this.#table.elements[i]!;
    if (e.kind !== 'link') return 0;
    const p = e.link.path;
    const { height } = linkSize(e.link);
    const over = Math.max(
      this.#levels[i * 4]! - p[2]! - height,
      this.#levels[i * 4 + 2]! - p[p.length - 1]! - height,
    );
    for (const n of [e.from, e.to]) {
      const node = n >= 0 ? this.#table.elements[n] : undefined;
      if (node?.kind !== 'node' || node.node.kind === 'outfall') continue;
      const level = node.node.invertM + this.#nodeDepth[n]!;
      if (level > node.node.coverM - FLOODING_FREEBOARD_M) return 3;
    }
    if (over > 0.01) return 2;
    return this.#fill(i) > 0.8 ? 1 : 0;
  }
}

function mixRgb(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

function texture(
  data: Uint8Array | Float32Array,
  rows: number,
  type: typeof FloatType | typeof UnsignedByteType,
): DataTexture {
  const t = new DataTexture(
    data as Uint8Array<ArrayBuffer>,
    ELEMENT_TEXTURE_WIDTH,
    rows,
    RGBAFormat,
    type,
  );
  t.minFilter = NearestFilter;
  t.magFilter = NearestFilter;
  t.needsUpdate = true;
  return t;
}
