import type { Datastream } from '../../domain/city';
import { Attributes, type FeatureSet } from '../import/feature';
import { observedProperty, ucum, usualUnit, type SensorDraft } from './sensorDrafts';

/**
 * Sensor sites from GeoJSON points. What is measured stands in one attribute (`observedProperty`,
 * `type` …, several separated by `,` or `;`) with `unit` beside it, or in a list `datastreams` of objects.
 */
export function readSensorFeatures(set: FeatureSet): SensorDraft[] {
  const out: SensorDraft[] = [];
  set.features.forEach((f, i) => {
    if (f.geometry.type !== 'point') return;
    const a = new Attributes(f.properties);
    const id = a.text('id', 'sensorid', 'stationid', 'code', 'objectid') ?? f.id ?? String(i + 1);
    const name = a.text('name', 'stationname', 'label') ?? id;
    const z = f.geometry.z ?? a.metres('z', 'elevation', 'ele', 'heightm');
    out.push({
      sourceId: id,
      name: { en: a.text('name:en') ?? name, zh: a.text('name:zh') ?? name },
      x: f.geometry.x,
      y: f.geometry.y,
      ...(z !== undefined && { z }),
      place: f.place,
      datastreams: streamsOf(f.properties, a, id),
    });
  });
  return out;
}

function streamsOf(
  properties: Readonly<Record<string, unknown>>,
  a: Attributes,
  id: string,
): Datastream[] {
  const listed = properties['datastreams'];
  if (Array.isArray(listed)) {
    return listed
      .filter((d): d is Record<string, unknown> => typeof d === 'object' && d !== null)
      .map((d, k) => oneStream(new Attributes(d), `${id}.${k + 1}`));
  }
  const names = a.text('observedproperty', 'observed', 'parameter', 'measures', 'type', 'kind');
  if (names === undefined) return [];
  return names
    .split(/[,;]/)
    .map((n) => n.trim())
    .filter((n) => n !== '')
    .map((n, k) => oneStream(a, `${id}.${k + 1}`, n));
}

function oneStream(a: Attributes, fallbackId: string, name?: string): Datastream {
  const property = observedProperty(
    name ?? a.text('observedproperty', 'name', 'type') ?? 'unknown',
  );
  const unit = a.text('unit', 'uom', 'units');
  const feature = a.text('featureid', 'assetid', 'laneid');
  const interval = a.number('intervals', 'interval', 'samplinginterval');
  return {
    id: name === undefined ? (a.text('id') ?? fallbackId) : fallbackId,
    observedProperty: property,
    unit: unit === undefined ? usualUnit(property) : ucum(unit),
    ...(feature !== undefined && { featureId: feature }),
    ...(interval !== undefined && interval > 0 && { intervalS: interval }),
  };
}
