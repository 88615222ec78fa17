import type { City, LandCover, Street } from '../../../src/domain/city';
import type { Extent } from '../../../src/domain/grid';
import { parseCssColour } from '../../shared/colourMaps';

/** Edge of a patch's picture, pixels. */
export const PICTURE_PX = 256;

/** What of the city's look is painted on the ground. */
export interface GroundLook {
  readonly imagery: boolean;
  readonly streets: boolean;
}

const BARE = '#b3aa98';
const PLAIN = '#c3c0b8';
const KERB = '#bdb9b0';
const CARRIAGEWAY = '#6d7077';
const FOOTWAY = '#cfc8ba';
const RAIL = '#7d756c';
const MARKING = '#e6e4dc';
/**
 * Classes that are drawn as things of their own (blocks, painted streets): their cells give way to
 * what lies around, so that no ragged edge of cells stands out beside the true outline.
 */
const UNDER_DRAWN: Readonly<Record<string, string>> = { roof: PLAIN, carriageway: FOOTWAY };
/** Lane markings are painted where a pixel is at most this wide, m. */
const MARKING_PIXEL_M = 0.6;
/** Edge of a cell of the street index, m. */
const INDEX_M = 128;

/** Paints land cover, water bodies and streets of a square of ground into a canvas. */
export class GroundPainter {
  readonly #city: City;
  readonly #colours: Uint8Array | null;
  readonly #index = new Map<string, Street[]>();

  constructor(city: City) {
    this.#city = city;
    this.#colours = city.landCover ? classColours(city.landCover) : null;
    for (const street of city.streets) this.#enter(street);
  }

  paint(extent: Extent, look: GroundLook): OffscreenCanvas {
    const canvas = new OffscreenCanvas(PICTURE_PX, PICTURE_PX);
    const g = canvas.getContext('2d')!;
    g.fillStyle = look.imagery ? BARE : PLAIN;
    g.fillRect(0, 0, PICTURE_PX, PICTURE_PX);
    const pxPerM = PICTURE_PX / (extent.maxX - extent.minX);
    if (look.imagery && this.#colours) this.#cover(g, extent, pxPerM);
    // From here on the canvas speaks city metres, north up.
    g.setTransform(pxPerM, 0, 0, -pxPerM, -extent.minX * pxPerM, extent.maxY * pxPerM);
    if (look.streets) this.#streets(g, extent, pxPerM);
    return canvas;
  }

  #cover(g: OffscreenCanvasRenderingContext2D, extent: Extent, pxPerM: number): void {
    const { grid, values } = this.#city.landCover!.raster;
    const colours = this.#colours!;
    const c0 = Math.max(0, Math.floor((extent.minX - grid.x0) / grid.cellSizeM) - 1);
    const c1 = Math.min(grid.cols, Math.ceil((extent.maxX - grid.x0) / grid.cellSizeM) + 1);
    const r0 = Math.max(0, Math.floor((extent.minY - grid.y0) / grid.cellSizeM) - 1);
    const r1 = Math.min(grid.rows, Math.ceil((extent.maxY - grid.y0) / grid.cellSizeM) + 1);
    if (c1 <= c0 || r1 <= r0) return;
    // Cells are read at most twice as dense as pixels.
    const step = Math.max(1, Math.floor((c1 - c0) / (2 * PICTURE_PX)));
    const w = Math.ceil((c1 - c0) / step);
    const h = Math.ceil((r1 - r0) / step);
    const image = new ImageData(w, h);
    for (let r = 0; r < h; r++) {
      const from = (r0 + r * step) * grid.cols + c0;
      for (let c = 0; c < w; c++) {
        const v = values[from + c * step]! * 3;
        const o = ((h - 1 - r) * w + c) * 4;
        image.data[o] = colours[v]!;
        image.data[o + 1] = colours[v + 1]!;
        image.data[o + 2] = colours[v + 2]!;
        image.data[o + 3] = 255;
      }
    }
    const small = new OffscreenCanvas(w, h);
    small.getContext('2d')!.putImageData(image, 0, 0);
    const size = grid.cellSizeM * step * pxPerM;
    g.imageSmoothingEnabled = true;
    g.imageSmoothingQuality = 'high';
    const left = (grid.x0 + c0 * grid.cellSizeM - extent.minX) * pxPerM;
    const top = (extent.maxY - (grid.y0 + r0 * grid.cellSizeM)) * pxPerM - h * size;
    g.drawImage(small, left, top, w * size, h * size);
  }

