/**
 * Draws a planned city as a map: `tsx assets/city/preview.ts OUT.png [--km2 N] [--seed S] [--scale PX_PER_CELL]`.
 * Land cover under a hillshade, buildings coloured by use, water, street levels. For looking at what a
 * recipe makes and for the pictures in the docs.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { zlibSync } from 'fflate';
import type { BuildingUse } from '../../src/domain/city';
import { sampleBilinear, type Grid } from '../../src/domain/grid';
import type { CityPlan } from './plan';
import { planCity } from './surface/planCity';
import { forCellsInside } from './surface/polygonRaster';

const USE_COLOURS: Readonly<Record<BuildingUse, string>> = {
  residential: '#d9b48a',
  commercial: '#d0695c',
  office: '#7f8fc4',
  industrial: '#a79ab0',
  education: '#e3c14d',
  health: '#e88fa8',
  emergency: '#c8432f',
  public: '#8d6fb0',
  religious: '#8a5a3c',
  utility: '#6f7f86',
  garage: '#9d9d95',
  unknown: '#bbbbbb',
};

const rgb = (hex: string): [number, number, number] => [
  parseInt(hex.slice(1, 3), 16),
  parseInt(hex.slice(3, 5), 16),
  parseInt(hex.slice(5, 7), 16),
];

/** Colours per pixel, 3 bytes each, north up. */
function paint(plan: CityPlan, scale: number): { pixels: Uint8Array; grid: Grid } {
  const t = plan.terrain.grid;
  const grid: Grid = {
    x0: t.x0,
    y0: t.y0,
    cellSizeM: t.cellSizeM / scale,
    cols: Math.round(t.cols * scale),
    rows: Math.round(t.rows * scale),
  };
  const pixels = new Uint8Array(grid.cols * grid.rows * 3);
  const palette = new Map(plan.landCover.classes.map((c) => [c.value, rgb(c.colour)]));
  const put = (cell: number, colour: readonly number[], shade: number): void => {
    const col = cell % grid.cols;
    const row = grid.rows - 1 - (cell - col) / grid.cols;
    const at = (row * grid.cols + col) * 3;
    for (let k = 0; k < 3; k++) pixels[at + k] = Math.min(255, Math.max(0, colour[k]! * shade));
  };
  const step = t.cellSizeM;
  const shadeAt = (x: number, y: number): number => {
    const { minX, minY, maxX, maxY } = plan.extent;
    const z = (px: number, py: number): number =>
      sampleBilinear(
        plan.terrain,
        Math.min(Math.max(px, minX), maxX),
        Math.min(Math.max(py, minY), maxY),
      );
    const dx = (z(x + step, y) - z(x - step, y)) / (2 * step);
    const dy = (z(x, y + step) - z(x, y - step)) / (2 * step);
    // Light from the north-west, 45° high, slopes exaggerated threefold.
    const [nx, ny] = [-3 * dx, -3 * dy];
    return 0.35 + 0.92 * ((-0.5 * nx + 0.5 * ny + Math.SQRT1_2) / Math.sqrt(1 + nx * nx + ny * ny));
  };
  for (let row = 0; row < grid.rows; row++)
    for (let col = 0; col < grid.cols; col++) {
      const x = grid.x0 + (col + 0.5) * grid.cellSizeM;
      const y = grid.y0 + (row + 0.5) * grid.cellSizeM;
      const c = Math.floor((x - t.x0) / step);
      const r = Math.floor((y - t.y0) / step);
      const value = plan.landCover.raster.values[r * t.cols + c]!;
      put(row * grid.cols + col, palette.get(value)!, shadeAt(x, y));
    }
  for (const s of plan.streets) {
    const half = s.widthM / 2;
    if (s.level < 1) continue;
    const p = s.centreline;
    for (let i = 0; i + 3 < p.length; i += 2) {
      const [dx, dy] = [p[i + 2]! - p[i]!, p[i + 3]! - p[i + 1]!];
      const l = Math.sqrt(dx * dx + dy * dy);
      const [nx, ny] = [(-dy / l) * half, (dx / l) * half];
      const outer = Float64Array.of(
        p[i]! - nx,
        p[i + 1]! - ny,
        p[i + 2]! - nx,
        p[i + 3]! - ny,
        p[i + 2]! + nx,
        p[i + 3]! + ny,
        p[i]! + nx,
        p[i + 1]! + ny,
      );
      forCellsInside(grid, { outer, holes: [] }, (cell) => put(cell, [125, 128, 132], 1));
    }
  }
  for (const b of plan.buildings)
    forCellsInside(grid, b.footprint, (cell) => put(cell, rgb(USE_COLOURS[b.use]), 1));
  const { trees } = plan;
  for (let i = 0; i < trees.length; i += 4) {
    const [x, y, radius] = [trees[i]!, trees[i + 1]!, trees[i + 3]! * 0.8];
    const outer = Float64Array.of(x - radius, y, x, y - radius, x + radius, y, x, y + radius);
    forCellsInside(grid, { outer, holes: [] }, (cell) => put(cell, [62, 110, 58], 1));
  }
  for (const f of plan.facilities) {
    const outer = Float64Array.of(
      f.x - 6,
      f.y - 6,
      f.x + 6,
      f.y - 6,
      f.x + 6,
      f.y + 6,
      f.x - 6,
      f.y + 6,
    );
    forCellsInside(grid, { outer, holes: [] }, (cell) => put(cell, [20, 20, 160], 1));
  }
  return { pixels, grid };
}

/** A PNG (8-bit RGB) of an image. */
function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const lines = new Uint8Array(height * (1 + width * 3));
  for (let row = 0; row < height; row++)
    lines.set(pixels.subarray(row * width * 3, (row + 1) * width * 3), row * (1 + width * 3) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(lines, { level: 6 })),
    chunk('IEND', new Uint8Array(0)),
  ];
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

/** CRC-32 as PNG wants it (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    km2: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
  },
});
const out = positionals[0];
if (out === undefined) {
  console.error('preview: no output file named; give a path that ends in .png');
  process.exit(2);
}
const { pixels, grid } = paint(
  planCity({ km2: Number(values.km2), seed: Number(values.seed) }),
  Number(values.scale),
);
writeFileSync(out, encodePng(pixels, grid.cols, grid.rows));
