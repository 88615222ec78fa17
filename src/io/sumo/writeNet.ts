import type {
  TrafficEdge,
  TrafficElement,
  TrafficJunction,
  TrafficLane,
  TrafficNetwork,
} from '../../domain/traffic';
import { DEFAULT_LANE_WIDTH_M, NO_PRIORITY } from './parseNet';
import { attributeText } from '../xml/xmlTree';

const LOCATION = ['netOffset', 'convBoundary', 'origBoundary', 'projParameter'];

type Attributes = Record<string, string | undefined>;

/**
 * A network as SUMO `.net.xml`. Reading the text back gives the same network. Detectors and bus stops
 * stand in the same file: SUMO reads them there as it does from an additional file.
 */
export function writeNet(net: TrafficNetwork): string {
  const out: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n'];
  const root: Attributes = {};
  const location: Attributes = {};
  for (const [key, value] of Object.entries(net.meta)) {
    (LOCATION.includes(key) ? location : root)[key] = value;
  }
  out.push(`<net${attributeText(root)}>`);
  if (Object.keys(location).length > 0) out.push(`    <location${attributeText(location)}/>`);
  // SUMO wants types before the edges that use them, and prohibitions after.
  const other = net.other ?? [];
  for (const e of other) if (e.name === 'type') writeTree(out, e, '    ');
  for (const e of net.edges) writeEdge(out, net, e);
  for (const s of net.signals) {
    writeElement(
      out,
      '    ',
      'tlLogic',
      { id: s.id, type: s.type, programID: s.programId, offset: String(s.offsetS) },
      s.attributes,
      s.phases.map((p) => {
        const line: string[] = [];
        writeElement(
          line,
          '        ',
          'phase',
          {
            duration: String(p.durationS),
            state: p.state,
            minDur: text(p.minDurS),
            maxDur: text(p.maxDurS),
            name: p.name,
          },
          p.attributes,
        );
        return line.join('\n');
      }),
    );
  }
  for (const j of net.junctions) writeJunction(out, j);
  for (const c of net.connections) {
    writeElement(
      out,
      '    ',
      'connection',
      {
        from: c.from,
        to: c.to,
        fromLane: String(c.fromLane),
        toLane: String(c.toLane),
        via: c.via,
        tl: c.signal,
        linkIndex: text(c.linkIndex),
        dir: c.direction,
        state: c.state,
      },
      c.attributes,
    );
  }
  for (const e of other) if (e.name !== 'type') writeTree(out, e, '    ');
  for (const r of net.roundabouts) {
    out.push(
      `    <roundabout${attributeText({ nodes: r.nodes.join(' '), edges: r.edges.join(' ') })}/>`,
    );
  }
  writeAdditional(out, net);
  out.push('</net>\n');
  return out.join('\n');
}

function writeEdge(out: string[], net: TrafficNetwork, e: TrafficEdge): void {
  const normal = e.function === 'normal' || e.function === 'connector';
  const lanes = e.lanes.map((i) => laneText(net.lanes[i]!));
  writeElement(
    out,
    '    ',
    'edge',
    {
      id: e.id,
      function: e.function === 'normal' ? undefined : e.function,
      from: normal ? e.fromJunction : undefined,
      to: normal ? e.toJunction : undefined,
      priority: normal || e.priority !== NO_PRIORITY ? String(e.priority) : undefined,
      type: e.type || undefined,
      name: e.name || undefined,
    },
    e.streetId === undefined ? e.attributes : { ...e.attributes, 'param.streetId': e.streetId },
    lanes,
  );
}

function laneText(l: TrafficLane): string {
  const line: string[] = [];
  writeElement(
    line,
    '        ',
    'lane',
    {
      id: l.id,
      index: String(l.index),
      allow: words(l.allow),
      disallow: words(l.disallow),
      speed: String(l.speedMs),
      length: String(l.lengthM),
      width: l.widthM === DEFAULT_LANE_WIDTH_M ? undefined : String(l.widthM),
      shape: shapeText(l.shape, 3),
    },
    l.attributes,
  );
  return line.join('\n');
}

