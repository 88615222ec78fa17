import type {
  City,
  UtilityKind,
  UtilityLink,
  UtilityNetwork,
  UtilityNode,
} from '../../src/domain/city';
import type { LayerId } from '../../src/domain/view';
import { TimeSlice } from '../shared/timeSlice';
import type { PipeEnd } from './geometry/manhole';

/** Order of the utilities in the element table. */
export const UTILITY_KINDS: readonly UtilityKind[] = [
  'storm',
  'sanitary',
  'water',
  'gas',
  'power',
  'telecom',
];

/** Layer a person switches for each utility. */
export const UTILITY_LAYERS: Readonly<Record<UtilityKind, LayerId>> = {
  storm: 'storm',
  sanitary: 'sanitary',
  water: 'waterMains',
  gas: 'gas',
  power: 'power',
  telecom: 'telecom',
};

export interface LinkElement {
  readonly kind: 'link';
  readonly utility: UtilityKind;
  readonly link: UtilityLink;
  /** Element numbers of its end nodes, −1 where the network does not hold them. */
  readonly from: number;
  readonly to: number;
}

export interface NodeElement {
  readonly kind: 'node';
  readonly utility: UtilityKind;
  readonly node: UtilityNode;
  /** Ends of the pipes that meet here. */
  readonly ends: readonly PipeEnd[];
}

export type Element = LinkElement | NodeElement;

/** All nodes and links of all utilities under one number each: index in geometry, textures and pick buffer. */
export interface ElementTable {
  readonly elements: readonly Element[];
  readonly byId: ReadonlyMap<string, number>;
}

/** Wall a pipe is drawn with where its data has none: a twelfth of the diameter, as concrete pipes have. */
const DEFAULT_WALL_SHARE = 1 / 12;
const LEAST_SIZE_M = 0.02;

/** Inside width, height and wall of a link that can be drawn, whatever its data lacks. */
export function linkSize(link: UtilityLink): { width: number; height: number; wall: number } {
  const height = Math.max(LEAST_SIZE_M, link.heightM || link.widthM || 0.1);
  const width = Math.max(LEAST_SIZE_M, link.widthM || height);
  const wall = Math.max(0.004, link.wallM || Math.max(width, height) * DEFAULT_WALL_SHARE);
  return { width, height, wall };
}

/** True for chambers a pipe ends at the wall of; other nodes are drawn around the pipe. */
export function isChamber(node: UtilityNode): boolean {
  return ['manhole', 'tank', 'pump'].includes(node.kind) && node.coverM > node.invertM + 0.2;
}

/** Numbers the elements of a City, in slices: a large one has hundreds of thousands. */
export async function elementTable(city: City): Promise<ElementTable> {
  const elements: Element[] = [];
  const byId = new Map<string, number>();
  const slice = new TimeSlice();
  for (const network of city.utilities) await addNetwork(network, elements, byId, slice);
  return { elements, byId };
}

async function addNetwork(
  network: UtilityNetwork,
  elements: Element[],
  byId: Map<string, number>,
  slice: TimeSlice,
): Promise<void> {
  const ends = await pipeEnds(network, slice);
  const local = new Map<string, number>();
  for (const node of network.nodes) {
    local.set(node.id, elements.length);
    byId.set(node.id, elements.length);
    elements.push({ kind: 'node', utility: network.kind, node, ends: ends.get(node.id) ?? [] });
    if (slice.due()) await slice.rest();
  }
  for (const link of network.links) {
    byId.set(link.id, elements.length);
    elements.push({
      kind: 'link',
      utility: network.kind,
      link,
      from: local.get(link.from) ?? -1,
      to: local.get(link.to) ?? -1,
    });
    if (slice.due()) await slice.rest();
  }
}

async function pipeEnds(
  network: UtilityNetwork,
  slice: TimeSlice,
): Promise<Map<string, PipeEnd[]>> {
  const out = new Map<string, PipeEnd[]>();
  for (const link of network.links) {
    const p = link.path;
    if (p.length < 6) continue;
    const { width, height, wall } = linkSize(link);
    const add = (id: string, at: number, next: number): void => {
      const angle = Math.atan2(p[next + 1]! - p[at + 1]!, p[next]! - p[at]!);
      const invertM = link.shape === 'cable' ? p[at + 2]! - height / 2 : p[at + 2]!;
      const list = out.get(id);
      const end = { angle, invertM, widthM: width, heightM: height, wallM: wall };
      if (list) list.push(end);
      else out.set(id, [end]);
    };
    add(link.from, 0, 3);
    add(link.to, p.length - 3, p.length - 6);
    if (slice.due()) await slice.rest();
  }
  return out;
}
