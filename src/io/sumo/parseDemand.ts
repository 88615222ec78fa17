import type { Notice } from '../../domain/errors';
import type {
  BusStop,
  TrafficDemand,
  VehicleDemand,
  VehicleFlow,
  VehicleStop,
  VehicleType,
} from '../../domain/traffic';
import { XmlChildren, type XmlElement } from '../xml/xmlTree';
import { ElementReader } from './netReader';
import { DEFAULT_TYPE, defaultVehicleType, readVehicleType } from './vehicleTypes';

export interface ParseDemandOptions {
  /** Bus stops that `busStop="…"` may name (those of the network). */
  readonly busStops?: readonly BusStop[];
  readonly onNotice?: (n: Notice) => void;
}

/** Names of a file and its text. */
export interface DemandFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Demand from SUMO route files: `<vehicle>`, `<trip>`, `<flow>`, `<route>`, `<vType>` and
 * `<vTypeDistribution>`, also from additional files that hold types. Files are read in order; a type
 * may be named before it is defined. What is no demand is left to the reader of the network.
 *
 * @throws DryrunError `xml.malformed`, `traffic.*` with file, line and id
 */
export function parseDemand(
  files: readonly DemandFile[],
  options: ParseDemandOptions = {},
): TrafficDemand {
  const builder = new DemandBuilder(options);
  for (const f of files) builder.read(f);
  return builder.finish();
}

class DemandBuilder {
  readonly #types = new Map<string, VehicleType>();
  readonly #distributions: TrafficDemand['distributions'][number][] = [];
  readonly #routes = new Map<string, readonly string[]>();
  readonly #vehicles: VehicleDemand[] = [];
  readonly #flows: VehicleFlow[] = [];
  readonly #stops: ReadonlyMap<string, BusStop>;
  readonly #options: ParseDemandOptions;
  readonly #ids = new Set<string>();
  readonly #asked: { reader: ElementReader; type: string }[] = [];
  #file = '';

  constructor(options: ParseDemandOptions) {
    this.#options = options;
    this.#stops = new Map((options.busStops ?? []).map((s) => [s.id, s]));
  }

