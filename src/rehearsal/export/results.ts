import type { LocalFrame } from '../../domain/crs';
import type { Field, Frame, Series, Tracks } from '../../domain/frame';
import { encodeCog } from '../../io/geotiff/encode';

/** A file of a run's results: path inside the result folder and its content. */
export interface ResultFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Fields of a frame as Cloud-Optimised GeoTIFF in the City's CRS, one file per field. */
export function fieldFiles(frame: Frame, crs: LocalFrame, label: string): ResultFile[] {
  return frame.fields.map((field) => ({
    path: `${frame.engine}/${field.name}_${label}.tif`,
    bytes: fieldGeoTiff(field, crs, frame.timeS),
  }));
}

/** One field as GeoTIFF; the description tag names quantity, unit and simulated time. */
export function fieldGeoTiff(field: Field, crs: LocalFrame, timeS: number): Uint8Array {
  return encodeCog({ grid: field.grid, values: field.values }, crs, {
    level: 1,
    description: `${field.name} [${field.unit}] at ${timeS} s`,
  });
}

/** CSV text of a series over all frames: one row per output time, one column per element. */
export class SeriesTable {
  private header: string | null = null;
  private readonly rows: string[] = [];

  add(timeS: number, series: Series): void {
    this.header ??= ['time_s', ...series.ids.map(csvCell)].join(',');
    this.rows.push([timeS, ...Array.from(series.values, csvNumber)].join(','));
  }

  text(): string {
    return `${[this.header ?? 'time_s', ...this.rows].join('\n')}\n`;
  }
}

/** CSV text of tracks over all frames: one row per point and output time. */
export class TracksTable {
  private readonly rows = ['time_s,id,class,x_m,y_m,z_m,heading_rad'];

  add(timeS: number, t: Tracks): void {
    for (let i = 0; i < t.ids.length; i++) {
      const [x, y, z] = [t.positions[3 * i]!, t.positions[3 * i + 1]!, t.positions[3 * i + 2]!];
      const cells = [timeS, t.ids[i]!, t.classes[i]!, x, y, z, t.headings[i]!];
      this.rows.push(cells.map(csvNumber).join(','));
    }
  }

  text(): string {
    return `${this.rows.join('\n')}\n`;
  }
}

/** Shortest text that reads back as the same float32 (or the number itself); empty for NaN. */
function csvNumber(value: number): string {
  if (Number.isNaN(value)) return '';
  for (let digits = 6; digits < 10; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(value)) return String(Number(text));
  }
  return String(value);
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
