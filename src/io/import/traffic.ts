import type { Street, StreetClass } from '../../domain/city';
import { DryrunError } from '../../domain/errors';
import type { TrafficEdge, TrafficNetwork } from '../../domain/traffic';
import { touches, type ImportContext } from './context';
import { parseCrs, type Crs } from './epsg';
import { placing } from './frame';

/** The CRS a net names, or undefined where it was drawn without one (`projParameter="!"`). */
export function crsOfNet(net: TrafficNetwork, file: string): Crs | undefined {
  const proj = net.meta['projParameter']?.trim() ?? '!';
  return proj === '!' || proj === '-' || proj === '.' ? undefined : parseCrs(proj, file);
}

/** Box of a net's junctions in its CRS (net coordinates without the offset). */
export function netBox(net: TrafficNetwork): [number, number, number, number] {
  const [ox, oy] = netOffset(net);
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const j of net.junctions) {
    box[0] = Math.min(box[0], j.x - ox);
    box[1] = Math.min(box[1], j.y - oy);
    box[2] = Math.max(box[2], j.x - ox);
    box[3] = Math.max(box[3], j.y - oy);
  }
  return box;
}

function netOffset(net: TrafficNetwork): [number, number] {
  const [x, y] = (net.meta['netOffset'] ?? '0,0').split(',').map(Number);
  return [x ?? 0, y ?? 0];
}

/** Attributes that hold coordinates, by the element they stand on. */
const SHAPE_ATTRIBUTE = 'shape';

/**
 * A net in local metres, `netOffset` and `projParameter` saying so: the written file lies where the
 * City lies. Without a CRS the net's coordinates (less its offset) are taken as the City's own.
 */
export function makeTraffic(
  context: ImportContext,
  net: TrafficNetwork,
  file: string,
  crs: Crs | undefined,
): TrafficNetwork {
  const { frame, extent } = context;
  const [ox, oy] = netOffset(net);
  const { toLocal } = placing(crs ?? { ...frame, geographic: false }, frame);
  const move = (x: number, y: number): readonly [number, number] => toLocal(x - ox, y - oy);
  if (crs === undefined) {
    context.notices.say({
      code: 'import.traffic-crs',
      file,
      what: `The net names no coordinate system: its coordinates were taken as EPSG:${frame.epsg}.`,
    });
  }
  const local: TrafficNetwork = {
    ...net,
    edges: net.edges.map((e) => ({ ...e, attributes: movedShape(e.attributes, move) })),
    lanes: net.lanes.map((l) => ({ ...l, shape: movedPath(l.shape, 3, move) })),
    junctions: net.junctions.map((j) => {
      const [x, y] = move(j.x, j.y);
      return { ...j, x, y, shape: movedPath(j.shape, 2, move) };
    }),
    connections: net.connections.map((c) => ({ ...c, attributes: movedShape(c.attributes, move) })),
    meta: {
      ...net.meta,
      netOffset: `${-frame.originEasting},${-frame.originNorthing}`,
      projParameter: frame.proj,
      convBoundary: boundary(net, move),
    },
  };
  const places = Float64Array.from(local.junctions.flatMap((j) => [j.x, j.y]));
  if (places.length > 0 && !touches(places, extent)) {
    throw new DryrunError({
      code: 'import.traffic-elsewhere',
      file,
      what: 'The road network lies outside the terrain.',
      mend: 'Say its coordinate system with --crs-of traffic=EPSG:…, or give the terrain it belongs to.',
    });
  }
  return local;
}

type Move = (x: number, y: number) => readonly [number, number];

/** Millimetres: what a net's own two decimals are worth, and more. */
const ROUND = 1e3;
const rounded = (v: number): number => Math.round(v * ROUND) / ROUND;

function movedPath(path: Float64Array, stride: 2 | 3, move: Move): Float64Array {
  const out = path.slice();
  for (let i = 0; i < out.length; i += stride) {
    const [x, y] = move(out[i]!, out[i + 1]!);
    out[i] = rounded(x);
    out[i + 1] = rounded(y);
  }
  return out;
}

function movedShape(
  attributes: Readonly<Record<string, string>>,
  move: Move,
): Readonly<Record<string, string>> {
  const shape = attributes[SHAPE_ATTRIBUTE];
  if (shape === undefined) return attributes;
  const moved = shape
    .trim()
    .split(/\s+/)
    .map((point) => {
      const [px, py, ...z] = point.split(',');
      const [x, y] = move(Number(px), Number(py));
      return [rounded(x), rounded(y), ...z].join(',');
    });
  return { ...attributes, [SHAPE_ATTRIBUTE]: moved.join(' ') };
}

