import type { City, Polygon, UtilityLink, UtilityNetwork } from '../../../src/domain/city';
import { BUILDING_USES } from '../../shared/palette';
import { TimeSlice } from '../../shared/timeSlice';
import {
  BOX_SHAPES,
  NODE_KINDS,
  ROOF_SHAPES,
  STREET_CLASSES,
  UTILITY_KINDS,
  type PackedBuildings,
  type PackedCity,
  type PackedLines,
  type PackedPolygons,
  type PackedStreets,
  type PackedUtilities,
} from './packed';

/**
 * Flattens what the worker needs of a City. Works in slices of a few milliseconds, so that a City of
 * a hundred thousand things does not stall the page. The City's own arrays are not touched.
 */
export async function packCity(city: City): Promise<PackedCity> {
  const slice = new TimeSlice();
  return {
    frame: city.frame,
    extent: city.extent,
    terrain: { grid: city.terrain.grid, values: compact(city.terrain.values) },
    landCover: city.landCover && {
      raster: {
        grid: city.landCover.raster.grid,
        values: compact(city.landCover.raster.values),
      },
      classes: city.landCover.classes.map(({ value, key, colour }) => ({ value, key, colour })),
    },
    water: {
      polygons: await packPolygons(
        city.waterBodies.map((w) => w.area),
        slice,
      ),
      levelM: Float64Array.from(city.waterBodies, (w) => w.levelM),
    },
    streets: await packStreets(city, slice),
    buildings: await packBuildings(city, slice),
    utilities: await packUtilities(city.utilities, slice),
    trees: compact(city.trees),
  };
}

/** A clone of a view carries its whole buffer along: views of larger buffers are cut out first. */
function compact<T extends Float32Array | Uint8Array>(values: T): T {
  return values.byteLength === values.buffer.byteLength ? values : (values.slice() as T);
}

/** The buffers of a packed City that may be transferred: those made here, not the City's own. */
export function packedTransferables(p: PackedCity): ArrayBuffer[] {
  const own: ArrayBufferView[] = [
    ...Object.values(p.water.polygons),
    p.water.levelM,
    p.streets.lines.coords,
    p.streets.lines.start,
    p.streets.profileM,
    ...Object.values(p.buildings.polygons),
    p.utilities.lines.coords,
    p.utilities.lines.start,
    p.utilities.nodes,
  ];
  return own.map((a) => a.buffer as ArrayBuffer);
}

async function packPolygons(
  polygons: readonly Polygon[],
  slice: TimeSlice,
): Promise<PackedPolygons> {
  let rings = 0;
  let numbers = 0;
  for (const p of polygons) {
    rings += 1 + p.holes.length;
    numbers += p.outer.length;
    for (const h of p.holes) numbers += h.length;
  }
  const coords = new Float64Array(numbers);
  const ringStart = new Uint32Array(rings + 1);
  const polyStart = new Uint32Array(polygons.length + 1);
  let at = 0;
  let ring = 0;
  for (let i = 0; i < polygons.length; i++) {
    const p = polygons[i]!;
    for (const r of [p.outer, ...p.holes]) {
      coords.set(r, at);
      at += r.length;
      ringStart[++ring] = at / 2;
    }
    polyStart[i + 1] = ring;
    if (slice.due()) await slice.rest();
  }
  return { coords, ringStart, polyStart };
}

async function packLines(
  lines: readonly Float64Array[],
  stride: number,
  slice: TimeSlice,
): Promise<PackedLines> {
  const coords = new Float64Array(lines.reduce((n, l) => n + l.length, 0));
  const start = new Uint32Array(lines.length + 1);
  let at = 0;
  for (let i = 0; i < lines.length; i++) {
    coords.set(lines[i]!, at);
    at += lines[i]!.length;
    start[i + 1] = at / stride;
    if (slice.due()) await slice.rest();
  }
  return { coords, start, stride };
}

async function packStreets(city: City, slice: TimeSlice): Promise<PackedStreets> {
  const s = city.streets;
  const profileM = new Float64Array(s.reduce((n, x) => n + x.centreline.length / 2, 0)).fill(
    Number.NaN,
  );
  let at = 0;
  for (const x of s) {
    if (x.profileM) profileM.set(x.profileM, at);
    at += x.centreline.length / 2;
  }
  return {
    profileM,
    lines: await packLines(
      s.map((x) => x.centreline),
      2,
      slice,
    ),
    widthM: Float32Array.from(s, (x) => x.widthM),
    sidewalkM: Float32Array.from(s, (x) => x.sidewalkM),
    class: Uint8Array.from(s, (x) => STREET_CLASSES.indexOf(x.class)),
    lanes: Uint8Array.from(s, (x) => x.lanes),
    level: Int8Array.from(s, (x) => x.level),
    oneway: Uint8Array.from(s, (x) => Number(x.oneway)),
  };
}

async function packBuildings(city: City, slice: TimeSlice): Promise<PackedBuildings> {
  const b = city.buildings;
  return {
    polygons: await packPolygons(
      b.map((x) => x.footprint),
      slice,
    ),
    groundM: Float32Array.from(b, (x) => x.groundM),
    heightM: Float32Array.from(b, (x) => x.heightM),
    roofHeightM: Float32Array.from(b, (x) => x.roofHeightM),
    roof: Uint8Array.from(b, (x) => ROOF_SHAPES.indexOf(x.roofShape)),
    use: Uint8Array.from(b, (x) => BUILDING_USES.indexOf(x.use)),
  };
}

async function packUtilities(
  networks: readonly UtilityNetwork[],
  slice: TimeSlice,
): Promise<PackedUtilities> {
  const links = networks.flatMap((n) => n.links);
  const nodes = networks.flatMap((n) => n.nodes);
  const nodeNumbers = new Float64Array(nodes.length * 5);
  for (let i = 0; i < nodes.length; i++) {
    const n = nodes[i]!;
    nodeNumbers.set([n.x, n.y, n.coverM, n.invertM, n.diameterM], i * 5);
    if (slice.due()) await slice.rest();
  }
  const codes = (pick: (n: UtilityNetwork) => readonly unknown[]): Uint8Array =>
    Uint8Array.from(networks.flatMap((n) => pick(n).map(() => UTILITY_KINDS.indexOf(n.kind))));
  const invert = (l: UtilityLink): boolean => l.kind !== 'cable' && l.kind !== 'duct';
  return {
    lines: await packLines(
      links.map((l) => l.path),
      3,
      slice,
    ),
    lineUtility: codes((n) => n.links),
    lineWidthM: Float32Array.from(links, (l) => l.widthM + 2 * l.wallM),
    lineHeightM: Float32Array.from(links, (l) => l.heightM + 2 * l.wallM),
    lineInvert: Uint8Array.from(links, (l) => Number(invert(l))),
    lineBox: Uint8Array.from(links, (l) => Number(BOX_SHAPES.has(l.shape))),
    nodes: nodeNumbers,
    nodeUtility: codes((n) => n.nodes),
    nodeKind: Uint8Array.from(nodes, (n) => NODE_KINDS.indexOf(n.kind)),
  };
}
