import type { City } from '../../src/domain/city';
import type { EngineName, Frame } from '../../src/domain/frame';
import type { LocalText } from '../../src/domain/text';
import type { LayerId, LayerState, Pick, ViewState } from '../../src/domain/view';

/** What a scene is told about the frame to show. `next` and `mix` give smooth time between two frames. */
export interface ShownFrame {
  readonly frame: Frame;
  readonly next: Frame | null;
  /** 0 at `frame`, 1 at `next`. */
  readonly mix: number;
}

/** What of a run is on show: one moment of each engine that ran; empty where there is no run. */
export type Shown = Readonly<Partial<Record<EngineName, ShownFrame>>>;

export interface SceneOptions {
  /** Hour of the local solar day, 0–24: sun position, shadows, night. */
  readonly hour: number;
  readonly theme: 'light' | 'dark';
  /** Language of the names on the map. */
  readonly language: keyof LocalText;
  /** Ground opacity 0–1 (below 1 the underground shows through). */
  readonly groundOpacity: number;
  /** Cut box in local metres, or null. Ground and buildings inside it are taken away. */
  readonly cutBox: {
    readonly minX: number;
    readonly minY: number;
    readonly maxX: number;
    readonly maxY: number;
  } | null;
  /** Section line in local metres, or null. */
  readonly section: readonly (readonly [number, number])[] | null;
  /** Depth (m) at which the water colour map saturates. */
  readonly depthMaxM: number;
  /** Which field of the air is shown (null: the first there is) and where its colours saturate. */
  readonly air: { readonly field: string | null; readonly scaleMax: number };
}

/** Where the scene gets drawing data that is not in the City object. */
export interface SceneAssets {
  /** URL of the package's 3D Tiles tileset.json, or null where it has none. */
  readonly buildings3dUrl: string | null;
}

/** Counters a test or the diagnostics overlay can read. */
export interface SceneStats {
  readonly ready: boolean;
  readonly drawCalls: number;
  readonly triangles: number;
  /** Main-thread milliseconds of the last rendered frame. */
  readonly frameMs: number;
  readonly gpuBytes: number;
  /** Tiles, terrain patches or chunks loaded now. */
  readonly tilesLoaded: number;
}

/**
 * A scene is created once and kept: hide it, don't destroy it. It renders on demand, knows neither
 * the document nor the app, and holds no copy of fields beyond its textures.
 */
export interface Scene {
  mount(container: HTMLElement): Promise<void>;
  open(city: City, assets: SceneAssets): Promise<void>;
  apply(view: ViewState): void;
  view(): ViewState;
  setOptions(options: Partial<SceneOptions>): void;
  setLayer(id: LayerId, state: LayerState): void;
  show(shown: Shown): void;
  select(ids: readonly string[]): void;
  /** Nearest thing under a canvas pixel, or null. */
  pick(canvasX: number, canvasY: number): Promise<Pick | null>;
  /**
   * Canvas pixel (CSS px from the top left) of a local point, or null where it is behind the eye.
   * The app draws lines being drawn, handles and pins over the scene with it, in both scenes alike.
   */
  project?(x: number, y: number, z: number): readonly [number, number] | null;
  /** Called when the person moves the camera. Returns the unsubscriber. */
  onView(listener: (view: ViewState) => void): () => void;
  /** Called on click with what was hit. Returns the unsubscriber. */
  onPick(listener: (pick: Pick | null) => void): () => void;
  setVisible(visible: boolean): void;
  stats(): SceneStats;
  dispose(): void;
}
