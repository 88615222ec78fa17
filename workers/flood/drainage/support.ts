import type { DrainageModel } from '../../../src/domain/drainage';
import type { Notice } from '../../../src/domain/errors';

/** Sections that change the water and are not modelled, and what is lost without each. */
const SECTIONS: Readonly<Record<string, string>> = {
  INLET_USAGE: 'street inlets (couple the network to a surface grid instead)',
  LID_USAGE: 'low-impact development',
  GROUNDWATER: 'groundwater',
  GWF: 'groundwater flow equations',
  SNOWPACKS: 'snow packs',
  TEMPERATURE: 'climate files and snow melt',
  ADJUSTMENTS: 'monthly climate adjustments',
  TREATMENT: 'treatment',
  POLLUTANTS: 'water quality',
};

/**
 * What the routing leaves out of a model, one notice for each kind of thing: nothing is dropped
 * without a word. What would make results wrong beyond use is refused on compiling instead.
 */
export function leftOut(model: DrainageModel): Notice[] {
  const notices: Notice[] = [];
  const say = (what: string, count: number, place: string): void => {
    if (count > 0)
      notices.push({
        code: 'drainage.left-out',
        place,
        what: `Not modelled and left out: ${what}.`,
        count,
      });
  };
  for (const [section, what] of Object.entries(SECTIONS))
    say(what, model.raw[section]?.length ?? 0, `[${section}]`);
  const { inflows, nodes, links } = model;
  const conduits = links.filter((l) => l.kind === 'conduit');
  const storage = nodes.filter((n) => n.kind === 'storage');
  const weirs = links.filter((l) => l.kind === 'weir');
  const outfalls = nodes.filter((n) => n.kind === 'outfall');
  const dividers = nodes.filter((n) => n.kind === 'divider');
  const count = <T>(list: readonly T[], is: (x: T) => boolean): number => list.filter(is).length;
  say(
    'rainfall-dependent infiltration',
    count(inflows, (f) => f.kind === 'rdii'),
    '[RDII]',
  );
  say(
    'inlet control of culverts (they are routed as conduits)',
    count(conduits, (c) => c.section.culvertCode > 0),
    '[XSECTIONS]',
  );
  say(
    'seepage from conduits',
    count(conduits, (c) => c.seepageMs > 0),
    '[LOSSES]',
  );
  say(
    'seepage and evaporation from storage units',
    count(storage, (s) => s.seepage !== undefined || s.evapFactor > 0),
    '[STORAGE]',
  );
  say(
    'the road over roadway weirs (they act as transverse weirs)',
    count(weirs, (w) => w.type === 'roadway'),
    '[WEIRS]',
  );
  say(
    'coefficient curves of weirs',
    count(weirs, (w) => w.coeffCurve !== undefined),
    '[WEIRS]',
  );
  say(
    'outfalls that run on to land',
    count(outfalls, (o) => o.routeTo !== undefined),
    '[OUTFALLS]',
  );
  say(
    'rules of flow dividers (they are junctions, as in SWMM’s dynamic wave)',
    dividers.length,
    '[DIVIDERS]',
  );
  return notices;
}
