import { DryrunError, type Notice } from '../../domain/errors';
import { WGS84 } from '../import/epsg';
import type { FeatureSet, ImportFeature } from '../import/feature';
import { isAreaTags } from './areaTags';
import { assembleRings, type WayPath } from './multipolygon';
import type { Tags } from './tags';

export interface OsmMember {
  readonly type: 'node' | 'way' | 'relation';
  readonly ref: number;
  readonly role: string;
}

interface Way extends WayPath {
  readonly tags: Tags;
}

interface Relation {
  readonly id: number;
  readonly members: readonly OsmMember[];
  readonly tags: Tags;
}

/** Nodes of an extract beyond which it is no district any more but a country. */
const MAX_NODES = 20_000_000;

/**
 * Gathers nodes, ways and relations of an OSM extract in any order and makes features of them: points
 * with tags, lines, areas, and multipolygons assembled from their members. What is cut off at the rim
 * of the extract is left out and counted.
 */
export class OsmData {
  readonly #file: string;
  readonly #index = new Map<number, number>();
  #lonLat = new Float64Array(1 << 16);
  readonly #points: ImportFeature[] = [];
  readonly #ways = new Map<number, Way>();
  readonly #relations: Relation[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get nodes(): number {
    return this.#index.size;
  }

  node(id: number, lon: number, lat: number, tags: Tags): void {
    const at = this.#index.size;
    if (at >= MAX_NODES) throw this.#tooLarge();
    if (2 * at + 2 > this.#lonLat.length) {
      const grown = new Float64Array(this.#lonLat.length * 2);
      grown.set(this.#lonLat);
      this.#lonLat = grown;
    }
    this.#index.set(id, at);
    this.#lonLat[2 * at] = lon;
    this.#lonLat[2 * at + 1] = lat;
    if (hasAny(tags)) {
      this.#points.push({
        id: `n${id}`,
        place: `node ${id}`,
        properties: tags,
        geometry: { type: 'point', x: lon, y: lat },
      });
    }
  }

  way(id: number, refs: readonly number[], tags: Tags): void {
    this.#ways.set(id, { id, refs: Float64Array.from(refs), tags });
  }

  relation(id: number, members: readonly OsmMember[], tags: Tags): void {
    if (tags['type'] === 'multipolygon') this.#relations.push({ id, members, tags });
  }

  #tooLarge(): DryrunError {
    return new DryrunError({
      code: 'osm.too-large',
      file: this.#file,
      what: `The extract has more than ${MAX_NODES} nodes: it is larger than a city.`,
      mend: 'Cut it to the district (osmium extract -b west,south,east,north).',
      params: { limit: MAX_NODES },
    });
  }

  /** The features, in the order of the file: points, ways, multipolygons. */
  finish(onNotice?: (n: Notice) => void): FeatureSet {
    const features = this.#points;
    let cut = 0;
    const taken = new Set<number>();
    const areas: ImportFeature[] = [];
    let broken = 0;
    for (const r of this.#relations) {
      const made = this.#multipolygon(r, taken);
      if (made.length === 0) broken++;
      areas.push(...made);
    }
    for (const w of this.#ways.values()) {
      if (!hasAny(w.tags) || taken.has(w.id)) continue;
      const path = this.#path(w.refs);
      if (path.length < w.refs.length * 2) cut++;
      if (path.length < 4) continue;
      const closed = w.refs.length > 3 && w.refs[0] === w.refs.at(-1);
      const area = closed && path.length === w.refs.length * 2 && isAreaTags(w.tags);
      features.push({
        id: `w${w.id}`,
        place: `way ${w.id}`,
        properties: w.tags,
        geometry: area ? { type: 'polygon', rings: [path] } : { type: 'line', path },
      });
    }
    features.push(...areas);
    const say = (code: string, count: number, what: string): void => {
      if (count > 0) onNotice?.({ code, file: this.#file, what: `${count} ${what}`, count });
    };
    say('osm.cut-ways', cut, 'ways lead out of the extract: they end at its rim.');
    say(
      'osm.cut-relations',
      broken,
      'multipolygons are not closed within the extract and were left out.',
    );
    return { file: this.#file, crs: WGS84, features };
  }

  /** Coordinates of the nodes that are in the extract. */
  #path(refs: Float64Array): Float64Array {
    const out = new Float64Array(2 * refs.length);
    let n = 0;
    for (const ref of refs) {
      const at = this.#index.get(ref);
      if (at === undefined) continue;
      out[n++] = this.#lonLat[2 * at]!;
      out[n++] = this.#lonLat[2 * at + 1]!;
    }
    return n === out.length ? out : out.slice(0, n);
  }

  #multipolygon(r: Relation, taken: Set<number>): ImportFeature[] {
    const outer: Way[] = [];
    const inner: Way[] = [];
    for (const m of r.members) {
      const way = m.type === 'way' ? this.#ways.get(m.ref) : undefined;
      if (m.type === 'way' && !way) return [];
      if (way) (m.role === 'inner' ? inner : outer).push(way);
    }
    const { type: _type, ...own } = r.tags;
    // Before 2014 the tags of a multipolygon stood on its outer way.
    const old = !hasAny(own) && outer.length === 1;
    const tags = old ? outer[0]!.tags : own;
    const polygons = assembleRings(outer, inner, (refs) => this.#path(refs));
    if (polygons === null) return [];
    // An outer way with the relation's own tags would be drawn twice.
    for (const w of outer) if (old || sameKind(w.tags, tags)) taken.add(w.id);
    return polygons.map((rings, k) => ({
      id: k === 0 ? `r${r.id}` : `r${r.id}/${k + 1}`,
      place: `relation ${r.id}`,
      properties: tags,
      geometry: { type: 'polygon' as const, rings },
    }));
  }
}

function hasAny(tags: Tags): boolean {
  for (const _key in tags) return true;
  return false;
}

const KIND_KEYS = ['building', 'landuse', 'natural', 'leisure', 'waterway', 'amenity'];

function sameKind(a: Tags, b: Tags): boolean {
  return KIND_KEYS.some((k) => a[k] !== undefined && a[k] === b[k]);
}