  read({ file, text }: DemandFile): void {
    this.#file = file;
    const skipped = new Map<string, number>();
    const xml = new XmlChildren(
      file,
      () => undefined,
      (e) => {
        if (!this.#element(e)) skipped.set(e.name, (skipped.get(e.name) ?? 0) + 1);
      },
    );
    xml.write(text);
    xml.close();
    for (const [name, count] of skipped) {
      this.#options.onNotice?.({
        code: 'traffic.demand-skipped',
        file,
        what: `${count} <${name}> are no vehicles, flows, routes or types and were not read as demand.`,
        count,
      });
    }
  }

  finish(): TrafficDemand {
    const known = new Set([...this.#types.keys(), ...this.#distributions.map((d) => d.id)]);
    for (const { reader, type } of this.#asked) {
      if (type === DEFAULT_TYPE || known.has(type)) continue;
      throw reader.fail({
        code: 'traffic.unknown-type',
        what: `The vehicle type "${type}" is not defined.`,
        mend: 'Add the file that defines it, or correct the name.',
        params: { missing: type },
      });
    }
    if (!this.#types.has(DEFAULT_TYPE)) this.#types.set(DEFAULT_TYPE, defaultVehicleType());
    return {
      types: [...this.#types.values()],
      distributions: this.#distributions,
      vehicles: this.#vehicles.sort((a, b) => a.departS - b.departS),
      flows: this.#flows,
    };
  }

  #element(e: XmlElement): boolean {
    const r = new ElementReader(this.#file, e);
    switch (e.name) {
      case 'vType':
        this.#type(r);
        return true;
      case 'vTypeDistribution':
        this.#distribution(r, e);
        return true;
      case 'route':
        this.#routes.set(r.text('id'), this.#edges(r));
        return true;
      case 'vehicle':
      case 'trip':
        this.#vehicles.push(this.#vehicle(r, e, time(r, 'depart')));
        return true;
      case 'flow':
        this.#flow(r, e);
        return true;
      default:
        return false;
    }
  }

  #type(r: ElementReader): VehicleType {
    const type = readVehicleType(r);
    if (this.#types.has(type.id)) {
      throw r.fail({
        code: 'traffic.duplicate-id',
        what: `The vehicle type "${type.id}" is defined twice.`,
        mend: 'Rename one of the two.',
        params: { id: type.id },
      });
    }
    if (!(type.lengthM > 0) || !(type.accelMs2 > 0) || !(type.decelMs2 > 0)) {
      throw r.fail({
        code: 'traffic.vehicle-type',
        what: `The vehicle type needs a length, an acceleration and a deceleration above 0, got ${type.lengthM} m, ${type.accelMs2} and ${type.decelMs2} m/s².`,
        mend: 'Correct the values.',
      });
    }
    this.#types.set(type.id, type);
    return type;
  }

  #distribution(r: ElementReader, e: XmlElement): void {
    const members = e.children
      .filter((c) => c.name === 'vType')
      .map((c) => {
        const type = this.#type(new ElementReader(this.#file, c));
        return { type: type.id, probability: Number(type.attributes['probability'] ?? 1) };
      });
    const named = r.list('vTypes');
    const shares = r.list('probabilities');
    named.forEach((type, i) => members.push({ type, probability: Number(shares[i] ?? 1) }));
    const id = r.text('id');
    if (members.length === 0 || !(members.reduce((s, m) => s + m.probability, 0) > 0)) {
      throw r.fail({
        code: 'traffic.type-distribution',
        what: `The distribution "${id}" has no type with a probability above 0.`,
        mend: 'Give it vehicle types.',
      });
    }
    this.#distributions.push({ id, members });
  }

  #edges(r: ElementReader): readonly string[] {
    const edges = r.list('edges');
    if (edges.length > 0) return edges;
    throw r.fail({
      code: 'traffic.route-without-edges',
      what: 'The route has no edges.',
      mend: 'Give it one edge at least.',
    });
  }

  #vehicle(r: ElementReader, e: XmlElement, departS: number): VehicleDemand {
    const id = r.text('id');
    if (this.#ids.has(id)) {
      throw r.fail({
        code: 'traffic.duplicate-id',
        what: `The vehicle "${id}" is defined twice.`,
        mend: 'Rename one of the two.',
        params: { id },
      });
    }
    this.#ids.add(id);
    const type = r.text('type', DEFAULT_TYPE);
    this.#asked.push({ reader: r, type });
    const { edges, routed } = this.#way(r, e);
    const arrivalPosM = arrivalPos(r);
    return {
      id,
      type,
      departS,
      edges,
      routed,
      departLane: choice(r, 'departLane', ['first', 'best', 'free', 'allowed', 'random'], 'first'),
      departPos: choice(r, 'departPos', ['base', 'free', 'last', 'random'], 'base'),
      departSpeed: choice(r, 'departSpeed', ['max', 'desired', 'random'], 0),
      ...(arrivalPosM !== undefined && { arrivalPosM }),
      stops: e.children
        .filter((c) => c.name === 'stop')
        .map((c) => this.#stop(new ElementReader(this.#file, c))),
      place: `${this.#file}: line ${e.line}`,
    };
  }

  #way(r: ElementReader, e: XmlElement): { edges: readonly string[]; routed: boolean } {
    const inner = e.children.find((c) => c.name === 'route');
    if (inner) return { edges: this.#edges(new ElementReader(this.#file, inner)), routed: true };
    const name = r.optional('route');
    if (name !== undefined) {
      const edges = this.#routes.get(name);
      if (edges) return { edges, routed: true };
      throw r.fail({
        code: 'traffic.unknown-route',
        what: `The route "${name}" is not defined before this line.`,
        mend: 'Define the route first, or correct the name.',
        params: { missing: name },
      });
    }
    return { edges: [r.text('from'), ...r.list('via'), r.text('to')], routed: false };
  }

  #stop(r: ElementReader): VehicleStop {
    const busStop = r.optional('busStop');
    const durationS = time(r, 'duration', 0);
    const untilS = r.optional('until') === undefined ? undefined : time(r, 'until');
    const rest = { durationS, ...(untilS !== undefined && { untilS }) };
    if (busStop === undefined) {
      const endPosM = r.number('endPos', -1);
      return { laneId: r.text('lane'), startPosM: r.number('startPos', endPosM), endPosM, ...rest };
    }
    const place = this.#stops.get(busStop);
    if (!place) {
      throw r.fail({
        code: 'traffic.unknown-stop',
        what: `The bus stop "${busStop}" is not in the network.`,
        mend: 'Add the file with the bus stops.',
        params: { missing: busStop },
      });
    }
    const { laneId, startPosM, endPosM } = place;
    return { laneId, startPosM, endPosM, busStop, ...rest };
  }

  #flow(r: ElementReader, e: XmlElement): void {
    const beginS = time(r, 'begin', 0);
    const endS = time(r, 'end', beginS + 3600);
    const vehicle = this.#vehicle(r, e, beginS);
    const probability = r.optional('probability');
    if (probability !== undefined) {
      this.#flows.push({ vehicle, beginS, endS, probabilityPerS: r.number('probability') });
      return;
    }
    const hours = (endS - beginS) / 3600;
    const perHour = r.optional('vehsPerHour');
    const period = r.optional('period');
    const count =
      perHour !== undefined
        ? Math.round(r.number('vehsPerHour') * hours)
        : period !== undefined
          ? Math.floor((endS - beginS) / r.number('period'))
          : r.number('number');
    this.#flows.push({ vehicle, beginS, endS, count });
  }
}

function arrivalPos(r: ElementReader): number | undefined {
  const text = r.optional('arrivalPos');
  return text === undefined || text === 'max' ? undefined : r.number('arrivalPos');
}

/** A word of a list, or a number. */
function choice<T extends string, D extends T | number>(
  r: ElementReader,
  name: string,
  words: readonly T[],
  fallback: D,
): T | number {
  const text = r.optional(name);
  if (text === undefined) return fallback;
  const word = words.find((w) => w === text);
  if (word !== undefined) return word;
  return r.number(name);
}

/** Seconds, or `h:mm:ss`. */
function time(r: ElementReader, name: string, fallback?: number): number {
  const text = r.optional(name);
  const [, h, m, s] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  if (h !== undefined) return Number(h) * 3600 + Number(m) * 60 + Number(s);
  return r.number(name, fallback);
}
