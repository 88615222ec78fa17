import type { DrainageModel } from '../../../src/domain/drainage';
import { polygonal, type Outline } from './profile';
import { power2Thirds, power3Halves } from '../../../src/domain/exactMath';

/** A natural channel's or a street's section: outline, roughness of the main channel and the ratio of its length to the flood plain's. */
export interface Transect {
  readonly outline: Outline;
  readonly roughnessN: number;
  readonly lengthFactor: number;
}

const FEET = 0.3048;

/** The transect or street an IRREGULAR or STREET section names, or null where the model has none of that name. */
export function transectOf(model: DrainageModel, id: string, shape: string): Transect | null {
  const unit = /^(CFS|GPM|MGD)$/i.test(model.options['FLOW_UNITS'] ?? 'CFS') ? FEET : 1;
  return shape.startsWith('STREET') ? street(model, id, unit) : natural(model, id, unit);
}

/**
 * [TRANSECTS] in HEC-2 form: NC (roughness left, right, channel), X1 (name, …, left and right bank
 * station, …, meander factor, width factor, elevation shift), GR (elevation station pairs).
 */
function natural(model: DrainageModel, id: string, unit: number): Transect | null {
  let n: readonly number[] = [0, 0, 0];
  let lengthFactor = 1;
  let widthFactor = 1;
  let banks: readonly [number, number] = [0, 0];
  let found = false;
  const points: [station: number, elevation: number][] = [];
  for (const row of model.raw['TRANSECTS'] ?? []) {
    const kind = row[0]?.toUpperCase();
    // A zero keeps the roughness of the transect before.
    if (kind === 'NC' && !found) n = row.slice(1, 4).map((v, k) => Number(v) || n[k]!);
    else if (kind === 'X1') {
      if (found) break;
      found = row[1] === id;
      if (!found) continue;
      const numbers = row.slice(2).map(Number);
      lengthFactor = numbers[5] && numbers[5] > 0 ? numbers[5] : 1;
      widthFactor = numbers[6] && numbers[6] > 0 ? numbers[6] : 1;
      banks = [numbers[1]! * unit * widthFactor, numbers[2]! * unit * widthFactor];
    } else if (kind === 'GR' && found) {
      for (let k = 1; k + 1 < row.length; k += 2) {
        points.push([Number(row[k + 1]) * unit * widthFactor, Number(row[k]) * unit]);
      }
    }
  }
  if (points.length < 2) return null;
  const [left, right, channel] = n as [number, number, number];
  const roughness = { left: left || channel, right: right || channel, channel };
  const outline = { ...outlineOfGround(points), radius: compoundRadius(points, banks, roughness) };
  return { outline, roughnessN: channel, lengthFactor };
}

/**
 * Hydraulic radius of a compound section: the one that, with the main channel's roughness and the
 * whole area, carries what its parts carry together (parts end at a bank where the roughness
 * changes and where the ground rises above the water; Vol. II, section 5.4).
 */
function compoundRadius(
  points: readonly (readonly [number, number])[],
  [leftBank, rightBank]: readonly [number, number],
  n: { readonly left: number; readonly channel: number; readonly right: number },
): (depthM: number) => number {
  const bottom = Math.min(...points.map((p) => p[1]));
  const top = Math.max(...points.map((p) => p[1]));
  const walled = [[points[0]![0], top] as const, ...points, [points.at(-1)![0], top] as const];
  return (depthM) => {
    const level = bottom + depthM;
    let carried = 0;
    let whole = 0;
    let area = 0;
    let perimeter = 0;
    let roughness = n.channel;
    const flush = (): void => {
      if (area > 0 && perimeter > 0) carried += (area * power2Thirds(area / perimeter)) / roughness;
      whole += area;
      area = 0;
      perimeter = 0;
    };
    for (let k = 1; k < walled.length; k++) {
      const [xa, za] = walled[k - 1]!;
      const [xb, zb] = walled[k]!;
      const low = Math.min(za, zb);
      const high = Math.max(za, zb);
      if (low >= level) continue;
      const here = xa < leftBank ? n.left : xb > rightBank ? n.right : n.channel;
      if (here !== roughness && xb > xa) flush();
      if (xb > xa) roughness = here;
      const wet = high <= level ? 1 : (level - low) / (high - low);
      perimeter += Math.sqrt((xb - xa) * (xb - xa) + (high - low) * (high - low)) * wet;
      area +=
        wet < 1 ? ((xb - xa) * (level - low) * wet) / 2 : (xb - xa) * (level - (low + high) / 2);
      if (zb >= level) flush();
    }
    flush();
    return whole > 0 ? power3Halves((carried * n.channel) / whole) : 0;
  };
}

/** [STREETS]: half width to the crown, kerb height, cross slope (%), n, gutter depression and width, sides, and the strip behind the kerb. */
function street(model: DrainageModel, id: string, unit: number): Transect | null {
  const row = model.raw['STREETS']?.find((r) => r[0] === id);
  if (!row) return null;
  const [crown, kerb, slope, n, depression, gutter, sides, backWidth, backSlope] = row
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number, number, number];
  const rise = (slope / 100) * crown;
  const side: [number, number][] = [];
  if (backWidth > 0) side.push([-backWidth, kerb + (backSlope / 100) * backWidth]);
  side.push([0, kerb], [0, -depression]);
  if (gutter > 0) side.push([gutter, (slope / 100) * gutter]);
  side.push([crown, rise]);
  const mirrored = side
    .slice(0, -1)
    .toReversed()
    .map(([x, z]): [number, number] => [2 * crown - x, z]);
  const whole =
    sides === 1
      ? [...side, [crown, Math.max(kerb, rise)] as [number, number]]
      : [...side, ...mirrored];
  const points = whole.map(([x, z]): [number, number] => [x * unit, z * unit]);
  return { outline: outlineOfGround(points), roughnessN: n, lengthFactor: 1 };
}

/** Widths of the water surface at every level where the ground has a point; the ends are vertical walls. */
function outlineOfGround(points: readonly (readonly [number, number])[]): Outline {
  const bottom = Math.min(...points.map((p) => p[1]));
  const levels = [...new Set(points.map((p) => p[1]))].sort((a, b) => a - b);
  const rows: [number, number][] = [];
  for (const level of levels) {
    const at = wettedWidth(points, level, false);
    const above = wettedWidth(points, level, true);
    rows.push([level - bottom, at]);
    if (above > at) rows.push([level - bottom, above]); // a flat at this level floods at once
  }
  return polygonal(rows, true);
}

function wettedWidth(
  points: readonly (readonly [number, number])[],
  level: number,
  floodFlats: boolean,
): number {
  let width = 0;
  for (let k = 0; k + 1 < points.length; k++) {
    const [xa, za] = points[k]!;
    const [xb, zb] = points[k + 1]!;
    const low = Math.min(za, zb);
    const high = Math.max(za, zb);
    if (high <= level)
      width += low === high && high === level && !floodFlats ? 0 : Math.abs(xb - xa);
    else if (low < level) width += (Math.abs(xb - xa) * (level - low)) / (high - low);
  }
  return width;
}
