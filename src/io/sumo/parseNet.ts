import { DryrunError, type Notice } from '../../domain/errors';
import type {
  JunctionRequest,
  TrafficConnection,
  TrafficEdge,
  TrafficElement,
  TrafficLane,
  TrafficNetwork,
} from '../../domain/traffic';
import { readBusStop, readDetector, readSignal, isDetector, mergeSignals } from './additional';
import { ElementReader, plainElement } from './netReader';
import { XmlChildren, type XmlElement } from '../xml/xmlTree';

export interface ParseNetOptions {
  /** Name of the file, for errors. */
  readonly file?: string;
  /** Called for what was repaired or assumed. */
  readonly onNotice?: (n: Notice) => void;
}

/** SUMO's lane width where the file gives none, m. */
export const DEFAULT_LANE_WIDTH_M = 3.2;

/** SUMO's name of no priority. */
export const NO_PRIORITY = -1;

const CHUNK = 1 << 16;

/**
 * A SUMO network from the text of a `.net.xml`, in the file's own coordinates (projected metres plus
 * `meta.netOffset`). Throws `xml.malformed` or `traffic.*` with file, line and id.
 */
export function parseNet(text: string, options: ParseNetOptions = {}): TrafficNetwork {
  const builder = new NetBuilder(options);
  for (let i = 0; i < text.length; i += CHUNK) builder.write(text.slice(i, i + CHUNK));
  return builder.finish();
}

