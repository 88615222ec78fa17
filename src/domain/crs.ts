import proj4, { type Converter } from 'proj4';
import { DryrunError } from './errors';

/**
 * The one projected CRS of a City and its local origin. Local coordinates are projected metres less
 * the origin: x = easting − originEasting (east), y = northing − originNorthing (north),
 * z = metres above the vertical datum.
 */
export interface LocalFrame {
  /** EPSG code of the projected CRS, e.g. 26917. */
  readonly epsg: number;
  /** PROJ string of that CRS, so that no lookup service is needed. */
  readonly proj: string;
  readonly originEasting: number;
  readonly originNorthing: number;
}

const WGS84 = '+proj=longlat +datum=WGS84 +no_defs';

/** Both directions between a City's local metres and WGS84 degrees. */
export interface LocalProjection {
  /** Local metres → [longitude, latitude] in degrees. */
  toLonLat(x: number, y: number): [number, number];
  /** [longitude, latitude] in degrees → local metres [x, y]. */
  fromLonLat(lon: number, lat: number): [number, number];
}

/** The projection of a frame. Throws `crs.unknown` where proj4 cannot read the PROJ string. */
export function localProjection(frame: LocalFrame): LocalProjection {
  const converter = makeConverter(frame.proj, frame.epsg);
  return {
    toLonLat: (x, y) => {
      const [lon, lat] = converter.inverse([x + frame.originEasting, y + frame.originNorthing]);
      return [lon!, lat!];
    },
    fromLonLat: (lon, lat) => {
      const [e, n] = converter.forward([lon, lat]);
      return [e! - frame.originEasting, n! - frame.originNorthing];
    },
  };
}

function makeConverter(proj: string, epsg: number): Converter {
  try {
    return proj4(WGS84, proj);
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'crs.unknown',
        what: `The coordinate system EPSG:${epsg} cannot be used: got the PROJ string "${proj}".`,
        mend: 'Give a projected CRS in metres (for example a UTM zone).',
        params: { epsg, proj },
      },
      { cause },
    );
  }
}

/** PROJ string of a UTM zone on WGS84 (EPSG 326zz north, 327zz south). */
export function utmFrame(lon: number, lat: number): { epsg: number; proj: string } {
  const zone = Math.min(60, Math.max(1, Math.floor((lon + 180) / 6) + 1));
  const south = lat < 0;
  return {
    epsg: (south ? 32700 : 32600) + zone,
    proj: `+proj=utm +zone=${zone}${south ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`,
  };
}
