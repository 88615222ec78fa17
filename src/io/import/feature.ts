import type { Crs } from './epsg';

export type FeatureGeometry =
  | { readonly type: 'point'; readonly x: number; readonly y: number; readonly z?: number }
  /** x, y per vertex (stride 2); heights apart, if the file has them. */
  | { readonly type: 'line'; readonly path: Float64Array; readonly z?: Float64Array }
  /** Outer ring, then holes: x, y per vertex, closed or not. */
  | { readonly type: 'polygon'; readonly rings: readonly Float64Array[] };

/** One thing with attributes, whatever format it came from. Coordinates are the file's own. */
export interface ImportFeature {
  /** The file's own id, if it has one. Parts of a multi-geometry have `/2`, `/3` … appended. */
  readonly id?: string;
  /** Where it stands in the file, for errors and notices. */
  readonly place: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: FeatureGeometry;
}

export interface FeatureSet {
  readonly file: string;
  readonly crs: Crs;
  readonly features: readonly ImportFeature[];
}

/** Attributes of a feature by any of several names, without regard to case, blanks, `_`, `:` and `-`. */
export class Attributes {
  readonly #byKey = new Map<string, unknown>();

  constructor(properties: Readonly<Record<string, unknown>>) {
    for (const [name, value] of Object.entries(properties)) {
      if (value === null || value === undefined || value === '') continue;
      const key = normal(name);
      if (!this.#byKey.has(key)) this.#byKey.set(key, value);
    }
  }

  /** The first of the names that has a value, as text. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#byKey.get(normal(name));
      if (value === undefined || typeof value === 'object') continue;
      const text = String(value).trim();
      if (text !== '') return text;
    }
    return undefined;
  }

  /** The first of the names that holds a number. */
  number(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const value = this.#byKey.get(normal(name));
      const n = typeof value === 'number' ? value : leadingNumber(value);
      if (n !== undefined && Number.isFinite(n)) return n;
    }
    return undefined;
  }

  /** The first of the names that holds a length, in metres (`12`, `12 m`, `40 ft`, `12'6"`). */
  metres(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const value = this.#byKey.get(normal(name));
      const m = typeof value === 'number' ? value : lengthOf(value);
      if (m !== undefined && Number.isFinite(m)) return m;
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.#byKey.has(normal(name));
  }
}

const normal = (name: string): string => name.toLowerCase().replace(/[\s_:.-]/g, '');

function leadingNumber(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const m = /^\s*([+-]?\d+(?:[.,]\d+)?)/.exec(value);
  return m ? Number(m[1]!.replace(',', '.')) : undefined;
}

const FOOT_M = 0.3048;
const INCH_M = 0.0254;

function lengthOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const feet = /^\s*(\d+(?:\.\d+)?)\s*'(?:\s*(\d+(?:\.\d+)?)\s*")?/.exec(value);
  if (feet) return Number(feet[1]) * FOOT_M + Number(feet[2] ?? 0) * INCH_M;
  const n = leadingNumber(value);
  if (n === undefined) return undefined;
  if (/\d\s*(ft|feet)\b/i.test(value)) return n * FOOT_M;
  if (/\d\s*cm\b/i.test(value)) return n / 100;
  if (/\d\s*mm\b/i.test(value)) return n / 1000;
  return n;
}
