import type { City, Street, UtilityKind, UtilityNetwork } from '../../domain/city';
import { DryrunError } from '../../domain/errors';
import { gridExtent } from '../../domain/grid';
import type { TrafficNetwork } from '../../domain/traffic';
import { makeBuildings } from './buildings';
import { groundAt, IdBook, type ImportContext } from './context';
import { makeDrainage } from './drainage';
import { makeFacilities, makeTrees } from './facilities';
import type { ImportInput, ImportOptions, ImportRole, ImportRun } from './inputs';
import { deriveLandCover, landUseAreas } from './landCover';
import { ImportNotices } from './notices';
import { readInputs, type ReadInputs } from './readInputs';
import { makeSensors } from './sensors';
import { derivedTerrain } from './terrainFromOthers';
import { cropTerrain } from './cropTerrain';
import { terrainFromDems, terrainFromSpots, type Terrain } from './terrain';
import { linkEdgesToStreets, makeTraffic, streetsFromNet } from './traffic';
import { makeStreets } from './streets';
import { makeUtilities } from './utilities';
import { utilitiesFromDrainage } from './utilitiesFromDrainage';
import { makeWater } from './water';

/**
 * A City from any combination of files. All is brought into one projected CRS; what is missing is
 * derived, and every repair, derivation and assumption is a notice of the City. The digest is empty
 * until the City is written as a package.
 *
 * @throws DryrunError for input that cannot be used; nothing is returned then.
 */
export async function importCity(
  inputs: readonly ImportInput[],
  options: ImportOptions = {},
  run: ImportRun = {},
): Promise<City> {
  if (inputs.length === 0) {
    throw new DryrunError({
      code: 'import.nothing',
      what: 'No file was given.',
      mend: 'Give at least a terrain, for example --terrain dem.tif.',
    });
  }
  const notices = new ImportNotices();
  const read = await readInputs(inputs, notices, run);
  run.onProgress?.('Placing the terrain', 1);
  const whole = await makeTerrain(read, options, notices, run);
  const terrain = options.bbox ? cropTerrain(whole, options.bbox) : whole;
  const context: ImportContext = {
    frame: terrain.frame,
    terrain: terrain.raster,
    extent: gridExtent(terrain.raster.grid),
    notices,
    ids: new IdBook(),
  };
  return assemble(context, read, inputs, options, run);
}

async function makeTerrain(
  read: ReadInputs,
  options: ImportOptions,
  notices: ImportNotices,
  run: ImportRun,
): Promise<Terrain> {
  if (read.dems.length > 0) return terrainFromDems(read.dems, options, notices, run);
  const spots = read.spots[0];
  if (spots) return terrainFromSpots(spots.file, spots.crs, spots.points, options, notices);
  return derivedTerrain(read, options, notices);
}

