import { expose, transfer } from 'comlink';
import type { City } from '../../domain/city';
import type { CityManifest } from '../../domain/cityPackage';
import type { Notice, Problem } from '../../domain/errors';
import type { Scenario } from '../../domain/scenario';
import { blobReader } from '../../io/geotiff/byteReader';
import { filesSource } from '../../io/package/folderSource';
import { httpSource } from '../../io/package/httpSource';
import { buildings3dHref, readManifest } from '../../io/package/manifest';
import { openCityPackage } from '../../io/package/open';
import type { PackageSource } from '../../io/package/source';
import { transferablesOf } from '../../io/package/transfer';
import { zipSource } from '../../io/package/zip/zipSource';
import { tilesetUrl } from '../../io/tiles/objectUrls';
import type { RunnableEngine, Setups } from '../../rehearsal/engines';
import { buffersToGive, engineSetup } from '../../rehearsal/setups';
import type { CitySource, LoadedCity, LoadStep } from '../ports';
import { problemOf } from '../services/problems';

/** Errors cross the worker boundary as data. */
export type Outcome<T> = { readonly value: T } | { readonly problem: Problem };

/**
 * Reads one City and keeps a copy of it, so that set-ups of runs are made off the main thread too.
 * One worker per City: closing a City, or giving up on one, ends its worker.
 */
let kept: City | null = null;

/** Cities up to this size are read whole; of larger ones the map is read, and terrain as an overview. */
const WHOLE_KM2 = 25;
/** Layers a large city is opened without: tiles stream the buildings, the rest is for a district of it. */
const LEFT_IN_LARGE = ['buildings', 'utility', 'drainage', 'traffic', 'trees'] as const;

function areaKm2({ extent: [minX, minY, maxX, maxY] }: CityManifest): number {
  return ((maxX - minX) * (maxY - minY)) / 1e6;
}

function largeNotice(manifest: CityManifest): Notice {
  return {
    code: 'city.large',
    what: `The city is ${Math.round(areaKm2(manifest))} km² and was opened as a map: pipes, trees, traffic and footprints were left in the package.`,
  };
}

const api = {
  async open(source: CitySource, onStep: (step: LoadStep) => void): Promise<Outcome<LoadedCity>> {
    try {
      const files = await sourceOf(source);
      const manifest = await readManifest(files);
      const large = areaKm2(manifest) > WHOLE_KM2;
      const opened = await openCityPackage(files, {
        ...(large && { skip: LEFT_IN_LARGE }),
        onProgress: (share, layer) => onStep({ name: layer ?? 'done', share }),
      });
      const city = large
        ? { ...opened, notices: [...opened.notices, largeNotice(manifest)] }
        : opened;
      kept = city;
      const tiles = buildings3dHref(manifest);
      // Object URLs of a zip's tiles live as long as this worker, which is as long as its City.
      const buildings3dUrl = tiles === null ? null : (await tilesetUrl(files, tiles)).url;
      // The copy goes to the page by transfer: cloning happens here, not there.
      const copy = structuredClone(city);
      return transfer({ value: { city: copy, assets: { buildings3dUrl } } }, transferablesOf(copy));
    } catch (error) {
      return { problem: problemOf(error, 'city.failed') };
    }
  },

  setup(name: RunnableEngine, scenario: Scenario): Outcome<Setups[RunnableEngine]> {
    try {
      if (!kept) throw new Error('no city has been read');
      const setup = engineSetup(name, kept, scenario);
      return transfer({ value: setup }, buffersToGive(setup, kept));
    } catch (error) {
      return { problem: problemOf(error, 'run.failed') };
    }
  },
};
export type CityWorkerApi = typeof api;

expose(api);

async function sourceOf(source: CitySource): Promise<PackageSource> {
  switch (source.kind) {
    case 'url':
      return httpSource(source.url);
    case 'zip':
      return zipSource(blobReader(source.file.name, source.file));
    case 'folder':
      // A cloned file has lost the path it was picked under: its name says it again.
      return filesSource(source.files.map(({ path, file }) => new File([file], path)));
  }
}
