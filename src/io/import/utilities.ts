import Flatbush from 'flatbush';
import type {
  PipeShape,
  UtilityKind,
  UtilityLink,
  UtilityNetwork,
  UtilityNode,
} from '../../domain/city';
import { mapProperties, type AttributeMap } from './attributeMap';
import { groundAt, LocalFeatures, type ImportContext } from './context';
import { Attributes, type FeatureSet, type ImportFeature } from './feature';
import { DEFAULTS, levels, nodeKind, shapeOf, sizeM, yearOf } from './utilityAttributes';
import { slopedPath, wallThickness } from './utilitiesFromDrainage';

/** Ends of pipes closer than this to a node, or to each other, meet there, m. */
const SNAP_M = 0.5;

interface DraftNode {
  readonly sourceId?: string;
  readonly id: string;
  readonly kind: UtilityNode['kind'];
  readonly x: number;
  readonly y: number;
  readonly coverM: number;
  readonly coverKnown: boolean;
  readonly diameterM: number;
  /** Stated bottom level, if any. */
  readonly statedM: number | undefined;
}

interface DraftLink {
  readonly feature: ImportFeature;
  readonly attributes: Attributes;
  readonly path: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly heightM: number;
  readonly zFrom: number | undefined;
  readonly zTo: number | undefined;
}

/**
 * A pipe or cable network from GeoJSON lines and points, attributes found by their usual names or by a
 * mapping. Ends without a device get one. Missing inverts follow from the other end or from the
 * neighbours, else from the usual cover of the kind of line; what was derived is named on each element
 * and counted in a notice.
 */
export function makeUtilities(
  context: ImportContext,
  sets: readonly FeatureSet[],
  kind: UtilityKind,
  map?: AttributeMap,
): UtilityNetwork {
  return new NetworkMaker(context, sets, kind, map).make();
}

class NetworkMaker {
  readonly #context: ImportContext;
  readonly #sets: readonly FeatureSet[];
  readonly #kind: UtilityKind;
  readonly #map: AttributeMap | undefined;
  readonly #file: string;
  readonly #nodes: DraftNode[] = [];
  readonly #bySource = new Map<string, number>();
  /** Nodes by snapping cell; filled as ends without a device get one. */
  readonly #made = new Map<string, number[]>();
  #index: Flatbush | null = null;

  constructor(
    context: ImportContext,
    sets: readonly FeatureSet[],
    kind: UtilityKind,
    map: AttributeMap | undefined,
  ) {
    this.#context = context;
    this.#sets = sets;
    this.#kind = kind;
    this.#map = map;
    this.#file = sets.map((s) => s.file).join(', ');
  }

