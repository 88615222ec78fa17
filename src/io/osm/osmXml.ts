import { DryrunError } from '../../domain/errors';
import type { ByteReader } from '../geotiff/byteReader';
import { textChunks, type TextOptions } from '../import/text';
import { XmlChildren, type XmlElement } from '../xml/xmlTree';
import type { OsmData, OsmMember } from './osmData';
import type { Tags } from './tags';

/** Reads OSM XML into `data`, element by element. Deleted objects are left out. */
export async function readOsmXml(
  reader: ByteReader,
  data: OsmData,
  options: TextOptions,
): Promise<void> {
  const file = reader.name;
  const xml = new XmlChildren(
    file,
    () => undefined,
    (e) => {
      if (e.attributes['visible'] === 'false' || e.attributes['action'] === 'delete') return;
      if (e.name === 'node') {
        data.node(number(file, e, 'id'), number(file, e, 'lon'), number(file, e, 'lat'), tagsOf(e));
      } else if (e.name === 'way') {
        const refs = e.children.filter((c) => c.name === 'nd').map((c) => number(file, c, 'ref'));
        data.way(number(file, e, 'id'), refs, tagsOf(e));
      } else if (e.name === 'relation') {
        const members = e.children
          .filter((c) => c.name === 'member')
          .map((c) => member(file, c))
          .filter((m): m is OsmMember => m !== null);
        data.relation(number(file, e, 'id'), members, tagsOf(e));
      }
    },
  );
  for await (const text of textChunks(reader, options)) xml.write(text);
  xml.close();
}

function tagsOf(e: XmlElement): Tags {
  const tags: Record<string, string> = {};
  for (const c of e.children) {
    const key = c.attributes['k'];
    if (c.name === 'tag' && key !== undefined) tags[key] = c.attributes['v'] ?? '';
  }
  return tags;
}

function member(file: string, e: XmlElement): OsmMember | null {
  const type = e.attributes['type'];
  if (type !== 'node' && type !== 'way' && type !== 'relation') return null;
  return { type, ref: number(file, e, 'ref'), role: e.attributes['role'] ?? '' };
}

function number(file: string, e: XmlElement, name: string): number {
  const value = Number(e.attributes[name] ?? Number.NaN);
  if (Number.isFinite(value)) return value;
  throw new DryrunError({
    code: 'osm.attribute',
    file,
    place: `line ${e.line}, <${e.name}> ${e.attributes['id'] ?? ''}`.trimEnd(),
    what: `The attribute "${name}" must be a number, got "${e.attributes[name] ?? 'nothing'}".`,
    mend: 'Get the extract again.',
    params: { line: e.line, attribute: name },
  });
}
