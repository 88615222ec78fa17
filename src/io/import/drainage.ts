import type { DrainageModel } from '../../domain/drainage';
import { DryrunError, type Notice } from '../../domain/errors';
import { distinctLinkIds } from './distinctLinkIds';
import { touches, type ImportContext } from './context';
import { parseInp } from '../swmm/parseInp';
import { parseCrs, type Crs } from './epsg';
import { placing } from './frame';

/** The CRS an `.inp` names in a comment (the format has no other place for it), if any. */
export function crsInInp(text: string, file: string): Crs | undefined {
  const comment = /^\s*;.*\bEPSG:(\d{4,6})\b/im.exec(text)?.[1];
  return comment === undefined ? undefined : parseCrs(`EPSG:${comment}`, file);
}

/**
 * A SWMM project in local metres. Without a CRS its coordinates are taken as the City's own, and it is
 * said; a network that then lies elsewhere is refused.
 */
export function makeDrainage(
  context: ImportContext,
  text: string,
  file: string,
  crs: Crs | undefined,
): DrainageModel {
  const { toLocal } = placing(crs ?? { ...context.frame, geographic: false }, context.frame);
  const onNotice = (n: Notice): void => context.notices.say(n);
  const model = distinctLinkIds(parseInp(text, { file, toLocal, onNotice }), file, onNotice);
  if (crs === undefined) {
    context.notices.say({
      code: 'import.drainage-crs',
      file,
      what: `The .inp names no coordinate system: its coordinates were taken as EPSG:${context.frame.epsg}.`,
    });
  }
  const xy = model.nodes.flatMap((n) => (Number.isNaN(n.x) ? [] : [n.x, n.y]));
  if (xy.length > 0 && !touches(Float64Array.from(xy), context.extent)) {
    throw new DryrunError({
      code: 'import.drainage-elsewhere',
      file,
      place: '[COORDINATES]',
      what: 'The drainage network lies outside the terrain.',
      mend: 'Say its coordinate system with --crs-of drainage=EPSG:…, or give the terrain it belongs to.',
    });
  }
  const lost = model.nodes.filter((n) => Number.isNaN(n.x)).length;
  if (lost > 0) {
    context.notices.say({
      code: 'import.drainage-places',
      file,
      what: `${lost} nodes have no coordinates: they take part in the hydraulics and are not drawn.`,
      count: lost,
    });
  }
  for (const n of model.nodes) context.ids.claim(n.id);
  for (const l of model.links) context.ids.claim(l.id);
  return model;
}