  #streets(g: OffscreenCanvasRenderingContext2D, extent: Extent, pxPerM: number): void {
    const streets = this.#near(extent);
    g.lineJoin = 'round';
    const least = 0.7 / pxPerM;
    const ordered = streets.toSorted((a, b) => a.widthM - b.widthM);
    g.lineCap = 'round';
    for (const s of ordered) {
      if (s.sidewalkM > 0) stroke(g, s, s.widthM + 2 * s.sidewalkM, FOOTWAY);
    }
    for (const s of ordered) {
      const surface = s.class === 'rail' ? RAIL : s.class === 'pedestrian' ? FOOTWAY : CARRIAGEWAY;
      if (s.sidewalkM > 0 && pxPerM > 1) stroke(g, s, s.widthM + 0.4, KERB);
      stroke(g, s, Math.max(least, s.widthM), surface);
    }
    if (1 / pxPerM > MARKING_PIXEL_M) return;
    g.lineCap = 'butt';
    for (const s of ordered) markings(g, s);
  }

  #enter(street: Street): void {
    const line = street.centreline;
    const reach = street.widthM / 2 + street.sidewalkM + 1;
    const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
    for (let i = 0; i + 1 < line.length; i += 2) {
      box.minX = Math.min(box.minX, line[i]! - reach);
      box.maxX = Math.max(box.maxX, line[i]! + reach);
      box.minY = Math.min(box.minY, line[i + 1]! - reach);
      box.maxY = Math.max(box.maxY, line[i + 1]! + reach);
    }
    eachCell(box, (key) => {
      const list = this.#index.get(key);
      if (list) list.push(street);
      else this.#index.set(key, [street]);
    });
  }

  #near(extent: Extent): Street[] {
    const found = new Set<Street>();
    eachCell(extent, (key) => {
      for (const s of this.#index.get(key) ?? []) found.add(s);
    });
    return [...found];
  }
}

/** 1 on a carriageway, 0 off it, for the layers of a trench's wall. */
export function pavedAt(city: City, x: number, y: number): boolean {
  for (const s of city.streets) {
    if (s.class === 'rail') continue;
    const reach = s.widthM / 2 + s.sidewalkM;
    const line = s.centreline;
    for (let i = 0; i + 3 < line.length; i += 2) {
      const ax = line[i]!;
      const ay = line[i + 1]!;
      const dx = line[i + 2]! - ax;
      const dy = line[i + 3]! - ay;
      const t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
      const u = Math.min(1, Math.max(0, t));
      if (Math.hypot(x - ax - u * dx, y - ay - u * dy) < reach) return true;
    }
  }
  return false;
}

function classColours(cover: LandCover): Uint8Array {
  const out = new Uint8Array(256 * 3);
  const bare = parseCssColour(BARE);
  for (let v = 0; v < 256; v++) out.set(bare, v * 3);
  for (const c of cover.classes) {
    out.set(parseCssColour(UNDER_DRAWN[c.key] ?? c.colour), c.value * 3);
  }
  return out;
}

function trace(g: OffscreenCanvasRenderingContext2D, line: Float64Array): void {
  g.beginPath();
  g.moveTo(line[0]!, line[1]!);
  for (let i = 2; i + 1 < line.length; i += 2) g.lineTo(line[i]!, line[i + 1]!);
}

function stroke(
  g: OffscreenCanvasRenderingContext2D,
  s: Street,
  widthM: number,
  colour: string,
): void {
  g.strokeStyle = colour;
  g.lineWidth = widthM;
  trace(g, s.centreline);
  g.stroke();
}

function markings(g: OffscreenCanvasRenderingContext2D, s: Street): void {
  if (s.class === 'pedestrian' || s.class === 'rail' || s.class === 'service' || s.lanes < 2)
    return;
  g.strokeStyle = MARKING;
  g.lineWidth = 0.15;
  g.setLineDash(s.lanes > 2 ? [] : [3, 6]);
  trace(g, s.centreline);
  g.stroke();
  g.setLineDash([]);
}

function eachCell(e: Extent, visit: (key: string) => void): void {
  for (let y = Math.floor(e.minY / INDEX_M); y <= Math.floor(e.maxY / INDEX_M); y++) {
    for (let x = Math.floor(e.minX / INDEX_M); x <= Math.floor(e.maxX / INDEX_M); x++) {
      visit(`${x},${y}`);
    }
  }
}
