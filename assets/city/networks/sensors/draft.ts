import type { Datastream, Sensor } from '../../../../src/domain/city';
import type { LocalText } from '../../../../src/domain/text';

/** One observed property of a site, before ids are given. */
export interface Stream {
  readonly property: string;
  /** UCUM. */
  readonly unit: string;
  readonly featureId?: string;
  readonly intervalS: number;
}

/** A sensor site whose datastreams are named after it. */
export function site(
  id: string,
  name: LocalText,
  at: readonly [number, number, number],
  streams: readonly Stream[],
): Sensor {
  const seen = new Map<string, number>();
  const datastreams = streams.map((s): Datastream => {
    const k = (seen.get(s.property) ?? 0) + 1;
    seen.set(s.property, k);
    return {
      id: `${id}-${s.property}${k > 1 ? `-${k}` : ''}`,
      observedProperty: s.property,
      unit: s.unit,
      ...(s.featureId !== undefined && { featureId: s.featureId }),
      intervalS: s.intervalS,
    };
  });
  return { id, name, x: at[0], y: at[1], z: at[2], datastreams };
}