function writeJunction(out: string[], j: TrafficJunction): void {
  writeElement(
    out,
    '    ',
    'junction',
    {
      id: j.id,
      type: j.type || undefined,
      x: String(j.x),
      y: String(j.y),
      incLanes: j.incomingLanes.join(' '),
      intLanes: j.internalLanes.join(' '),
      shape: j.shape.length > 0 ? shapeText(j.shape, 2, j.attributes['z']) : undefined,
    },
    j.attributes,
    j.requests.map(
      (r) =>
        `        <request${attributeText({
          index: String(r.index),
          response: r.response,
          foes: r.foes,
          cont: r.cont ? '1' : '0',
        })}/>`,
    ),
  );
}

function writeAdditional(out: string[], net: TrafficNetwork): void {
  for (const d of net.detectors) {
    const loop = d.kind === 'induction_loop';
    writeElement(
      out,
      '    ',
      loop ? 'inductionLoop' : 'laneAreaDetector',
      {
        id: d.id,
        lane: d.laneId,
        pos: String(d.posM),
        length: loop ? undefined : String(d.lengthM),
        // SUMO demands both where a detector writes; a net needs neither.
        ...(d.attributes?.['file'] === undefined && { file: 'NUL' }),
      },
      d.attributes ?? {},
    );
  }
  for (const s of net.busStops) {
    writeElement(
      out,
      '    ',
      'busStop',
      {
        id: s.id,
        name: s.name || undefined,
        lane: s.laneId,
        startPos: String(s.startPosM),
        endPos: String(s.endPosM),
        lines: words(s.lines),
      },
      s.attributes ?? {},
    );
  }
}

/** One element: its typed attributes, further attributes, then child elements (`child.attribute`, `param.key`) and `inner` lines. */
function writeElement(
  out: string[],
  indent: string,
  name: string,
  typed: Attributes,
  rest: Readonly<Record<string, string>>,
  inner: readonly string[] = [],
): void {
  const own: Attributes = {};
  const children = new Map<string, Attributes>();
  const params: string[] = [];
  for (const [key, value] of Object.entries(rest)) {
    const dot = key.indexOf('.');
    if (dot < 0) own[key] = value;
    else if (key.startsWith('param.')) {
      params.push(`${indent}    <param${attributeText({ key: key.slice(6), value })}/>`);
    } else {
      const child = key.slice(0, dot);
      const attributes = children.get(child) ?? {};
      attributes[key.slice(dot + 1)] = value;
      children.set(child, attributes);
    }
  }
  const head = `${indent}<${name}${attributeText(typed)}${attributeText(own)}`;
  if (inner.length + children.size + params.length === 0) {
    out.push(`${head}/>`);
    return;
  }
  out.push(`${head}>`, ...inner);
  for (const [child, attributes] of children) {
    out.push(`${indent}    <${child}${attributeText(attributes)}/>`);
  }
  out.push(...params, `${indent}</${name}>`);
}

function writeTree(out: string[], e: TrafficElement, indent: string): void {
  const head = `${indent}<${e.name}${attributeText(e.attributes)}`;
  if (e.children.length === 0) {
    out.push(`${head}/>`);
    return;
  }
  out.push(`${head}>`);
  for (const c of e.children) writeTree(out, c, `${indent}    `);
  out.push(`${indent}</${e.name}>`);
}

const text = (n: number | undefined): string | undefined =>
  n === undefined ? undefined : String(n);

const words = (list: readonly string[]): string | undefined =>
  list.length > 0 ? list.join(' ') : undefined;

/** `x,y x,y …`; with z where a vertex is off zero (as netconvert writes), or the one `z` of a junction's outline. */
function shapeText(shape: Float64Array, stride: 2 | 3, z?: string): string {
  const out: string[] = [];
  for (let i = 0; i < shape.length; i += stride) {
    const height = z ?? (stride === 3 && shape[i + 2] !== 0 ? shape[i + 2] : undefined);
    out.push(`${shape[i]},${shape[i + 1]}${height === undefined ? '' : `,${height}`}`);
  }
  return out.join(' ');
}
