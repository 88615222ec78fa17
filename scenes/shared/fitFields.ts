import type { EngineName, Field, Frame } from '../../src/domain/frame';
import type { Shown, ShownFrame } from './scene';

/** Thinned fields by the values they were made of: scenes tell frames apart by their arrays. */
const thinned = new WeakMap<Float32Array, Field>();

/**
 * The same moment with fields that a texture of `maxSide` texels a side can hold. Larger fields are
 * thinned to blocks of n × n cells, each with the value of the largest size in it: narrow water stays
 * wet. Frames that fit are handed back as they are.
 */
export function fitFields(shown: Shown, maxSide: number): Shown {
  const out: Partial<Record<EngineName, ShownFrame>> = {};
  for (const [engine, moment] of Object.entries(shown) as [EngineName, ShownFrame][]) {
    const frame = fitFrame(moment.frame, maxSide);
    const next = moment.next && fitFrame(moment.next, maxSide);
    out[engine] =
      frame === moment.frame && next === moment.next ? moment : { ...moment, frame, next };
  }
  return out;
}

function fitFrame(frame: Frame, maxSide: number): Frame {
  const fits = ({ grid }: Field): boolean => grid.cols <= maxSide && grid.rows <= maxSide;
  if (frame.fields.every(fits)) return frame;
  return { ...frame, fields: frame.fields.map((f) => (fits(f) ? f : thin(f, maxSide))) };
}

function thin(field: Field, maxSide: number): Field {
  const known = thinned.get(field.values);
  if (known && Math.max(known.grid.cols, known.grid.rows) <= maxSide) return known;
  const { cols, rows, cellSizeM, x0, y0 } = field.grid;
  const n = Math.ceil(Math.max(cols, rows) / maxSide);
  const grid = {
    x0,
    y0,
    cellSizeM: cellSizeM * n,
    cols: Math.ceil(cols / n),
    rows: Math.ceil(rows / n),
  };
  const values = new Float32Array(grid.cols * grid.rows).fill(Number.NaN);
  for (let r = 0; r < rows; r++) {
    const to = Math.floor(r / n) * grid.cols;
    for (let c = 0; c < cols; c++) {
      const v = field.values[r * cols + c]!;
      const i = to + Math.floor(c / n);
      // Not "v is larger": a block that holds nothing yet is NaN.
      if (!(Math.abs(v) <= Math.abs(values[i]!)) && !Number.isNaN(v)) values[i] = v;
    }
  }
  const out = { ...field, grid, values };
  thinned.set(field.values, out);
  return out;
}