function boundary(net: TrafficNetwork, move: Move): string {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const j of net.junctions) {
    const [x, y] = move(j.x, j.y);
    box[0] = Math.min(box[0]!, x);
    box[1] = Math.min(box[1]!, y);
    box[2] = Math.max(box[2]!, x);
    box[3] = Math.max(box[3]!, y);
  }
  return box.map(rounded).join(',');
}

/** The street an edge runs in, by SUMO's naming: `-id` is the other direction, `id#2` a later piece. */
const streetKeyOf = (edgeId: string): string => edgeId.replace(/^-/, '').replace(/#\d+$/, '');

/** Edges told the street they lie in, where a street of that source id exists. */
export function linkEdgesToStreets(
  net: TrafficNetwork,
  streets: ReadonlyMap<string, string>,
): TrafficNetwork {
  const edges = net.edges.map((e) => {
    const id = e.function === 'normal' ? streets.get(streetKeyOf(e.id)) : undefined;
    return id === undefined ? e : { ...e, streetId: id };
  });
  return { ...net, edges };
}

/** Classes by the OSM-derived edge types netconvert writes, else by speed and lanes. */
function classOfEdge(e: TrafficEdge, speedMs: number): StreetClass {
  const type = e.type.toLowerCase();
  if (/motorway/.test(type)) return 'motorway';
  if (/trunk|primary/.test(type)) return 'arterial';
  if (/secondary|tertiary/.test(type)) return 'collector';
  if (/service|track/.test(type)) return 'service';
  if (/footway|pedestrian|path|cycleway|steps/.test(type)) return 'pedestrian';
  if (/rail|tram|subway/.test(type)) return 'rail';
  if (type !== '') return 'local';
  if (speedMs > 22) return 'motorway';
  if (speedMs > 15 || e.lanes.length > 2) return 'arterial';
  return e.lanes.length > 1 ? 'collector' : 'local';
}

/**
 * Streets made from a net where no centrelines are given: both directions of a road are one street. A
 * two-way street's centreline is the left edge of its leftmost lane, a one-way street's the middle of
 * its lanes.
 */
export function streetsFromNet(
  context: ImportContext,
  net: TrafficNetwork,
): { streets: Street[]; byEdge: Map<string, string> } {
  const normal = net.edges.filter((e) => e.function === 'normal');
  const byId = new Map(normal.map((e) => [e.id, e]));
  const byEdge = new Map<string, string>();
  const streets: Street[] = [];
  for (const e of normal) {
    if (byEdge.has(e.id)) continue;
    const opposite = byId.get(e.id.startsWith('-') ? e.id.slice(1) : `-${e.id}`);
    const twoWay =
      opposite !== undefined &&
      opposite.fromJunction === e.toJunction &&
      opposite.toJunction === e.fromJunction;
    const lanes = e.lanes.map((i) => net.lanes[i]!);
    const leftmost = lanes.at(-1)!;
    const widthOne = lanes.reduce((sum, l) => sum + l.widthM, 0);
    const widthOther = twoWay
      ? opposite.lanes.reduce((sum, i) => sum + net.lanes[i]!.widthM, 0)
      : 0;
    const shift = twoWay ? leftmost.widthM / 2 : leftmost.widthM / 2 - widthOne / 2;
    const id = context.ids.claim(`s-${e.id.replace(/^-/, '')}`);
    byEdge.set(e.id, id);
    if (twoWay) byEdge.set(opposite.id, id);
    streets.push({
      id,
      ...(e.name !== '' && { name: { en: e.name, zh: e.name } }),
      class: classOfEdge(e, leftmost.speedMs),
      centreline: shifted(leftmost.shape, shift),
      lanes: lanes.length + (twoWay ? opposite.lanes.length : 0),
      widthM: widthOne + widthOther,
      sidewalkM: 1.5,
      level: 0,
      oneway: !twoWay,
    });
  }
  return { streets, byEdge };
}

/** A lane's axis moved to the left by so much, x and y only. */
function shifted(shape: Float64Array, leftM: number): Float64Array {
  const n = shape.length / 3;
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const a = 3 * Math.max(0, i - 1);
    const b = 3 * Math.min(n - 1, i + 1);
    const dx = shape[b]! - shape[a]!;
    const dy = shape[b + 1]! - shape[a + 1]!;
    const length = Math.hypot(dx, dy) || 1;
    out[2 * i] = shape[3 * i]! - (dy / length) * leftM;
    out[2 * i + 1] = shape[3 * i + 1]! + (dx / length) * leftM;
  }
  return out;
}