  make(): UtilityNetwork {
    for (const set of this.#sets) this.#readPoints(set);
    this.#indexDevices();
    const drafts = this.#sets.flatMap((set) => this.#readLines(set));
    const links = this.#resolveLevels(drafts);
    return { kind: this.#kind, nodes: this.#finishNodes(links), links };
  }

  #attributes(f: ImportFeature): Attributes {
    return new Attributes(mapProperties(f.properties, this.#map));
  }

  #readPoints(set: FeatureSet): void {
    const features = new LocalFeatures(this.#context, set);
    set.features.forEach((f, i) => {
      if (f.geometry.type !== 'point') return;
      const [x, y] = features.point(f.geometry.x, f.geometry.y);
      if (!features.inside(Float64Array.of(x, y), `${this.#kind} devices`)) return;
      const a = this.#attributes(f);
      const sourceId = a.text('id', 'assetid', 'nodeid', 'facilityid', 'objectid') ?? f.id;
      const ground = groundAt(this.#context.terrain, x, y);
      const { coverM, bottomM } = levels(a, ground);
      const at = this.#nodes.length;
      if (sourceId !== undefined) this.#bySource.set(sourceId, at);
      this.#nodes.push({
        ...(sourceId !== undefined && { sourceId }),
        id: this.#context.ids.claim(`${this.#kind}-n-${sourceId ?? i + 1}`),
        kind: nodeKind(a, this.#kind),
        x,
        y,
        coverM: coverM ?? ground,
        coverKnown: coverM !== undefined,
        diameterM:
          sizeM(a.number('chamberdiameter', 'size', 'diameter')) ?? DEFAULTS[this.#kind].chamberM,
        statedM: bottomM,
      });
    });
  }

  #indexDevices(): void {
    if (this.#nodes.length === 0) return;
    this.#index = new Flatbush(this.#nodes.length);
    for (const n of this.#nodes) this.#index.add(n.x, n.y, n.x, n.y);
    this.#index.finish();
  }

  #readLines(set: FeatureSet): DraftLink[] {
    const features = new LocalFeatures(this.#context, set);
    const out: DraftLink[] = [];
    for (const f of set.features) {
      if (f.geometry.type !== 'line') continue;
      const path = features.path(f.geometry.path);
      if (!features.inside(path, `${this.#kind} lines`)) continue;
      const a = this.#attributes(f);
      const from = this.#end(
        a.text('fromid', 'from', 'fromnode', 'upnode', 'usnode', 'startnode'),
        path,
        0,
      );
      const to = this.#end(
        a.text('toid', 'to', 'tonode', 'dnnode', 'dsnode', 'endnode'),
        path,
        path.length - 2,
      );
      if (from === to) {
        this.#context.notices.count(
          'import.pipe-loop',
          set.file,
          (n) => `${n} ${this.#kind} lines start and end at the same node and were left out.`,
          f.place,
        );
        continue;
      }
      const z = f.geometry.z;
      out.push({
        feature: f,
        attributes: a,
        path,
        from,
        to,
        heightM:
          sizeM(a.number('height', 'diameter', 'dia', 'dn', 'pipediameter', 'heightmm', 'width')) ??
          DEFAULTS[this.#kind].sizeM,
        zFrom:
          a.metres('invupelv', 'upinvert', 'invertup', 'upstreaminvert', 'zfrom', 'inv1') ?? z?.[0],
        zTo:
          a.metres('invdnelv', 'dninvert', 'invertdown', 'downstreaminvert', 'zto', 'inv2') ??
          z?.at(-1),
      });
    }
    return out;
  }

  /** Node at a line's end: by its stated id, else the nearest within reach, else a new one. */
  #end(statedId: string | undefined, path: Float64Array, k: number): number {
    const stated = statedId === undefined ? undefined : this.#bySource.get(statedId);
    if (stated !== undefined) return stated;
    const [x, y] = [path[k]!, path[k + 1]!];
    const device = this.#index?.neighbors(x, y, 1, SNAP_M)[0];
    if (device !== undefined) return device;
    const made = this.#nearMade(x, y);
    if (made !== undefined) return made;
    const at = this.#nodes.length;
    const ground = groundAt(this.#context.terrain, x, y);
    this.#nodes.push({
      id: this.#context.ids.claim(`${this.#kind}-n-${statedId ?? `e${at + 1}`}`),
      kind: DEFAULTS[this.#kind].endKind,
      x,
      y,
      coverM: ground,
      coverKnown: false,
      diameterM: DEFAULTS[this.#kind].chamberM,
      statedM: undefined,
    });
    if (statedId !== undefined) this.#bySource.set(statedId, at);
    const key = cellKey(x, y);
    this.#made.set(key, [...(this.#made.get(key) ?? []), at]);
    this.#context.notices.count(
      'import.pipe-end',
      this.#file,
      (n) => `${n} ends of ${this.#kind} lines have no device: one was made at each.`,
    );
    return at;
  }

  #nearMade(x: number, y: number): number | undefined {
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const near = this.#made.get(cellKey(x + dx * SNAP_M, y + dy * SNAP_M)) ?? [];
        const hit = near.find(
          (i) => Math.hypot(this.#nodes[i]!.x - x, this.#nodes[i]!.y - y) <= SNAP_M,
        );
        if (hit !== undefined) return hit;
      }
    }
    return undefined;
  }

  /** Stated inverts first; then the node's other lines; then the device's bottom; then the usual cover. */
  #resolveLevels(drafts: readonly DraftLink[]): UtilityLink[] {
    const lowest = new Map<number, number>();
    const note = (node: number, z: number | undefined): void => {
      if (z !== undefined) lowest.set(node, Math.min(lowest.get(node) ?? Infinity, z));
    };
    for (const d of drafts) {
      note(d.from, d.zFrom);
      note(d.to, d.zTo);
    }
    return drafts.map((d, i) => this.#finishLink(d, i, lowest));
  }

