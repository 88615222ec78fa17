import type { CheckedCity } from './checkedCity';
import type { Violation } from './violation';

/** Every feature a sensor reads must exist, and ids of sensors and datastreams must be unique. */
export function checkSensors(city: CheckedCity): Violation[] {
  const known = new Set<string>();
  for (const u of city.utilities) {
    for (const n of u.nodes) known.add(n.id);
    for (const l of u.links) known.add(l.id);
  }
  for (const list of [city.streets, city.buildings, city.facilities, city.waterBodies]) {
    for (const f of list) known.add(f.id);
  }
  for (const list of [
    city.traffic?.lanes,
    city.traffic?.edges,
    city.traffic?.detectors,
    city.traffic?.signals,
  ]) {
    for (const f of list ?? []) known.add(f.id);
  }
  const out: Violation[] = [];
  const seen = new Set<string>();
  const unique = (id: string) => {
    if (seen.has(id))
      out.push({ code: 'sensor.same_id', where: id, what: 'This id is used twice.' });
    seen.add(id);
  };
  for (const s of city.sensors) {
    unique(s.id);
    if (![s.x, s.y, s.z].every(Number.isFinite)) {
      out.push({
        code: 'sensor.no_place',
        where: s.id,
        what: `It stands at ${s.x}, ${s.y}, ${s.z}.`,
      });
    }
    for (const d of s.datastreams) {
      unique(d.id);
      if (d.featureId === undefined || known.has(d.featureId)) continue;
      out.push({
        code: 'sensor.no_feature',
        where: d.id,
        what: `It reads ${d.featureId}, which does not exist.`,
      });
    }
  }
  return out;
}
