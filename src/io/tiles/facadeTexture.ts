import { zlibSync } from 'fflate';
import { crc32 } from '../package/zip/crc32';

/**
 * Facades: each texture shows 2 bays × 2 storeys and repeats. Texture coordinates count bays (u) and
 * storeys (v, upwards), so that windows sit at the storeys' rhythm on every wall, and a shader can
 * tell one window from the next. Row 0 of the picture is the bottom of the lower storey.
 */
export const FACADES = ['dwelling', 'office', 'hall'] as const;
export type Facade = (typeof FACADES)[number];

/** Bays and storeys one texture shows, each way. */
export const MODULES = 2;
const MODULE_PX = 64;
const SIZE_PX = MODULES * MODULE_PX;

type Rgb = readonly [number, number, number];

const WALL: Rgb = [255, 255, 255];
const FRAME: Rgb = [236, 236, 232];
const SILL: Rgb = [206, 204, 198];
const JOINT: Rgb = [226, 226, 224];

/** The texture of a facade as PNG. Walls are white: the wall's colour is the vertices'. */
export function facadePng(facade: Facade): Uint8Array {
  const picture = new Picture();
  for (let storey = 0; storey < MODULES; storey++) {
    for (let bay = 0; bay < MODULES; bay++) {
      PAINTERS[facade](picture, bay * MODULE_PX, storey * MODULE_PX, bay + MODULES * storey);
    }
  }
  return picture.png();
}

const PAINTERS: Record<Facade, (p: Picture, x: number, y: number, k: number) => void> = {
  dwelling: (p, x, y, k) => {
    p.fill(x, y, 64, 64, WALL);
    p.fill(x, y + 62, 64, 2, JOINT); // floor line
    p.fill(x + 17, y + 14, 30, 3, SILL);
    p.fill(x + 18, y + 17, 28, 33, FRAME);
    p.glass(x + 20, y + 19, 11, 29, k);
    p.glass(x + 33, y + 19, 11, 29, k);
    if (k % 3 === 1) p.fill(x + 20, y + 38, 24, 10, [228, 222, 208]); // blind half down
    if (k === 2) p.fill(x + 20, y + 19, 4, 29, [214, 206, 196]); // curtain
  },
  office: (p, x, y, k) => {
    p.fill(x, y, 64, 64, WALL);
    p.fill(x, y + 50, 64, 2, SILL);
    p.glass(x + 2, y + 12, 60, 38, k);
    for (const at of [0, 20, 41, 62]) p.fill(x + at, y + 10, 2, 42, [196, 200, 204]);
    p.fill(x, y + 10, 64, 2, SILL);
  },
  hall: (p, x, y) => {
    p.fill(x, y, 64, 64, WALL);
    for (let at = 0; at < 64; at += 8) p.fill(x + at, y, 2, 64, [232, 232, 232]); // sheeting
    p.fill(x + 3, y + 40, 58, 14, FRAME);
    for (const at of [5, 20, 35, 50]) p.glass(x + at, y + 42, 10 + (at < 50 ? 3 : -1), 10, 0);
  },
};

class Picture {
  private readonly rgb = new Uint8Array(SIZE_PX * SIZE_PX * 3);

  fill(x: number, y: number, w: number, h: number, [r, g, b]: Rgb): void {
    for (let row = y; row < y + h; row++) {
      for (let col = x; col < x + w; col++) {
        const i = 3 * (row * SIZE_PX + col);
        this.rgb[i] = r;
        this.rgb[i + 1] = g;
        this.rgb[i + 2] = b;
      }
    }
  }

  /** Dark glass that takes more sky towards its top; `k` varies one window from the next. */
  glass(x: number, y: number, w: number, h: number, k: number): void {
    for (let row = 0; row < h; row++) {
      const sky = (row / h) ** 1.5;
      const shade = 1 + 0.08 * ((k * 7) % 4);
      this.fill(x, y + row, w, 1, [
        Math.round((58 + 56 * sky) * shade),
        Math.round((72 + 66 * sky) * shade),
        Math.round((86 + 78 * sky) * shade),
      ]);
    }
  }

  /** 8-bit RGB without filters; windows repeat, so deflate alone makes it small. */
  png(): Uint8Array {
    const stride = SIZE_PX * 3;
    const raw = new Uint8Array((stride + 1) * SIZE_PX);
    for (let row = 0; row < SIZE_PX; row++) {
      raw.set(this.rgb.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
    }
    const header = new Uint8Array(13);
    const view = new DataView(header.buffer);
    view.setUint32(0, SIZE_PX);
    view.setUint32(4, SIZE_PX);
    header.set([8, 2, 0, 0, 0], 8);
    return join([
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      chunk('IHDR', header),
      chunk('IDAT', zlibSync(raw, { level: 9 })),
      chunk('IEND', new Uint8Array()),
    ]);
  }
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.codePointAt(i)!;
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
