import type { ByteReader } from '../geotiff/byteReader';
import type { FeatureSet } from '../import/feature';
import type { TextOptions } from '../import/text';
import { OsmData } from './osmData';
import { readOsmPbf } from './osmPbf';
import { readOsmXml } from './osmXml';

/** Features of an OSM extract in XML (packed or not) or PBF, read in pieces. WGS84. Throws `osm.*` or `xml.malformed`. */
export async function readOsm(
  reader: ByteReader,
  format: 'osm-xml' | 'osm-pbf',
  options: TextOptions = {},
): Promise<FeatureSet> {
  const data = new OsmData(reader.name);
  if (format === 'osm-pbf') await readOsmPbf(reader, data, options);
  else await readOsmXml(reader, data, options);
  return data.finish(options.onNotice);
}
