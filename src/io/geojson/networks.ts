import type {
  Datastream,
  Sensor,
  UtilityKind,
  UtilityLink,
  UtilityNetwork,
  UtilityNode,
} from '../../domain/city';
import type { GeoFeature } from './collection';
import type { FeatureReader } from './featureReader';
import { metres, type GeoWriter } from './geoCoordinates';
import { nameProperties } from './surface';

/** How utility networks and sensors stand in GeoJSON: one writer and one reader per kind. */

const NODE_KINDS = [
  'manhole',
  'inlet',
  'outfall',
  'pump',
  'tank',
  'valve',
  'hydrant',
  'transformer',
  'cabinet',
  'junction',
] as const;
const LINK_KINDS = [
  'pipe',
  'pump',
  'orifice',
  'weir',
  'outlet',
  'channel',
  'cable',
  'duct',
] as const;
const SHAPES = [
  'circular',
  'rect_closed',
  'rect_open',
  'egg',
  'arch',
  'horiz_ellipse',
  'vert_ellipse',
  'trapezoidal',
  'duct',
  'cable',
  'other',
] as const;

/** Nodes as points (levels as properties), then links as lines with heights. */
export function writeUtility(network: UtilityNetwork, geo: GeoWriter): GeoFeature[] {
  return [
    ...network.nodes.map((n) => writeNode(n, geo)),
    ...network.links.map((l) => writeLink(l, geo)),
  ];
}

function writeNode(n: UtilityNode, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: n.id,
    geometry: { type: 'Point', coordinates: geo.position(n.x, n.y) },
    properties: {
      element: 'node',
      kind: n.kind,
      coverM: metres(n.coverM),
      invertM: metres(n.invertM),
      diameterM: metres(n.diameterM),
      derived: n.derived,
    },
  };
}

function writeLink(l: UtilityLink, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: l.id,
    geometry: { type: 'LineString', coordinates: geo.line3(l.path) },
    properties: {
      element: 'link',
      kind: l.kind,
      from: l.from,
      to: l.to,
      shape: l.shape,
      heightM: metres(l.heightM),
      widthM: metres(l.widthM),
      wallM: metres(l.wallM),
      material: l.material,
      yearBuilt: l.yearBuilt,
      derived: l.derived,
    },
  };
}

/** A node or a link, with its reader for what can only be checked when all are known. */
export type UtilityElement =
  | { readonly element: 'node'; readonly node: UtilityNode; readonly feature: FeatureReader }
  | { readonly element: 'link'; readonly link: UtilityLink; readonly feature: FeatureReader };

export function readUtilityElement(f: FeatureReader): UtilityElement {
  return f.oneOf('element', ['node', 'link']) === 'node'
    ? { element: 'node', node: readNode(f), feature: f }
    : { element: 'link', link: readLink(f), feature: f };
}

function readNode(f: FeatureReader): UtilityNode {
  const [x, y] = f.point();
  const derived = f.texts('derived');
  return {
    id: f.id,
    kind: f.oneOf('kind', NODE_KINDS),
    x,
    y,
    coverM: f.number('coverM'),
    invertM: f.number('invertM'),
    diameterM: f.number('diameterM', 0, 100),
    ...(derived && { derived }),
  };
}

function readLink(f: FeatureReader): UtilityLink {
  const material = f.optionalText('material');
  const yearBuilt = f.optionalNumber('yearBuilt');
  const derived = f.texts('derived');
  return {
    id: f.id,
    from: f.text('from'),
    to: f.text('to'),
    kind: f.oneOf('kind', LINK_KINDS),
    path: f.line3(),
    shape: f.oneOf('shape', SHAPES),
    heightM: f.number('heightM', 0, 100),
    widthM: f.number('widthM', 0, 1000),
    wallM: f.number('wallM', 0, 10),
    ...(material !== undefined && { material }),
    ...(yearBuilt !== undefined && { yearBuilt }),
    ...(derived && { derived }),
  };
}

/**
 * A network from its elements. A link to a node that is not there is an error, or, where only a part
 * of the network was read, a link left out (`onCut` is told).
 */
export function assembleUtility(
  kind: UtilityKind,
  elements: readonly UtilityElement[],
  onCut: ((feature: FeatureReader) => void) | null,
): UtilityNetwork {
  const nodes: UtilityNode[] = [];
  for (const e of elements) if (e.element === 'node') nodes.push(e.node);
  const known = new Set(nodes.map((n) => n.id));
  const links: UtilityLink[] = [];
  for (const e of elements) {
    if (e.element !== 'link') continue;
    const missing = [e.link.from, e.link.to].find((id) => !known.has(id));
    if (missing === undefined) links.push(e.link);
    else if (onCut) onCut(e.feature);
    else {
      e.feature.fail(
        missing === e.link.from ? 'from' : 'to',
        `names node "${missing}", which is not in the file`,
        'Add the node or correct the name.',
      );
    }
  }
  return { kind, nodes, links };
}

export function writeSensor(s: Sensor, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: s.id,
    geometry: { type: 'Point', coordinates: geo.position(s.x, s.y, s.z) },
    properties: { ...nameProperties(s.name), datastreams: s.datastreams },
  };
}

export function readSensor(f: FeatureReader): Sensor {
  const [x, y, z] = f.point();
  if (Number.isNaN(z)) f.fail('', 'has no height', 'Give the sensor’s level as third coordinate.');
  return {
    id: f.id,
    name: f.name(),
    x,
    y,
    z,
    datastreams: f.objects('datastreams').map((d) => readDatastream(f, d)),
  };
}

function readDatastream(f: FeatureReader, d: Record<string, unknown>): Datastream {
  const { id, observedProperty, unit, featureId, intervalS } = d;
  if (typeof id !== 'string' || typeof observedProperty !== 'string' || typeof unit !== 'string') {
    return f.fail(
      'datastreams',
      'has an entry without id, observedProperty or unit',
      'Give all three as texts.',
    );
  }
  return {
    id,
    observedProperty,
    unit,
    ...(typeof featureId === 'string' && { featureId }),
    ...(typeof intervalS === 'number' && { intervalS }),
  };
}
