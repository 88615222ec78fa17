import type { Street, StreetClass } from '../../domain/city';
import { clipLine } from './clip';
import { LocalFeatures, nameOf, type ImportContext } from './context';
import { Attributes, type FeatureSet } from './feature';

/** Lanes, lane width and sidewalk (m) by class, where the source does not say. */
const DEFAULTS: Readonly<
  Record<StreetClass, { lanes: number; laneM: number; sidewalkM: number; oneway?: true }>
> = {
  motorway: { lanes: 2, laneM: 3.75, sidewalkM: 0, oneway: true },
  arterial: { lanes: 4, laneM: 3.5, sidewalkM: 2.5 },
  collector: { lanes: 2, laneM: 3.5, sidewalkM: 2 },
  local: { lanes: 2, laneM: 3, sidewalkM: 1.5 },
  service: { lanes: 1, laneM: 3.5, sidewalkM: 0 },
  pedestrian: { lanes: 1, laneM: 2.5, sidewalkM: 0 },
  rail: { lanes: 1, laneM: 3.2, sidewalkM: 0 },
};

const CLASS_WORDS: readonly (readonly [RegExp, StreetClass])[] = [
  [/^motorway|freeway|expressway|autobahn|高速/, 'motorway'],
  [/^trunk|^primary|major|arterial|highway_major|主干/, 'arterial'],
  [/^secondary|^tertiary|collector|minor_arterial|次干/, 'collector'],
  [/footway|pedestrian|^path|cycleway|steps|bridleway|corridor|trail|walk|步行/, 'pedestrian'],
  [/service|track|driveway|alley|lane$|busway/, 'service'],
  [/rail|tram|subway|narrow_gauge/, 'rail'],
  [/construction|proposed|platform|raceway|abandoned|razed|disused|elevator|rest_area/, 'service'],
];

const NOT_A_STREET =
  /^(construction|proposed|platform|abandoned|razed|disused|elevator|rest_area)$/;

/** Streets from centrelines of any make; class, lanes and width by default where they are not stated, and it is said. */
export function makeStreets(context: ImportContext, set: FeatureSet): Street[] {
  const features = new LocalFeatures(context, set);
  const out: Street[] = [];
  for (let i = 0; i < set.features.length; i++) {
    const f = set.features[i]!;
    if (f.geometry.type !== 'line') continue;
    const a = new Attributes(f.properties);
    const kind = a.text('highway', 'railway') ?? '';
    if (NOT_A_STREET.test(kind)) continue;
    const centreline = clipLine(features.path(f.geometry.path), context.extent);
    if (!centreline) {
      features.outside('streets');
      continue;
    }
    const streetClass = classOf(a);
    const defaults = DEFAULTS[streetClass];
    const statedLanes = a.number('lanes', 'lanesassumed', 'numlanes', 'nlanes', 'lanecount');
    const statedWidth = a.metres(
      'width',
      'carriagewaywidth',
      'roadwidth',
      'pavementwidth',
      'widthm',
    );
    const lanes = Math.max(1, Math.round(statedLanes ?? defaults.lanes));
    if (statedLanes === undefined) {
      context.notices.count(
        'import.lanes',
        set.file,
        (n) => `The lanes of ${n} streets were taken by class.`,
      );
    }
    if (statedWidth === undefined) {
      context.notices.count(
        'import.street-width',
        set.file,
        (n) => `The width of ${n} streets was taken as lanes × a lane width by class.`,
      );
    }
    const sourceId = a.text('id', 'osmid', 'roadid', 'segmentid', 'linkid', 'objectid', 'fid');
    const name = nameOf(a);
    out.push({
      id: context.ids.claim(`s-${sourceId ?? f.id ?? i + 1}`),
      ...(name && { name }),
      class: streetClass,
      centreline,
      lanes,
      widthM: statedWidth !== undefined && statedWidth > 1 ? statedWidth : lanes * defaults.laneM,
      sidewalkM: sidewalkOf(a, defaults.sidewalkM),
      level: levelOf(a),
      oneway: onewayOf(a, defaults.oneway === true),
    });
  }
  return out;
}

function classOf(a: Attributes): StreetClass {
  const text = a.text('highway', 'railway', 'classassumed', 'roadclass', 'fclass', 'class', 'type');
  const lower = text?.toLowerCase() ?? '';
  return CLASS_WORDS.find(([words]) => words.test(lower))?.[1] ?? 'local';
}

function sidewalkOf(a: Attributes, fallback: number): number {
  const text = a.text('sidewalk');
  if (text === 'no' || text === 'none' || text === 'separate') return 0;
  return a.metres('sidewalk:width', 'sidewalkwidth', 'sidewalkm') ?? fallback;
}

function levelOf(a: Attributes): number {
  const on = (v: string | undefined): boolean => v !== undefined && v !== 'no' && v !== '0';
  if (on(a.text('tunnel'))) return -1;
  if (on(a.text('bridge'))) return 1;
  return 0;
}

function onewayOf(a: Attributes, fallback: boolean): boolean {
  const text = a.text('oneway')?.toLowerCase();
  if (text === undefined) return fallback || a.text('junction') === 'roundabout';
  return ['yes', 'true', '1', '-1'].includes(text);
}