/** As `parseNet`, from pieces of text as they arrive. */
export async function parseNetStream(
  chunks: AsyncIterable<string>,
  options: ParseNetOptions & { readonly signal?: AbortSignal } = {},
): Promise<TrafficNetwork> {
  const builder = new NetBuilder(options);
  for await (const chunk of chunks) {
    options.signal?.throwIfAborted();
    builder.write(chunk);
  }
  return builder.finish();
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

class NetBuilder {
  readonly #file: string | undefined;
  readonly #xml: XmlChildren;
  readonly #net: Mutable<Omit<TrafficNetwork, 'other' | 'meta'>> = {
    edges: [],
    lanes: [],
    junctions: [],
    connections: [],
    signals: [],
    roundabouts: [],
    detectors: [],
    busStops: [],
  };
  readonly #meta: Record<string, string> = {};
  readonly #other: TrafficElement[] = [];
  readonly #edgeIndex = new Map<string, number>();
  readonly #laneIds = new Set<string>();
  readonly #junctionIds = new Set<string>();
  readonly #connectionPlaces: ElementReader[] = [];

  constructor(options: ParseNetOptions) {
    this.#file = options.file;
    this.#xml = new XmlChildren(
      options.file,
      (root) => this.#root(root),
      (child) => this.#child(child),
    );
  }

  write(text: string): void {
    this.#xml.write(text);
  }

  finish(): TrafficNetwork {
    this.#xml.close();
    if (!this.#xml.rootSeen) throw this.#notNet('an empty file');
    this.#placeInternalEdges();
    this.#checkConnections();
    return {
      ...this.#net,
      meta: this.#meta,
      ...(this.#other.length > 0 && { other: this.#other }),
    };
  }

  #notNet(got: string): DryrunError {
    return new DryrunError({
      code: 'traffic.not-net',
      ...(this.#file !== undefined && { file: this.#file }),
      what: `This is no SUMO network: expected the element <net>, got ${got}.`,
      mend: 'Give a .net.xml as netconvert or netedit write it.',
      params: { got },
    });
  }

  #root(root: XmlElement): void {
    if (root.name !== 'net') throw this.#notNet(`<${root.name}>`);
    Object.assign(this.#meta, root.attributes);
  }

  #child(e: XmlElement): void {
    const r = new ElementReader(this.#file, e);
    switch (e.name) {
      case 'location':
        Object.assign(this.#meta, e.attributes);
        break;
      case 'edge':
        this.#edge(r, e);
        break;
      case 'junction':
        this.#junction(r, e);
        break;
      case 'connection':
        this.#net.connections.push(readConnection(r));
        this.#connectionPlaces.push(r);
        break;
      case 'tlLogic':
        mergeSignals(this.#net.signals, [readSignal(this.#file, r, e)]);
        break;
      case 'roundabout':
        this.#net.roundabouts.push({ nodes: r.list('nodes'), edges: r.list('edges') });
        break;
      case 'busStop':
        this.#net.busStops.push(readBusStop(r));
        break;
      default:
        if (isDetector(e.name)) this.#net.detectors.push(readDetector(r, e.name));
        else this.#other.push(plainElement(e));
    }
  }

  #edge(r: ElementReader, e: XmlElement): void {
    const id = r.text('id');
    if (this.#edgeIndex.has(id)) throw duplicate(r, 'edge', id);
    const index = this.#net.edges.length;
    this.#edgeIndex.set(id, index);
    const lanes: number[] = [];
    for (const child of e.children) {
      if (child.name !== 'lane') continue;
      const lane = readLane(new ElementReader(this.#file, child), index);
      if (this.#laneIds.has(lane.id)) throw duplicate(r, 'lane', lane.id);
      this.#laneIds.add(lane.id);
      lanes.push(this.#net.lanes.length);
      this.#net.lanes.push(lane);
    }
    if (lanes.length === 0) {
      throw r.fail({
        code: 'traffic.edge-without-lanes',
        what: `The edge "${id}" has no lane.`,
        mend: 'Write the net again with netconvert.',
      });
    }
    this.#net.edges.push(readEdge(r, id, lanes));
  }

  #junction(r: ElementReader, e: XmlElement): void {
    const id = r.text('id');
    if (this.#junctionIds.has(id)) throw duplicate(r, 'junction', id);
    this.#junctionIds.add(id);
    this.#net.junctions.push({
      id,
      type: r.text('type', ''),
      x: r.number('x'),
      y: r.number('y'),
      incomingLanes: r.list('incLanes'),
      internalLanes: r.list('intLanes'),
      shape: r.shape('shape', 2),
      requests: e.children.filter((c) => c.name === 'request').map((c) => this.#request(c)),
      attributes: r.rest(['request']),
    });
  }

  #request(e: XmlElement): JunctionRequest {
    const r = new ElementReader(this.#file, e);
    return {
      index: r.number('index'),
      response: r.text('response'),
      foes: r.text('foes'),
      cont: r.boolean('cont'),
    };
  }

  /** Internal edges `:J_3`, crossings `:J_c0` and walking areas `:J_w1` name no ends: they lie in junction J. */
  #placeInternalEdges(): void {
    const edges = this.#net.edges;
    for (let i = 0; i < edges.length; i++) {
      const e = edges[i]!;
      if (e.fromJunction !== '' || !e.id.startsWith(':')) continue;
      const junction = e.id.slice(1, e.id.lastIndexOf('_'));
      if (!this.#junctionIds.has(junction)) continue;
      edges[i] = { ...e, fromJunction: junction, toJunction: junction };
    }
  }

  #checkConnections(): void {
    const { connections, edges } = this.#net;
    for (let i = 0; i < connections.length; i++) {
      const c = connections[i]!;
      this.#checkEnd(i, edges[this.#edgeIndex.get(c.from) ?? -1], c.from, c.fromLane);
      this.#checkEnd(i, edges[this.#edgeIndex.get(c.to) ?? -1], c.to, c.toLane);
      if (c.via !== undefined && !this.#laneIds.has(c.via)) {
        throw this.#missing(i, 'lane', c.via);
      }
    }
  }

  #checkEnd(i: number, edge: TrafficEdge | undefined, id: string, lane: number): void {
    if (edge === undefined) throw this.#missing(i, 'edge', id);
    if (lane < 0 || lane >= edge.lanes.length) throw this.#missing(i, 'lane', `${id}_${lane}`);
  }

  #missing(i: number, what: string, id: string): DryrunError {
    const c = this.#net.connections[i]!;
    return this.#connectionPlaces[i]!.fail({
      code: `traffic.missing-${what}`,
      what: `The connection from "${c.from}" to "${c.to}" names the ${what} "${id}", which is not in the net.`,
      mend: 'Write the net again with netconvert.',
      params: { missing: id },
    });
  }
}

function duplicate(r: ElementReader, what: string, id: string): DryrunError {
  return r.fail({
    code: 'traffic.duplicate-id',
    what: `The ${what} "${id}" is defined twice.`,
    mend: 'Rename one of the two.',
    params: { id },
  });
}

const FUNCTIONS = ['normal', 'internal', 'crossing', 'walkingarea', 'connector'] as const;

function readEdge(r: ElementReader, id: string, lanes: readonly number[]): TrafficEdge {
  const fn = r.optional('function') ?? 'normal';
  const known = FUNCTIONS.find((f) => f === fn);
  if (!known) {
    throw r.fail({
      code: 'traffic.function',
      what: `The edge's function "${fn}" is not one of ${FUNCTIONS.join(', ')}.`,
      mend: 'Correct the function.',
      params: { got: fn },
    });
  }
  const edge = {
    id,
    function: known,
    fromJunction: r.text('from', ''),
    toJunction: r.text('to', ''),
    priority: r.number('priority', NO_PRIORITY),
    type: r.text('type', ''),
    name: r.text('name', ''),
    lanes,
  };
  const { 'param.streetId': streetId, ...attributes } = r.rest(['lane']);
  return { ...edge, ...(streetId !== undefined && { streetId }), attributes };
}

function readLane(r: ElementReader, edge: number): TrafficLane {
  const lane = {
    id: r.text('id'),
    edge,
    index: r.number('index'),
    speedMs: r.number('speed'),
    lengthM: r.number('length'),
    widthM: r.number('width', DEFAULT_LANE_WIDTH_M),
    shape: r.shape('shape', 3),
    allow: r.list('allow'),
    disallow: r.list('disallow'),
  };
  return { ...lane, attributes: r.rest() };
}

const DIRECTIONS = ['s', 'l', 'r', 'L', 'R', 't', 'invalid'] as const;

function readConnection(r: ElementReader): TrafficConnection {
  const via = r.optional('via');
  const signal = r.optional('tl');
  const dir = r.text('dir', 'invalid');
  const direction = DIRECTIONS.find((d) => d === dir) ?? 'invalid';
  const connection = {
    from: r.text('from'),
    to: r.text('to'),
    fromLane: r.number('fromLane'),
    toLane: r.number('toLane'),
    ...(via !== undefined && { via }),
    ...(signal !== undefined && { signal, linkIndex: r.number('linkIndex') }),
    direction,
    state: r.text('state', 'M'),
  };
  return { ...connection, attributes: r.rest() };
}
