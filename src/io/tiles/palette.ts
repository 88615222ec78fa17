import type { Building, BuildingUse } from '../../domain/city';
import type { Facade } from './facadeTexture';

/** Linear RGB, 0–255, as glTF wants vertex colours. */
export type LinearColour = readonly [number, number, number];

/** Wall colours by use, sRGB: a few of each, so that a street is not of one paint. */
const WALLS: Record<BuildingUse, readonly string[]> = {
  residential: ['#e6ddcc', '#d9c7ae', '#cfae93', '#e9e4da', '#c9a183', '#dcd3c6', '#b98c74'],
  commercial: ['#d8d2c4', '#c7bfae', '#dcc9a6', '#bfc4c4', '#e2d6c0'],
  office: ['#c3ccd2', '#aebac2', '#d3d6d6', '#b7c3c8', '#cfc9bf'],
  industrial: ['#b9bcb8', '#a9b0b2', '#c4bfb2', '#9fa9ad'],
  education: ['#dcbf8f', '#d8b48a', '#c9a77f', '#e3cfa8'],
  health: ['#ecebe6', '#e3e6e6', '#e6d9d4'],
  emergency: ['#b5604d', '#a65446', '#c07660'],
  public: ['#d9cdb2', '#cfc3a5', '#e0d6c0'],
  religious: ['#cbbfa8', '#bfb39c', '#d6cdbb'],
  utility: ['#a8ada5', '#b4b5ac'],
  garage: ['#b8b5ae', '#c3c0b8'],
  unknown: ['#d2cec6', '#c6c1b7'],
};

const PITCHED_ROOFS = ['#a4563f', '#8f4c3a', '#7a4a3d', '#5d5f63', '#6d5a50', '#94654f'];
const FLAT_ROOFS = ['#9c9a95', '#8b8d8e', '#aaa79f', '#7f8386'];

const FACADE_OF: Record<BuildingUse, Facade> = {
  residential: 'dwelling',
  commercial: 'office',
  office: 'office',
  industrial: 'hall',
  education: 'dwelling',
  health: 'office',
  emergency: 'dwelling',
  public: 'dwelling',
  religious: 'hall',
  utility: 'hall',
  garage: 'hall',
  unknown: 'dwelling',
};

export interface BuildingLook {
  readonly facade: Facade;
  readonly wall: LinearColour;
  readonly roof: LinearColour;
  /** Width of a window bay, m. */
  readonly bayM: number;
}

/** How a building is painted: by use, varied by its id, the same every time. */
export function lookOf(b: Building): BuildingLook {
  const h = hash(b.id);
  const walls = WALLS[b.use];
  const roofs = b.roofShape === 'flat' ? FLAT_ROOFS : PITCHED_ROOFS;
  const facade = FACADE_OF[b.use];
  // Old and new, washed and not: a few percent of brightness.
  const tone = 0.94 + 0.1 * (((h >>> 16) & 255) / 255);
  return {
    facade,
    wall: linear(walls[h % walls.length]!, tone),
    roof: linear(roofs[(h >>> 8) % roofs.length]!, tone),
    bayM: facade === 'hall' ? 6 : facade === 'office' ? 3.6 : 3.2,
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

function linear(hex: string, tone: number): LinearColour {
  const channel = (at: number): number => {
    const s = Math.min(1, (Number.parseInt(hex.slice(at, at + 2), 16) / 255) * tone);
    const l = s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    return Math.round(l * 255);
  };
  return [channel(1), channel(3), channel(5)];
}
