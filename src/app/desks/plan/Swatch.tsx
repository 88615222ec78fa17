import type { CSSProperties, ReactNode } from 'react';
import { SENSOR_COLOUR, UTILITY_COLOURS } from '../../../../scenes/shared/palette';
import type { LayerId } from '../../../domain/view';

type Shape = 'area' | 'line' | 'point' | 'ramp';

/** Colours the scenes draw with; the others stand in `tokens.css` as `--layer-…`. */
const SCENE_COLOURS: Partial<Record<LayerId, string>> = {
  storm: UTILITY_COLOURS.storm,
  sanitary: UTILITY_COLOURS.sanitary,
  waterMains: UTILITY_COLOURS.water,
  gas: UTILITY_COLOURS.gas,
  power: UTILITY_COLOURS.power,
  telecom: UTILITY_COLOURS.telecom,
  sensors: SENSOR_COLOUR,
};

/** How each layer looks on the map, as a small sign. */
const SHAPES: Readonly<Record<LayerId, Shape>> = {
  terrain: 'ramp',
  imagery: 'area',
  buildings: 'area',
  streets: 'line',
  trees: 'point',
  water: 'area',
  flood: 'ramp',
  vehicles: 'point',
  air: 'ramp',
  storm: 'line',
  sanitary: 'line',
  waterMains: 'line',
  gas: 'line',
  power: 'line',
  telecom: 'line',
  sensors: 'point',
  facilities: 'point',
  measures: 'line',
  shadows: 'area',
};

export function Swatch({ layer }: { readonly layer: LayerId }): ReactNode {
  return (
    <span
      aria-hidden
      className={`swatch swatch-${SHAPES[layer]}`}
      style={{ '--swatch': SCENE_COLOURS[layer] ?? `var(--layer-${layer})` } as CSSProperties}
    />
  );
}