  #finishLink(d: DraftLink, i: number, lowest: ReadonlyMap<number, number>): UtilityLink {
    const a = d.attributes;
    const derived: string[] = [];
    const level = (known: number | undefined, node: number): number => {
      if (known !== undefined) return known;
      if (!derived.includes('invert')) derived.push('invert');
      const n = this.#nodes[node]!;
      const stated = n.statedM !== undefined && n.statedM < n.coverM ? n.statedM : undefined;
      return lowest.get(node) ?? stated ?? n.coverM - DEFAULTS[this.#kind].coverM - d.heightM;
    };
    const zFrom = level(d.zFrom, d.from);
    const zTo = level(d.zTo, d.to);
    if (derived.length > 0) {
      this.#context.notices.count(
        'import.invert',
        this.#file,
        (n) =>
          `The inverts of ${n} ${this.#kind} lines were derived (neighbouring lines, device bottoms, else ${DEFAULTS[this.#kind].coverM} m of cover).`,
        d.feature.place,
      );
    }
    const statedSize = sizeM(
      a.number('height', 'diameter', 'dia', 'dn', 'pipediameter', 'heightmm', 'width'),
    );
    if (statedSize === undefined) {
      derived.push('heightM');
      this.#context.notices.count(
        'import.pipe-size',
        this.#file,
        (n) => `${n} ${this.#kind} lines state no size: ${DEFAULTS[this.#kind].sizeM} m was taken.`,
        d.feature.place,
      );
    }
    const shape: PipeShape = shapeOf(a, this.#kind);
    const widthM =
      shape === 'circular' ? d.heightM : (sizeM(a.number('width', 'widthmm')) ?? d.heightM);
    const sourceId = a.text('id', 'assetid', 'linkid', 'pipeid', 'facilityid', 'objectid');
    const material = a.text('material', 'mat', 'pipematerial');
    const year = yearOf(a);
    const [from, to] = [this.#nodes[d.from]!, this.#nodes[d.to]!];
    return {
      id: this.#context.ids.claim(`${this.#kind}-l-${sourceId ?? d.feature.id ?? i + 1}`),
      from: from.id,
      to: to.id,
      kind: DEFAULTS[this.#kind].linkKind,
      path: slopedPath(from, to, d.path.subarray(2, d.path.length - 2), zFrom, zTo),
      shape,
      heightM: d.heightM,
      widthM,
      wallM: sizeM(a.number('wall', 'wallthickness')) ?? wallThickness(Math.max(d.heightM, widthM)),
      ...(material !== undefined && { material }),
      ...(year !== undefined && { yearBuilt: year }),
      ...(derived.length > 0 && { derived }),
    };
  }

  /** Covers never lie below the lines that meet there, bottoms never above them. */
  #finishNodes(links: readonly UtilityLink[]): UtilityNode[] {
    const bottom = new Map<string, number>();
    const crown = new Map<string, number>();
    for (const l of links) {
      const last = l.path.length - 1;
      for (const [id, z] of [
        [l.from, l.path[2]!],
        [l.to, l.path[last]!],
      ] as const) {
        bottom.set(id, Math.min(bottom.get(id) ?? Infinity, z));
        crown.set(id, Math.max(crown.get(id) ?? -Infinity, z + l.heightM));
      }
    }
    let raised = 0;
    const out = this.#nodes.map((n): UtilityNode => {
      const derived: string[] = [];
      if (!n.coverKnown) derived.push('coverM');
      const lowestLine = bottom.get(n.id);
      const statedM = n.statedM !== undefined && n.statedM < n.coverM ? n.statedM : undefined;
      if (lowestLine === undefined && statedM === undefined) derived.push('invertM');
      const invertM = Math.min(
        lowestLine ?? statedM ?? n.coverM - DEFAULTS[this.#kind].coverM,
        statedM ?? Infinity,
      );
      const top = crown.get(n.id) ?? -Infinity;
      if (top > n.coverM) raised++;
      return {
        id: n.id,
        kind: n.kind,
        x: n.x,
        y: n.y,
        coverM: Math.max(n.coverM, top),
        invertM,
        diameterM: n.diameterM,
        ...(derived.length > 0 && { derived }),
      };
    });
    if (raised > 0) {
      this.#context.notices.count(
        'import.cover-raised',
        this.#file,
        (n) =>
          `${n} ${this.#kind} covers lay below a line that meets there: they were raised to its crown.`,
        undefined,
        raised,
      );
    }
    return out;
  }
}

const cellKey = (x: number, y: number): string =>
  `${Math.floor(x / SNAP_M)},${Math.floor(y / SNAP_M)}`;
