import { Cartesian4, type UniformMap } from 'cesium';
import type { ChunkLayer } from './gl/chunkLayer';

/** Things highlighted at once in one layer; the first ones are taken. */
const MAX_SELECTED = 8;

/** The selected things of one layer as the pick colours its shader compares with. */
export class Selection {
  private layer: ChunkLayer | null = null;
  private features: readonly number[] = [];
  private readonly colours = Array.from(
    { length: MAX_SELECTED },
    () => new Cartesian4(-1, -1, -1, -1),
  );

  attach(layer: ChunkLayer): void {
    this.layer = layer;
  }

  set(features: readonly number[]): void {
    this.features = features.slice(0, MAX_SELECTED);
  }

  uniforms(): UniformMap {
    return { u_selected: () => this.current() };
  }

  /** Looked up per frame: pick colours come to be when a chunk is first drawn. */
  private current(): Cartesian4[] {
    this.colours.forEach((c, i) => {
      const feature = this.features[i];
      const p = feature === undefined ? null : (this.layer?.pickColour(feature) ?? null);
      if (p) Cartesian4.fromElements(p.red, p.green, p.blue, p.alpha, c);
      else Cartesian4.fromElements(-1, -1, -1, -1, c);
    });
    return this.colours;
  }
}
