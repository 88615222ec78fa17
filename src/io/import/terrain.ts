import type { LocalFrame } from '../../domain/crs';
import { DryrunError } from '../../domain/errors';
import type { Grid, Raster } from '../../domain/grid';
import type { DemSource } from '../dem/demSource';
import { MAX_DEM_CELLS } from '../dem/demSource';
import { fillHoles, surveyHoles } from '../dem/fillHoles';
import { terrainFromPoints } from '../dem/tin';
import { warp } from '../dem/warp';
import { parseCrs, type Crs } from './epsg';
import { chooseFrame, placing, type SourceBox } from './frame';
import type { ImportOptions, ImportRun } from './inputs';
import type { ImportNotices } from './notices';

export interface Terrain {
  readonly frame: LocalFrame;
  readonly raster: Raster<Float32Array>;
}

const DEFAULT_HOLE_SHARE = 0.2;
/** Cell of a terrain made from single heights, m, where none is asked for. */
const POINT_CELL_M = 2;
/** Land lies between the Dead Sea's shore and Everest; other values are no-data that nobody declared. */
const LOWEST_M = -500;
const HIGHEST_M = 9000;
const ROUND_CELLS = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 30, 50, 100];

/** Terrain and frame from rasters. The first decides CRS and cell; further ones fill what it leaves open. */
export async function terrainFromDems(
  dems: readonly DemSource[],
  options: ImportOptions,
  notices: ImportNotices,
  run: ImportRun,
): Promise<Terrain> {
  const first = dems[0]!;
  const wanted = options.crs === undefined ? undefined : parseCrs(options.crs);
  const sources = dems.map((d) => ({ ...d, crs: d.crs ?? wanted ?? missingCrs(d.file) }));
  const frame = chooseFrame(boxOf(sources[0]!), wanted);
  for (const d of sources) dropImplausible(d, notices);
  const place = placing(sources[0]!.crs, frame);
  const same = sources.length === 1 && sources[0]!.crs.proj === frame.proj;
  let raster: Raster<Float32Array>;
  if (same && options.cellSizeM === undefined) {
    const g = first.raster.grid;
    const grid = { ...g, x0: g.x0 - frame.originEasting, y0: g.y0 - frame.originNorthing };
    raster = { grid, values: first.raster.values };
  } else {
    const grid = localGrid(
      sources,
      frame,
      options.cellSizeM ?? roundCell(sources[0]!, place),
      first.file,
    );
    raster = { grid, values: new Float32Array(grid.cols * grid.rows).fill(Number.NaN) };
    for (const d of sources) {
      const { toSource } = placing(d.crs, frame);
      const warped = await warp(d.raster, grid, toSource, {
        ...(run.signal && { signal: run.signal }),
        onProgress: (share) => run.onProgress?.(`Placing ${d.file}`, share),
      });
      const { values } = raster;
      for (let i = 0; i < values.length; i++) {
        if (values[i] !== values[i]) values[i] = warped.values[i]!;
      }
    }
    notices.say({
      code: 'import.terrain-resampled',
      file: first.file,
      what: `The terrain was brought to ${frame.epsg ? `EPSG:${frame.epsg}` : 'the city’s projection'} with cells of ${grid.cellSizeM} m, bilinearly.`,
    });
  }
  mendHoles(raster, first.file, options, notices);
  return { frame, raster };
}

/** Terrain and frame from single heights by linear interpolation between Delaunay neighbours. */
export function terrainFromSpots(
  file: string,
  crs: Crs | null,
  points: Float64Array,
  options: ImportOptions,
  notices: ImportNotices,
): Terrain {
  const wanted = options.crs === undefined ? undefined : parseCrs(options.crs);
  const source = crs ?? wanted ?? missingCrs(file);
  const box = pointBox(points, source);
  const frame = chooseFrame(box, wanted);
  const { toLocal } = placing(source, frame);
  const local = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = toLocal(points[i]!, points[i + 1]!);
    local[i] = x;
    local[i + 1] = y;
    local[i + 2] = points[i + 2]!;
  }
  const b = pointBox(local, source);
  const grid = gridOver(b.minX, b.minY, b.maxX, b.maxY, options.cellSizeM ?? POINT_CELL_M, file);
  notices.say({
    code: 'import.terrain-interpolated',
    file,
    what: `The terrain was interpolated between ${points.length / 3} heights; outside their hull it is unknown.`,
    count: points.length / 3,
  });
  return { frame, raster: terrainFromPoints(local, grid) };
}

/** A level plain, where no input says anything about heights. */
export function flatTerrain(
  box: SourceBox,
  options: ImportOptions,
  notices: ImportNotices,
): Terrain {
  const wanted = options.crs === undefined ? undefined : parseCrs(options.crs);
  const frame = chooseFrame(box, wanted);
  const { toLocal } = placing(box.crs, frame);
  const [x0, y0] = toLocal(box.minX, box.minY);
  const [x1, y1] = toLocal(box.maxX, box.maxY);
  const grid = gridOver(x0, y0, x1, y1, options.cellSizeM ?? 2 * POINT_CELL_M, 'terrain');
  notices.say({
    code: 'import.terrain-flat',
    what: 'No input says how high the ground lies: a level plain at 0 m was taken. Water will not flow as it would.',
  });
  return { frame, raster: { grid, values: new Float32Array(grid.cols * grid.rows) } };
}

function missingCrs(file: string): never {
  throw new DryrunError({
    code: 'crs.missing',
    file,
    what: 'The terrain does not name its coordinate system.',
    mend: 'Say it with --crs-of terrain=EPSG:…, or put its .prj file beside it.',
  });
}

