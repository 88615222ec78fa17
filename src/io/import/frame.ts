import proj4 from 'proj4';
import type { LocalFrame } from '../../domain/crs';
import { utmFrame } from '../../domain/crs';
import { DryrunError } from '../../domain/errors';
import { unitMetres, WGS84, type Crs } from './epsg';

/** Coordinates of some CRS → local metres, and back. */
export interface Placing {
  readonly toLocal: (x: number, y: number) => readonly [number, number];
  readonly toSource: (x: number, y: number) => readonly [number, number];
}

/** The transformation between a file's CRS and a City's local metres. */
export function placing(source: Crs, frame: LocalFrame): Placing {
  const { originEasting: e0, originNorthing: n0 } = frame;
  if (source.proj === frame.proj || (source.epsg !== 0 && source.epsg === frame.epsg)) {
    return {
      toLocal: (x, y) => [x - e0, y - n0],
      toSource: (x, y) => [x + e0, y + n0],
    };
  }
  const converter = proj4(source.proj, frame.proj);
  return {
    toLocal: (x, y) => {
      const [e, n] = converter.forward([x, y]);
      return [e! - e0, n! - n0];
    },
    toSource: (x, y) => {
      const [sx, sy] = converter.inverse([x + e0, y + n0]);
      return [sx!, sy!];
    },
  };
}

/** Rectangle in a file's own coordinates. */
export interface SourceBox {
  readonly crs: Crs;
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Origins are put on whole hectometres, so that they read well and stay put when data grows a little. */
const ORIGIN_STEP_M = 100;

/**
 * The City's frame: the CRS asked for, else the data's own where it is projected in metres, else the
 * UTM zone of the data's centre. The origin is the centre of the box, on whole hectometres.
 */
export function chooseFrame(box: SourceBox, wanted: Crs | undefined): LocalFrame {
  const cx = (box.minX + box.maxX) / 2;
  const cy = (box.minY + box.maxY) / 2;
  const target = wanted ?? (usable(box.crs) ? box.crs : utmAt(box, cx, cy));
  if (!usable(target)) {
    throw new DryrunError({
      code: 'crs.not-metric',
      what: `A city needs a projected coordinate system in metres; got ${target.epsg ? `EPSG:${target.epsg}` : target.proj}.`,
      mend: 'Give one with --crs, for example a UTM zone (EPSG:326zz), or leave it out.',
      params: { epsg: target.epsg },
    });
  }
  const [e, n] = proj4(box.crs.proj, target.proj).forward([cx, cy]);
  const onStep = (v: number): number => Math.round(v / ORIGIN_STEP_M) * ORIGIN_STEP_M;
  return {
    epsg: target.epsg,
    proj: target.proj,
    originEasting: onStep(e!),
    originNorthing: onStep(n!),
  };
}

const WEB_MERCATOR = 3857;

/** Metres on the ground: projected, not in feet, and not Web Mercator, which stretches by 1/cos(latitude). */
function usable(crs: Crs): boolean {
  return !crs.geographic && Math.abs(unitMetres(crs) - 1) < 1e-9 && crs.epsg !== WEB_MERCATOR;
}

function utmAt(box: SourceBox, x: number, y: number): Crs {
  const [lon, lat] = proj4(box.crs.proj, WGS84.proj).forward([x, y]);
  return { ...utmFrame(lon!, lat!), geographic: false };
}
