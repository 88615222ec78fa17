import type { Extent } from '../../../src/domain/grid';
import { parseCssColour } from '../../shared/colourMaps';
import { toLocal, type TileAffine } from './affine';
import type { GroundSource } from './groundSource';
import type { GroundTheme } from './theme';

/** Strength of the mottling that keeps large plain areas from looking like plastic, 0–1. */
const MOTTLE = 0.035;

/**
 * Fills RGBA pixels with land cover and relief. Class borders are smooth at every zoom: the class with
 * the largest bilinear weight wins, blended over one pixel. Outside the extent the rim's class fades
 * turns into the plain surroundings over `fadeM`.
 */
export function paintGround(
  rgba: Uint8ClampedArray,
  size: number,
  affine: TileAffine,
  source: GroundSource,
  extent: Extent,
  fadeM: number,
  theme: GroundTheme,
): void {
  const { cover, shade, palette } = source;
  const g = cover.grid;
  const cls = cover.values;
  const sg = shade.grid;
  const det = affine.a * affine.e - affine.b * affine.d;
  const stepX = affine.e / det;
  const stepY = -affine.d / det;
  const sharp = Math.max(0.5, g.cellSizeM / (2 * affine.pixelM));
  const colour = new Float64Array(3);
  const surround = parseCssColour(theme.surround);
  for (let py = 0; py < size; py++) {
    let [x, y] = toLocal(affine, 0.5, py + 0.5);
    for (let px = 0; px < size; px++, x += stepX, y += stepY) {
      const o = (py * size + px) * 4;
      const cx = Math.min(Math.max(x, extent.minX), extent.maxX);
      const cy = Math.min(Math.max(y, extent.minY), extent.maxY);
      const outside = cx === x && cy === y ? 0 : Math.hypot(x - cx, y - cy) / fadeM;
      if (outside >= 1) {
        rgba[o] = surround[0];
        rgba[o + 1] = surround[1];
        rgba[o + 2] = surround[2];
        rgba[o + 3] = 255;
        continue;
      }
      classColour(colour, cls, palette, g, cx, cy, sharp);
      const lit = shadeAt(shade.values, sg, cx, cy) / 128;
      const grain = 1 + MOTTLE * (noise(x * 0.9, y * 0.9) + noise(x * 0.11, y * 0.11));
      const k = (1 + (lit - 1) * theme.relief) * grain;
      const t = 1 - outside;
      const own = t * t * (3 - 2 * t);
      for (let c = 0; c < 3; c++) {
        const painted = (colour[c]! * theme.tint[c]! + theme.lift[c]!) * k;
        rgba[o + c] = painted * own + surround[c]! * (1 - own);
      }
      rgba[o + 3] = 255;
    }
  }
}

interface CoverGrid {
  readonly x0: number;
  readonly y0: number;
  readonly cellSizeM: number;
  readonly cols: number;
  readonly rows: number;
}

function classColour(
  out: Float64Array,
  cls: Uint8Array,
  palette: Uint8Array,
  g: CoverGrid,
  x: number,
  y: number,
  sharp: number,
): void {
  const fx = Math.min(Math.max((x - g.x0) / g.cellSizeM - 0.5, 0), g.cols - 1);
  const fy = Math.min(Math.max((y - g.y0) / g.cellSizeM - 0.5, 0), g.rows - 1);
  const c0 = fx | 0;
  const r0 = fy | 0;
  const c1 = Math.min(c0 + 1, g.cols - 1);
  const r1 = Math.min(r0 + 1, g.rows - 1);
  const a = cls[r0 * g.cols + c0]!;
  const b = cls[r0 * g.cols + c1]!;
  const c = cls[r1 * g.cols + c0]!;
  const d = cls[r1 * g.cols + c1]!;
  if (a === b && a === c && a === d) {
    out[0] = palette[a * 3]!;
    out[1] = palette[a * 3 + 1]!;
    out[2] = palette[a * 3 + 2]!;
    return;
  }
  const tx = fx - c0;
  const ty = fy - r0;
  const wa = (1 - tx) * (1 - ty);
  const wb = tx * (1 - ty);
  const wc = (1 - tx) * ty;
  const wd = tx * ty;
  // Weight of each corner's class is the sum over the corners that share it.
  const sa = wa + (b === a ? wb : 0) + (c === a ? wc : 0) + (d === a ? wd : 0);
  const sb = wb + (a === b ? wa : 0) + (c === b ? wc : 0) + (d === b ? wd : 0);
  const sc = wc + (a === c ? wa : 0) + (b === c ? wb : 0) + (d === c ? wd : 0);
  const sd = wd + (a === d ? wa : 0) + (b === d ? wb : 0) + (c === d ? wc : 0);
  let best = a;
  let top = sa;
  let second = a;
  let next = -1;
  if (b !== best) {
    if (sb > top) [second, next, best, top] = [best, top, b, sb];
    else [second, next] = [b, sb];
  }
  if (c !== best && c !== second) {
    if (sc > top) [second, next, best, top] = [best, top, c, sc];
    else if (sc > next) [second, next] = [c, sc];
  }
  if (d !== best && d !== second) {
    if (sd > top) [second, next, best, top] = [best, top, d, sd];
    else if (sd > next) [second, next] = [d, sd];
  }
  const t = Math.min(1, 0.5 + (top - next) * sharp);
  for (let k = 0; k < 3; k++) {
    out[k] = palette[best * 3 + k]! * t + palette[second * 3 + k]! * (1 - t);
  }
}

function shadeAt(shade: Uint8Array, g: CoverGrid, x: number, y: number): number {
  const fx = Math.min(Math.max((x - g.x0) / g.cellSizeM - 0.5, 0), g.cols - 1);
  const fy = Math.min(Math.max((y - g.y0) / g.cellSizeM - 0.5, 0), g.rows - 1);
  const c0 = fx | 0;
  const r0 = fy | 0;
  const c1 = Math.min(c0 + 1, g.cols - 1);
  const r1 = Math.min(r0 + 1, g.rows - 1);
  const tx = fx - c0;
  const ty = fy - r0;
  const south = shade[r0 * g.cols + c0]! * (1 - tx) + shade[r0 * g.cols + c1]! * tx;
  const north = shade[r1 * g.cols + c0]! * (1 - tx) + shade[r1 * g.cols + c1]! * tx;
  return south * (1 - ty) + north * ty;
}

/** Smooth value noise, −1 to 1. */
function noise(x: number, y: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const tx = x - ix;
  const ty = y - iy;
  const u = tx * tx * (3 - 2 * tx);
  const v = ty * ty * (3 - 2 * ty);
  const south = hash(ix, iy) * (1 - u) + hash(ix + 1, iy) * u;
  const north = hash(ix, iy + 1) * (1 - u) + hash(ix + 1, iy + 1) * u;
  return south * (1 - v) + north * v;
}

/** Integer hash of a lattice point → −1 to 1. */
function hash(x: number, y: number): number {
  let h = Math.imul(x, 374761393) + Math.imul(y, 668265263);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) & 0xffff) / 32767.5 - 1;
}
