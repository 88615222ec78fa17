import type { City } from '../../domain/city';
import type { LocalText } from '../../domain/text';

/** A named or numbered thing found by its text. */
export interface Place {
  readonly id: string;
  readonly kind: 'street' | 'building' | 'sensor' | 'facility' | 'node' | 'link';
  readonly name: LocalText | null;
}

/** Things whose name in either language, or whose id, holds the text; those that start with it come first. */
export function searchCity(city: City, text: string, limit: number): Place[] {
  const query = text.trim().toLowerCase();
  if (!query) return [];
  const starting: Place[] = [];
  const holding: Place[] = [];
  const seen = new Set<string>();
  const look = (kind: Place['kind'], id: string, name: LocalText | undefined): void => {
    const texts = [name?.en ?? '', name?.zh ?? '', id].map((s) => s.toLowerCase());
    if (!texts.some((s) => s.includes(query))) return;
    // A street of many pieces has one name: one answer is enough.
    const label = name ? `${kind}:${name.en}` : id;
    if (seen.has(label)) return;
    seen.add(label);
    (texts.some((s) => s.startsWith(query)) ? starting : holding).push({
      id,
      kind,
      name: name ?? null,
    });
  };
  const sources: (() => void)[] = [
    () => city.facilities.forEach((f) => look('facility', f.id, f.name)),
    () => city.streets.forEach((s) => look('street', s.id, s.name)),
    () => city.sensors.forEach((s) => look('sensor', s.id, s.name)),
    () => city.buildings.forEach((b) => look('building', b.id, b.name)),
    () =>
      city.utilities.forEach((u) => {
        u.nodes.forEach((n) => look('node', n.id, undefined));
        u.links.forEach((l) => look('link', l.id, undefined));
      }),
  ];
  for (const source of sources) {
    source();
    if (starting.length >= limit) break;
  }
  return [...starting, ...holding].slice(0, limit);
}
