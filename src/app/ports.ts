import type { City } from '../domain/city';
import type { Session } from '../rehearsal/session';
import type { Scene, SceneAssets } from '../../scenes/shared/scene';

/**
 * What the app needs from the rooms it drives. `main.tsx` hands in the real ones, tests hand in
 * small ones: no module below `desks/` knows where a City or a run comes from.
 */
export interface AppPorts {
  /** Reads a city package off the main thread. Rejects with a `DryrunError` or an `AbortError`. */
  loadCity(
    source: CitySource,
    signal: AbortSignal,
    onStep: (step: LoadStep) => void,
  ): Promise<LoadedCity>;
  /** Creates a scene (loads its chunk on first use). */
  createScene(kind: SceneKind): Promise<Scene>;
  /** Opens a session of runs on a City. Ends with `dispose()`. */
  openSession(city: City): RunSession;
}

export type SceneKind = 'city' | 'underground';

/** Where a city package comes from. */
export type CitySource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'zip'; readonly file: File }
  | { readonly kind: 'folder'; readonly files: readonly FolderFile[] };

/** A file of a picked or dropped folder with its path relative to that folder. */
export interface FolderFile {
  readonly path: string;
  readonly file: File;
}

export interface LoadStep {
  /** Name of the layer or step, e.g. `terrain`. */
  readonly name: string;
  /** 0–1 over the whole loading. */
  readonly share: number;
}

export interface LoadedCity {
  readonly city: City;
  readonly assets: SceneAssets;
}

/** Runs on one City. Disposing ends the workers behind it. */
export interface RunSession extends Session {
  dispose(): void;
}
