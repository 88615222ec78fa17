import { DryrunError } from '../../../src/domain/errors';
import type { Field } from '../../../src/domain/frame';
import { breathe } from '../../runtime/breathe';
import { planOf } from '../wind/grid';
import type { UrbanWind } from '../wind/setup';
import { ParticleCloud } from './cloud';
import type { Release } from './cloud';
import type { Fate } from './fate';

/** A source as places that emit in proportion to their shares: one for a stack, several along a road. */
export interface UrbanSource {
  readonly id: string;
  readonly places: readonly (Pick<Release, 'x' | 'y' | 'z' | 'halfM'> & {
    readonly share: number;
  })[];
}

export interface ResponseOptions {
  readonly seed: number;
  /** Particles per source. */
  readonly particles: number;
  /** Height above ground of the fields, m. */
  readonly heightM: number;
  readonly receptors?: readonly {
    readonly id: string;
    readonly x: number;
    readonly y: number;
    readonly heightM: number;
  }[];
  readonly fate?: Fate;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** What 1 kg/s from a source makes of the air once it is steady. */
export interface Response {
  readonly id: string;
  /** s/m³: kg/m³ per kg/s; NaN inside buildings. */
  readonly field: Field;
  /** s/m³ at each receptor. */
  readonly receptors: Float32Array;
}

/** Share of a source's particles that may still be in the air when it is done, and the longest it may take. */
const LEFT_OVER = 1e-3;
const LONGEST_CROSSINGS = 60;
/** Crossings of a cell at 1 m/s between two looks at the signal. */
const SLICE_CELLS = 2;

/**
 * Steady concentrations of sources in the wind of a district, per unit of emission, so that emissions may
 * change without a new run: dispersion is linear. Each source lets all its particles go at once and they
 * run until they have left; what they leave behind is the steady plume.
 *
 * @throws DryrunError `pollution.receptorInside`, `pollution.receptorOutside`, those of
 *   `ParticleCloud`; the signal's reason when it fires
 */
export async function sourceResponses(
  wind: UrbanWind,
  sources: readonly UrbanSource[],
  options: ResponseOptions,
): Promise<readonly Response[]> {
  const receptors = (options.receptors ?? []).map((r) => receptorCell(wind, r));
  const tallest = Math.max(options.heightM, ...(options.receptors ?? []).map((r) => r.heightM));
  const responses: Response[] = [];
  for (const source of sources) {
    const cloud = await ParticleCloud.create(wind, {
      // Rounding shares to whole particles may add one per place.
      capacity: options.particles + source.places.length,
      seed: options.seed,
      sampleToM: tallest + wind.grid.dzM,
      ...(options.fate && { fate: options.fate }),
      ...(options.threads !== undefined && { threads: options.threads }),
    });
    try {
      release(cloud, source, options.particles);
      await settle(cloud, wind, options);
      const dose = cloud.dosage();
      responses.push({
        id: source.id,
        field: layerOf(wind, dose, options.heightM),
        receptors: Float32Array.from(receptors, (cell) => dose[cell]!),
      });
    } finally {
      cloud.dispose();
    }
  }
  return responses;
}

/** One kilogram over all places, by their shares. */
function release(cloud: ParticleCloud, source: UrbanSource, particles: number): void {
  const whole = source.places.reduce((sum, p) => sum + p.share, 0);
  if (!(whole > 0) || source.places.some((p) => !(p.share >= 0))) {
    throw new DryrunError({
      code: 'pollution.sourceAmount',
      what: `The places of source ${source.id} have shares that are negative or add up to nothing.`,
      mend: 'Give each place a share that is not negative, and at least one that is positive.',
    });
  }
  for (const { share, ...place } of source.places) {
    if (share === 0) continue;
    const count = Math.max(1, Math.round((particles * share) / whole));
    cloud.release({ ...place, count, massKg: share / whole });
  }
}

async function settle(
  cloud: ParticleCloud,
  wind: UrbanWind,
  { particles, signal }: ResponseOptions,
): Promise<void> {
  const g = wind.grid;
  const slice = SLICE_CELLS * g.dxM;
  const longest = LONGEST_CROSSINGS * Math.max(g.nx, g.ny) * g.dxM;
  for (let t = 0; t < longest && cloud.airborne > LEFT_OVER * particles; t += slice) {
    signal?.throwIfAborted();
    cloud.run(slice);
    await breathe();
  }
}

function layerOf(wind: UrbanWind, dose: Float32Array, heightM: number): Field {
  const g = wind.grid;
  const plane = g.nx * g.ny;
  const from = Math.floor(heightM / g.dzM) * plane;
  const values = Float32Array.from({ length: plane }, (_, c) =>
    wind.solid[from + c] ? Number.NaN : dose[from + c]!,
  );
  return { name: 'response', unit: 's/m³', grid: planOf(g), values };
}

/** Index of the cell of a receptor. */
function receptorCell(
  wind: UrbanWind,
  r: { readonly id: string; readonly x: number; readonly y: number; readonly heightM: number },
): number {
  const g = wind.grid;
  const i = Math.floor((r.x - g.x0) / g.dxM);
  const j = Math.floor((r.y - g.y0) / g.dxM);
  const k = Math.floor(r.heightM / g.dzM);
  if (!(i >= 0 && j >= 0 && k >= 0 && i < g.nx && j < g.ny && k < g.nz)) {
    throw new DryrunError({
      code: 'pollution.receptorOutside',
      place: r.id,
      what: `Receptor ${r.id} lies outside the district.`,
      mend: 'Move it or enlarge the district.',
      params: { id: r.id },
    });
  }
  const cell = (k * g.ny + j) * g.nx + i;
  if (wind.solid[cell]) {
    throw new DryrunError({
      code: 'pollution.receptorInside',
      place: r.id,
      what: `Receptor ${r.id} lies inside a building.`,
      mend: 'Move it out of doors.',
      params: { id: r.id },
    });
  }
  return cell;
}
