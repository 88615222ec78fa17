import { DryrunError, type Notice } from '../../domain/errors';
import type {
  BusStop,
  SignalPhase,
  SignalProgram,
  TrafficDetector,
  TrafficNetwork,
} from '../../domain/traffic';
import { ElementReader } from './netReader';
import { XmlChildren, type XmlElement } from '../xml/xmlTree';

const DETECTORS: Readonly<Record<string, TrafficDetector['kind']>> = {
  e1Detector: 'induction_loop',
  inductionLoop: 'induction_loop',
  e2Detector: 'lane_area',
  laneAreaDetector: 'lane_area',
};

/** True for the names SUMO gives induction loops and lane-area detectors. */
export function isDetector(element: string): boolean {
  return Object.hasOwn(DETECTORS, element);
}

/** A detector. Positions may count from the lane's end (negative), as SUMO has them. */
export function readDetector(r: ElementReader, element: string): TrafficDetector {
  const kind = DETECTORS[element]!;
  const id = r.text('id');
  const laneId = r.optional('lane') ?? (r.optional('lanes') ?? '').split(/\s+/)[0]!;
  if (laneId === '') throw missingLane(r, id);
  const posM = r.number('pos', 0);
  const endPos = r.optional('endPos');
  const lengthM =
    kind === 'induction_loop'
      ? 0
      : endPos === undefined
        ? r.number('length', 0)
        : Number(endPos) - posM;
  const attributes = r.rest();
  return {
    id,
    laneId,
    posM,
    lengthM,
    kind,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

function missingLane(r: ElementReader, id: string): DryrunError {
  return r.fail({
    code: 'traffic.missing-attribute',
    what: `The detector "${id}" names no lane.`,
    mend: 'Add its lane.',
    params: { attribute: 'lane' },
  });
}

/** A bus stop. */
export function readBusStop(r: ElementReader): BusStop {
  const id = r.text('id');
  const stop = {
    id,
    name: r.text('name', ''),
    laneId: r.text('lane'),
    startPosM: r.number('startPos', 0),
    endPosM: r.number('endPos', -1),
    lines: r.list('lines'),
  };
  const attributes = r.rest();
  return { ...stop, ...(Object.keys(attributes).length > 0 && { attributes }) };
}

/** A signal program with its phases, whose states must all be equally long. */
export function readSignal(
  file: string | undefined,
  r: ElementReader,
  e: XmlElement,
): SignalProgram {
  const phases = e.children
    .filter((c) => c.name === 'phase')
    .map((c) => readPhase(new ElementReader(file, c)));
  const length = phases[0]?.state.length;
  const odd = phases.find((p) => p.state.length !== length);
  if (odd) {
    throw r.fail({
      code: 'traffic.signal-state',
      what: `The signal's phases have states of ${length} and of ${odd.state.length} letters.`,
      mend: 'Give every phase one letter per signal link.',
    });
  }
  const head = {
    id: r.text('id'),
    programId: r.text('programID', ''),
    type: r.text('type', 'static'),
    offsetS: r.number('offset', 0),
  };
  return { ...head, phases, attributes: r.rest(['phase']) };
}

function readPhase(r: ElementReader): SignalPhase {
  const minDurS = r.optional('minDur');
  const maxDurS = r.optional('maxDur');
  const name = r.optional('name');
  const phase = {
    durationS: r.number('duration'),
    state: r.text('state'),
    ...(minDurS !== undefined && { minDurS: r.number('minDur') }),
    ...(maxDurS !== undefined && { maxDurS: r.number('maxDur') }),
    ...(name !== undefined && { name }),
  };
  return { ...phase, attributes: r.rest() };
}

/** Adds programs: one of the same id and program id is replaced, any other comes last and so is in force. */
export function mergeSignals(into: SignalProgram[], programs: readonly SignalProgram[]): void {
  for (const p of programs) {
    const at = into.findIndex((q) => q.id === p.id && q.programId === p.programId);
    if (at >= 0) into.splice(at, 1);
    into.push(p);
  }
}

/**
 * The network with the detectors, bus stops and signal programs of a SUMO additional file. What else
 * the file holds (routes, vehicle types …) is no part of a network and named in a notice. Throws
 * `traffic.missing-lane` or `traffic.missing-signal` where it belongs to another network.
 */
export function mergeAdditional(
  net: TrafficNetwork,
  text: string,
  options: { readonly file?: string; readonly onNotice?: (n: Notice) => void } = {},
): TrafficNetwork {
  const { file, onNotice } = options;
  const lanes = new Set(net.lanes.map((l) => l.id));
  const signals = new Set(net.signals.map((s) => s.id));
  const detectors = [...net.detectors];
  const busStops = [...net.busStops];
  const programs = [...net.signals];
  const skipped = new Map<string, number>();
  const onLane = (r: ElementReader, laneId: string): void => {
    if (lanes.has(laneId)) return;
    throw r.fail({
      code: 'traffic.missing-lane',
      what: `The lane "${laneId}" is not in the network.`,
      mend: 'Give the additional file that belongs to this network.',
      params: { missing: laneId },
    });
  };
  const xml = new XmlChildren(
    file,
    () => undefined,
    (e) => {
      const r = new ElementReader(file, e);
      if (isDetector(e.name)) {
        const d = readDetector(r, e.name);
        onLane(r, d.laneId);
        detectors.push(d);
      } else if (e.name === 'busStop') {
        const stop = readBusStop(r);
        onLane(r, stop.laneId);
        busStops.push(stop);
      } else if (e.name === 'tlLogic') {
        const program = readSignal(file, r, e);
        if (!signals.has(program.id)) {
          throw r.fail({
            code: 'traffic.missing-signal',
            what: `The signal "${program.id}" is not in the network.`,
            mend: 'Give the additional file that belongs to this network.',
            params: { missing: program.id },
          });
        }
        mergeSignals(programs, [program]);
      } else skipped.set(e.name, (skipped.get(e.name) ?? 0) + 1);
    },
  );
  xml.write(text);
  xml.close();
  for (const [name, count] of skipped) {
    onNotice?.({
      code: 'traffic.additional-skipped',
      ...(file !== undefined && { file }),
      what: `${count} <${name}> are no part of a road network and were not read.`,
      count,
    });
  }
  return { ...net, detectors, busStops, signals: programs };
}