function assemble(
  context: ImportContext,
  read: ReadInputs,
  inputs: readonly ImportInput[],
  options: ImportOptions,
  run: ImportRun,
): City {
  const { signal, onProgress } = run;
  const step = <T>(stage: string, make: () => T): T => {
    signal?.throwIfAborted();
    onProgress?.(stage, 1);
    return make();
  };
  const sets = (role: ImportRole) => read.features.filter((f) => f.input.role === role);
  const each = <T>(
    role: ImportRole,
    make: (set: (typeof read.features)[number]['set']) => T[],
  ): T[] => sets(role).flatMap((f) => make(f.set));

  // The drainage model comes first: its ids are engineers' own and stay as they are.
  const { inp, net } = read;
  const drainage = inp
    ? step('Drainage', () => makeDrainage(context, inp.text, inp.file, inp.crs))
    : null;
  const buildings = step('Buildings', () => each('buildings', (s) => makeBuildings(context, s)));
  const waterBodies = step('Water', () => each('water', (s) => makeWater(context, s)));
  const given = step('Streets', () => each('roads', (s) => makeStreets(context, s)));
  const local = net
    ? step('Traffic', () => makeTraffic(context, net.net, net.file, net.crs))
    : null;
  const { streets, traffic } = joinStreets(context, given, local);
  const utilities = step('Utilities', () => makeNetworks(context, read, drainage));
  const sensors = step('Sensors', () =>
    read.sensors.flatMap((s) => makeSensors(context, s.drafts, s.crs, s.file)),
  );
  const facilities = step('Facilities', () =>
    each('facilities', (s) => makeFacilities(context, s)),
  );
  const trees = Float32Array.from(each('facilities', (s) => makeTrees(context, s)));
  const landUse = each('landuse', (s) => landUseAreas(context, s));
  const landCover = step('Land cover', () =>
    deriveLandCover(context.terrain.grid, { landUse, waterBodies, streets, buildings }),
  );
  context.notices.say({
    code: 'import.land-cover',
    what: 'Land cover was derived from land use, water, streets and buildings; its roughness and imperviousness follow from the class.',
  });
  const name = options.name ?? { en: 'Imported city', zh: '导入的城市' };
  return {
    id: options.id ?? slug(name.en),
    name,
    digest: '',
    frame: context.frame,
    verticalDatum: options.verticalDatum ?? 'unknown',
    extent: context.extent,
    attribution:
      options.attribution ?? `Imported from ${inputs.map((i) => i.reader.name).join(', ')}.`,
    licence: options.licence ?? 'unknown',
    terrain: context.terrain,
    landCover,
    buildings,
    streets,
    waterBodies,
    utilities,
    drainage,
    traffic,
    facilities,
    sensors,
    trees,
    notices: context.notices.list(),
  };
}

/** Edges learn their street by id; without centrelines the streets are made from the net. */
function joinStreets(
  context: ImportContext,
  given: readonly Street[],
  net: TrafficNetwork | null,
): { streets: readonly Street[]; traffic: TrafficNetwork | null } {
  if (!net) return { streets: given, traffic: null };
  if (given.length > 0) {
    // Ways of OSM are `w…` here and bare numbers in nets that netconvert made of them.
    const bySource = new Map(given.map((s) => [s.id.replace(/^s-(w(?=\d))?/, ''), s.id]));
    return { streets: given, traffic: linkEdgesToStreets(net, bySource) };
  }
  const { streets, byEdge } = streetsFromNet(context, net);
  context.notices.say({
    code: 'import.streets-from-net',
    what: `No street centrelines were given: ${streets.length} streets were made from the traffic network.`,
    count: streets.length,
  });
  const edges = net.edges.map((e) => {
    const streetId = byEdge.get(e.id);
    return streetId === undefined ? e : { ...e, streetId };
  });
  return { streets, traffic: { ...net, edges } };
}

function makeNetworks(
  context: ImportContext,
  read: ReadInputs,
  drainage: City['drainage'],
): UtilityNetwork[] {
  const out: UtilityNetwork[] = [];
  if (drainage) {
    out.push(utilitiesFromDrainage(drainage, (x, y) => groundAt(context.terrain, x, y)));
  }
  const byKind = new Map<UtilityKind, ReadInputs['features']>();
  for (const f of read.features) {
    const kind = f.input.role === 'utilities' ? f.input.utility : undefined;
    if (kind === undefined) continue;
    if (kind === 'storm' && drainage) {
      context.notices.say({
        code: 'import.storm-twice',
        file: f.set.file,
        what: 'The storm sewers come from the drainage model; this file was not read for them.',
      });
      continue;
    }
    byKind.set(kind, [...(byKind.get(kind) ?? []), f]);
  }
  for (const [kind, files] of byKind) {
    const map = files.find((f) => f.input.map)?.input.map;
    out.push(
      makeUtilities(
        context,
        files.map((f) => f.set),
        kind,
        map,
      ),
    );
  }
  return out;
}

/** Package ids are lower-case letters, digits and hyphens. */
function slug(name: string): string {
  const text = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return text === '' ? 'city' : text;
}
