import type { Building, Polygon, WaterBody } from '../../../src/domain/city';
import type { Grid } from '../../../src/domain/grid';
import type { Block, BlockUse } from './blocks';
import type { Development } from './develop';
import { COVER, type LandCoverKey } from './landCoverClasses';
import { planFieldAt, type PlanField } from './planSpace';
import { forCellsInside } from './polygonRaster';
import { randomStream } from './random';
import type { RailLine } from './railLine';
import { LEVEE_DISTANCE_M, LEVEE_HALF_CREST_M } from './relief';
import { shrink } from './inset';
import { forCellsNear, type StreetStamp } from './streetStamp';
import { CROSS_SECTIONS } from './crossSections';
import type { StreetDraft } from './streetGraph';

const BASE: Readonly<Record<BlockUse, LandCoverKey>> = {
  core: 'yard_paved',
  mixed: 'yard_paved',
  oldtown: 'yard_paved',
  compound: 'yard_garden',
  terrace: 'yard_garden',
  villa: 'yard_garden',
  industrial: 'yard_paved',
  farm: 'farmland',
  park: 'park_grass',
  square: 'square',
  riverside: 'floodplain_meadow',
  wood: 'wood',
  verge: 'park_grass',
  school: 'yard_paved',
  hospital: 'yard_garden',
  fire_station: 'yard_paved',
  police: 'yard_paved',
  town_hall: 'square',
  substation: 'yard_paved',
};

/** Cover that some plots of a block have instead of the block's own, and their share. */
const PLOT_VARIANT: Partial<Record<BlockUse, readonly [LandCoverKey, number]>> = {
  oldtown: ['yard_garden', 0.35],
  industrial: ['bare_soil', 0.18],
  core: ['square', 0.15],
  farm: ['bare_soil', 0.15],
  villa: ['yard_paved', 0.05],
};

const APRON_M = 3;
const RAIL_BED_HALF_M = 5.6;
const LEVEE_FOOT_M = 14;
const PATH_HALF_M = 1.6;

export interface CoverInput {
  readonly seed: number;
  readonly grid: Grid;
  readonly field: PlanField;
  readonly stamp: StreetStamp;
  readonly streets: readonly StreetDraft[];
  readonly blocks: readonly Block[];
  readonly development: Development;
  readonly buildings: readonly Building[];
  readonly waterBodies: readonly WaterBody[];
  readonly rail: RailLine | null;
}

/** Paints the land-cover raster from the ground up: land, plots, paths, rail, streets, water, roofs. */
export function paintLandCover(input: CoverInput): Uint8Array {
  const { grid, blocks, development } = input;
  const cover = new Uint8Array(grid.cols * grid.rows).fill(COVER.park_grass);
  const fill = (area: Polygon, key: LandCoverKey): void =>
    forCellsInside(grid, area, (cell) => {
      cover[cell] = COVER[key];
    });
  for (const block of blocks) {
    fill({ outer: block.ring, holes: [] }, BASE[block.use]);
    const variant = PLOT_VARIANT[block.use];
    const rng = randomStream(input.seed, 'plot-cover', block.id);
    if (variant)
      for (const ring of development.plots.get(block.id) ?? [])
        if (rng.chance(variant[1])) fill({ outer: ring, holes: [] }, variant[0]);
    if (block.use === 'park' || block.use === 'hospital') paintPaths(grid, cover, block);
  }
  paintRiverside(input, cover);
  for (const pitch of development.pitches) fill(pitch, 'park_grass');
  for (const b of input.buildings) {
    const apron = b.use === 'residential' ? shrink(b.footprint.outer, -APRON_M, 0) : null;
    if (!apron) continue;
    forCellsInside(grid, { outer: apron, holes: [] }, (cell) => {
      if (cover[cell] === COVER.yard_garden) cover[cell] = COVER.yard_paved;
    });
  }
  if (input.rail) paintRail(grid, cover, input.rail);
  paintStreets(input, cover);
  for (const body of input.waterBodies) fill(body.area, 'water');
  for (const b of input.buildings) fill(b.footprint, 'roof');
  return cover;
}

/** Meadow on the floodplain, grass on the levee and a path along its crest. */
function paintRiverside({ grid, field, blocks }: CoverInput, cover: Uint8Array): void {
  const plan = new Float64Array(2);
  for (const block of blocks) {
    if (block.use !== 'riverside') continue;
    forCellsInside(grid, { outer: block.ring, holes: [] }, (cell) => {
      const col = cell % grid.cols;
      const row = (cell - col) / grid.cols;
      planFieldAt(
        field,
        grid.x0 + (col + 0.5) * grid.cellSizeM,
        grid.y0 + (row + 0.5) * grid.cellSizeM,
        plan,
      );
      const d = plan[1]!;
      const offCrest = Math.abs(d - LEVEE_DISTANCE_M);
      if (d > 0 && offCrest < LEVEE_HALF_CREST_M) cover[cell] = COVER.sidewalk;
      else if (d > 0 && offCrest < LEVEE_FOOT_M) cover[cell] = COVER.levee_grass;
      else if (d > 0 && d > LEVEE_DISTANCE_M) cover[cell] = COVER.park_grass;
      else if (d < -95) cover[cell] = COVER.park_grass;
    });
  }
}

/** Paths from the corners of a park to its middle, gently bent. */
function paintPaths(grid: Grid, cover: Uint8Array, block: Block): void {
  const { ring } = block;
  const n = ring.length / 2;
  const step = Math.max(1, Math.floor(n / 4));
  for (let i = 0; i < n; i += step) {
    const [sx, sy] = [ring[2 * i]!, ring[2 * i + 1]!];
    // A quadratic curve whose middle point leaves the straight line by an eighth of its length.
    const mx = (sx + block.x) / 2 + (block.y - sy) / 8;
    const my = (sy + block.y) / 2 - (block.x - sx) / 8;
    let [px, py] = [sx, sy];
    for (let k = 1; k <= 8; k++) {
      const t = k / 8;
      const x = (1 - t) * (1 - t) * sx + 2 * t * (1 - t) * mx + t * t * block.x;
      const y = (1 - t) * (1 - t) * sy + 2 * t * (1 - t) * my + t * t * block.y;
      strip(grid, px, py, x, y, PATH_HALF_M, (cell) => {
        cover[cell] = COVER.sidewalk;
      });
      [px, py] = [x, y];
    }
  }
}

function paintRail(grid: Grid, cover: Uint8Array, rail: RailLine): void {
  const p = rail.points;
  for (let i = 0; i + 3 < p.length; i += 2)
    strip(grid, p[i]!, p[i + 1]!, p[i + 2]!, p[i + 3]!, RAIL_BED_HALF_M, (cell) => {
      cover[cell] = COVER.rail;
    });
}

function strip(
  grid: Grid,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  half: number,
  visit: (cell: number) => void,
): void {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy || 1;
  forCellsNear(grid, ax, ay, bx, by, half, (cell, x, y) => {
    const t = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / square, 0), 1);
    const [ex, ey] = [x - ax - t * dx, y - ay - t * dy];
    if (ex * ex + ey * ey <= half * half) visit(cell);
  });
}

function paintStreets({ stamp, streets }: CoverInput, cover: Uint8Array): void {
  for (let i = 0; i < cover.length; i++) {
    const k = stamp.street[i]!;
    if (k < 0) continue;
    if (stamp.outside[i]! <= 0) cover[i] = COVER.carriageway;
    else if (stamp.outside[i]! <= CROSS_SECTIONS[streets[k]!.class].sidewalkM)
      cover[i] = COVER.sidewalk;
  }
}