function boxOf(d: { crs: Crs; raster: Raster<Float32Array> }): SourceBox {
  const { x0, y0, cellSizeM, cols, rows } = d.raster.grid;
  return {
    crs: d.crs,
    minX: x0,
    minY: y0,
    maxX: x0 + cols * cellSizeM,
    maxY: y0 + rows * cellSizeM,
  };
}

function pointBox(points: Float64Array, crs: Crs): SourceBox {
  const box = { crs, minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (let i = 0; i < points.length; i += 3) {
    box.minX = Math.min(box.minX, points[i]!);
    box.minY = Math.min(box.minY, points[i + 1]!);
    box.maxX = Math.max(box.maxX, points[i]!);
    box.maxY = Math.max(box.maxY, points[i + 1]!);
  }
  return box;
}

/** The source's cell in local metres, brought to the nearest round size. */
function roundCell(d: DemSource, place: ReturnType<typeof placing>): number {
  const g = d.raster.grid;
  const cx = g.x0 + (g.cols / 2) * g.cellSizeM;
  const cy = g.y0 + (g.rows / 2) * g.cellSizeM;
  const [ax, ay] = place.toLocal(cx, cy);
  const [bx, by] = place.toLocal(cx + g.cellSizeM, cy);
  const [ux, uy] = place.toLocal(cx, cy + g.cellSizeM);
  // Degrees are shorter east–west: the finer of the two keeps all detail.
  const cell = Math.min(Math.hypot(bx - ax, by - ay), Math.hypot(ux - ax, uy - ay));
  const off = (size: number): number => Math.abs(Math.log(size / cell));
  return ROUND_CELLS.reduce((best, size) => (off(size) < off(best) ? size : best));
}

/** A grid over all sources, its rim found by placing points along theirs. */
function localGrid(
  sources: readonly (DemSource & { readonly crs: Crs })[],
  frame: LocalFrame,
  cellSizeM: number,
  file: string,
): Grid {
  const STEPS = 32;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const d of sources) {
    const { toLocal } = placing(d.crs, frame);
    const b = boxOf(d);
    for (let k = 0; k <= STEPS; k++) {
      const x = b.minX + ((b.maxX - b.minX) * k) / STEPS;
      const y = b.minY + ((b.maxY - b.minY) * k) / STEPS;
      for (const [px, py] of [
        [x, b.minY],
        [x, b.maxY],
        [b.minX, y],
        [b.maxX, y],
      ] as const) {
        const [lx, ly] = toLocal(px, py);
        minX = Math.min(minX, lx);
        minY = Math.min(minY, ly);
        maxX = Math.max(maxX, lx);
        maxY = Math.max(maxY, ly);
      }
    }
  }
  return gridOver(minX, minY, maxX, maxY, cellSizeM, file);
}

function gridOver(
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
  cellSizeM: number,
  file: string,
): Grid {
  const x0 = Math.floor(minX / cellSizeM) * cellSizeM;
  const y0 = Math.floor(minY / cellSizeM) * cellSizeM;
  const cols = Math.max(1, Math.ceil((maxX - x0) / cellSizeM));
  const rows = Math.max(1, Math.ceil((maxY - y0) / cellSizeM));
  if (cols * rows <= MAX_DEM_CELLS) return { x0, y0, cellSizeM, cols, rows };
  throw new DryrunError({
    code: 'dem.too-large',
    file,
    what: `The terrain would have ${cols} × ${rows} cells of ${cellSizeM} m; ${MAX_DEM_CELLS} cells are the limit.`,
    mend: 'Cut the data to the district, or ask for larger cells with --cell.',
    params: { cols, rows, maxCells: MAX_DEM_CELLS },
  });
}

function dropImplausible(d: DemSource, notices: ImportNotices): void {
  const { values } = d.raster;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const z = values[i]!;
    if (z >= LOWEST_M && z <= HIGHEST_M) continue;
    if (z === z) count++;
    values[i] = Number.NaN;
  }
  if (count === 0) return;
  notices.say({
    code: 'import.terrain-implausible',
    file: d.file,
    what: `${count} cells hold values no ground can have (below ${LOWEST_M} m or above ${HIGHEST_M} m): they were taken as unknown.`,
    count,
  });
}

function mendHoles(
  raster: Raster<Float32Array>,
  file: string,
  options: ImportOptions,
  notices: ImportNotices,
): void {
  const { filled, outside, total, outer } = surveyHoles(raster);
  const known = total - filled - outside;
  if (known === 0) {
    throw new DryrunError({
      code: 'dem.empty',
      file,
      what: 'No cell of the terrain has a height.',
      mend: 'Check the no-data value and the band.',
    });
  }
  const limit = options.maxHoleShare ?? DEFAULT_HOLE_SHARE;
  const share = filled / (known + filled);
  if (share > limit) {
    throw new DryrunError({
      code: 'dem.holes',
      file,
      what: `${filled} cells inside the terrain (${(100 * share).toFixed(1)} %) have no height; up to ${(100 * limit).toFixed(0)} % are interpolated.`,
      mend: 'Give a second terrain file that covers the holes, or allow more with --max-holes.',
      params: { filled, share, limit },
    });
  }
  if (filled > 0) {
    fillHoles(raster, outer);
    notices.say({
      code: 'import.terrain-holes',
      file,
      what: `${filled} cells without height inside the terrain were interpolated from those around them.`,
      count: filled,
    });
  }
  if (outside > 0) {
    notices.say({
      code: 'import.terrain-rim',
      file,
      what: `${outside} cells along the rim have no height: they are no part of the city.`,
      count: outside,
    });
  }
}
