import type { TrafficElement } from '../../domain/traffic';
import { DryrunError } from '../../domain/errors';
import type { XmlElement } from '../xml/xmlTree';

/** Reads attributes of one element with errors that name file, line and id. */
export class ElementReader {
  readonly #file: string | undefined;
  readonly #element: XmlElement;
  readonly #taken = new Set<string>();

  constructor(file: string | undefined, element: XmlElement) {
    this.#file = file;
    this.#element = element;
  }

  fail(problem: {
    code: string;
    what: string;
    mend: string;
    params?: Record<string, string | number>;
  }): DryrunError {
    const e = this.#element;
    const id = e.attributes['id'];
    return new DryrunError({
      ...problem,
      ...(this.#file !== undefined && { file: this.#file }),
      place: `line ${e.line}, <${e.name}>${id === undefined ? '' : ` ${id}`}`,
      params: { line: e.line, element: e.name, id: id ?? '', ...problem.params },
    });
  }

  /** Attribute as text, or undefined where it is absent. */
  optional(name: string): string | undefined {
    this.#taken.add(name);
    return this.#element.attributes[name];
  }

  text(name: string, fallback?: string): string {
    const value = this.optional(name) ?? fallback;
    if (value !== undefined) return value;
    throw this.fail({
      code: 'traffic.missing-attribute',
      what: `<${this.#element.name}> lacks the attribute "${name}".`,
      mend: 'Write the net again with netconvert.',
      params: { attribute: name },
    });
  }

  number(name: string, fallback?: number): number {
    const value = this.optional(name);
    if (value === undefined && fallback !== undefined) return fallback;
    const text = value ?? this.text(name);
    const n = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(n)) return n;
    throw this.fail({
      code: 'traffic.number',
      what: `The attribute "${name}" must be a number, got "${text}".`,
      mend: 'Correct the value.',
      params: { attribute: name, got: text },
    });
  }

  boolean(name: string): boolean {
    const value = this.optional(name);
    return value === '1' || value === 'true';
  }

  /** Blank-separated words. */
  list(name: string): string[] {
    return splitList(this.optional(name));
  }

  /** `x,y[,z] x,y[,z] …` as numbers with the given stride (z 0 where absent). */
  shape(name: string, stride: 2 | 3): Float64Array {
    const points = splitList(this.optional(name));
    const out = new Float64Array(points.length * stride);
    for (let i = 0; i < points.length; i++) {
      const parts = points[i]!.split(',');
      for (let k = 0; k < stride; k++) {
        const value = k < parts.length ? Number(parts[k]) : k === 2 ? 0 : Number.NaN;
        if (!Number.isFinite(value)) {
          throw this.fail({
            code: 'traffic.shape',
            what: `The shape's point ${i + 1} is "${points[i]}", expected x,y or x,y,z.`,
            mend: 'Correct the point.',
            params: { got: points[i]! },
          });
        }
        out[i * stride + k] = value;
      }
    }
    return out;
  }

  /** What was not asked for, with child elements flattened: `param.key`, `neigh.lane`, `stopOffset.value` … */
  rest(childrenRead: readonly string[] = []): Record<string, string> {
    const out: Record<string, string> = {};
    for (const [key, value] of Object.entries(this.#element.attributes)) {
      if (!this.#taken.has(key)) out[key] = value;
    }
    for (const child of this.#element.children) {
      if (childrenRead.includes(child.name)) continue;
      if (child.name === 'param') {
        out[`param.${child.attributes['key'] ?? ''}`] = child.attributes['value'] ?? '';
      } else {
        for (const [key, value] of Object.entries(child.attributes)) {
          out[`${child.name}.${key}`] = value;
        }
      }
    }
    return out;
  }
}

function splitList(value: string | undefined): string[] {
  const text = value?.trim() ?? '';
  return text === '' ? [] : text.split(/\s+/);
}

/** An element without its line, as the network keeps it. */
export function plainElement(e: XmlElement): TrafficElement {
  return { name: e.name, attributes: { ...e.attributes }, children: e.children.map(plainElement) };
}
