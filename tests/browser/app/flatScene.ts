import type { City } from '../../../src/domain/city';
import { sampleBilinear } from '../../../src/domain/grid';
import type { Pick, ViewState } from '../../../src/domain/view';
import type { Scene, SceneStats, Shown, ShownFrame } from '../../../scenes/shared/scene';
import { colourAt, differenceColourAt } from '../../../scenes/shared/colourMaps';
import { colourPosition } from '../../../scenes/shared/legend';

/** A plain map of a City on a 2D canvas, seen from above: stands in for the real scenes in tests of the desk. */
export class FlatScene implements Scene {
  readonly #canvas = document.createElement('canvas');
  readonly #onView = new Set<(view: ViewState) => void>();
  readonly #onPick = new Set<(pick: Pick | null) => void>();
  #city: City | null = null;
  #view: ViewState = { target: [0, 0, 0], headingRad: 0, pitchRad: -1, rangeM: 1000 };
  #shown: ShownFrame | null = null;
  #selected: readonly string[] = [];
  #draws = 0;

  async mount(container: HTMLElement): Promise<void> {
    this.#canvas.style.cssText = 'width:100%;height:100%';
    container.append(this.#canvas);
    this.#canvas.addEventListener('click', (e) => {
      void this.pick(e.offsetX, e.offsetY).then((p) => this.#onPick.forEach((f) => f(p)));
    });
    this.#canvas.addEventListener('wheel', (e) => {
      this.apply({ ...this.#view, rangeM: this.#view.rangeM * 1.002 ** e.deltaY });
      this.#onView.forEach((f) => f(this.#view));
    });
    new ResizeObserver(() => this.#draw()).observe(container);
  }
  async open(city: City): Promise<void> {
    this.#city = city;
    this.#draw();
  }
  apply(view: ViewState): void {
    this.#view = view;
    this.#draw();
  }
  view(): ViewState {
    return this.#view;
  }
  setOptions(): void {
    this.#draw();
  }
  setLayer(): void {
    this.#draw();
  }
  show({ flood }: Shown): void {
    this.#shown = flood ?? null;
    this.#draw();
  }
  select(ids: readonly string[]): void {
    this.#selected = ids;
    this.#draw();
  }
  async pick(px: number, py: number): Promise<Pick | null> {
    const city = this.#city;
    if (!city) return null;
    const { scale, left, top } = this.#frame();
    const [x, y] = [left + px / scale, top - py / scale];
    const z = sampleBilinear(city.terrain, x, y);
    const building = city.buildings.find((b) => {
      const r = b.footprint.outer;
      return x > r[0]! && y > r[1]! && x < r[2]! && y < r[5]!;
    });
    if (building) return { kind: 'building', id: building.id, point: [x, y, z] };
    const node = city.utilities
      .flatMap((u) => u.nodes)
      .find((n) => Math.hypot(n.x - x, n.y - y) < 5);
    if (node) return { kind: 'node', id: node.id, point: [x, y, z] };
    return Number.isNaN(z) ? null : { kind: 'ground', id: '', point: [x, y, z] };
  }
  project(x: number, y: number): readonly [number, number] {
    const { scale, left, top } = this.#frame();
    return [(x - left) * scale, (top - y) * scale];
  }
  onView(listener: (view: ViewState) => void): () => void {
    this.#onView.add(listener);
    return () => this.#onView.delete(listener);
  }
  onPick(listener: (pick: Pick | null) => void): () => void {
    this.#onPick.add(listener);
    return () => this.#onPick.delete(listener);
  }
  setVisible(): void {}
  stats(): SceneStats {
    return {
      ready: this.#city !== null,
      drawCalls: this.#draws,
      triangles: 0,
      frameMs: 0,
      gpuBytes: 0,
      tilesLoaded: 0,
    };
  }
  dispose(): void {
    this.#canvas.remove();
  }

  #frame(): { scale: number; left: number; top: number } {
    const { clientWidth: w, clientHeight: h } = this.#canvas;
    const scale = Math.max(1, h) / (this.#view.rangeM * 0.9);
    return {
      scale,
      left: this.#view.target[0] - w / 2 / scale,
      top: this.#view.target[1] + h / 2 / scale,
    };
  }

  #draw(): void {
    this.#draws++;
    const { clientWidth, clientHeight } = this.#canvas;
    this.#canvas.width = clientWidth;
    this.#canvas.height = clientHeight;
    const g = this.#canvas.getContext('2d')!;
    const dark = document.documentElement.dataset['theme'] === 'dark';
    g.fillStyle = dark ? '#22303a' : '#dfe6d8';
    g.fillRect(0, 0, clientWidth, clientHeight);
    const city = this.#city;
    if (!city) return;
    const path = (ring: Float64Array): void => {
      g.beginPath();
      for (let i = 0; i < ring.length; i += 2) g.lineTo(...this.project(ring[i]!, ring[i + 1]!));
    };
    const { scale } = this.#frame();
    g.strokeStyle = dark ? '#3d4b55' : '#ffffff';
    for (const s of city.streets) {
      g.lineWidth = s.widthM * scale;
      path(s.centreline);
      g.stroke();
    }
    for (const w of city.waterBodies) {
      path(w.area.outer);
      g.fillStyle = '#5f97c2';
      g.fill();
    }
    for (const b of city.buildings) {
      path(b.footprint.outer);
      g.fillStyle = this.#selected.includes(b.id) ? '#ff8a00' : dark ? '#566570' : '#c9b79c';
      g.fill();
    }
    this.#drawDepth(g, scale);
  }

  #drawDepth(g: CanvasRenderingContext2D, scale: number): void {
    const field = this.#shown?.frame.fields.find((f) => f.name === 'depth');
    if (!field) return;
    const { grid, values } = field;
    const difference = this.#shown?.frame.fields.find((f) => f.name === 'difference');
    const step = 2;
    for (let r = 0; r < grid.rows; r += step) {
      for (let c = 0; c < grid.cols; c += step) {
        const depth = values[r * grid.cols + c]!;
        if (!(depth > 0.01)) continue;
        const [R, G, B] = difference
          ? differenceColourAt(difference.values[r * grid.cols + c]!)
          : colourAt('depth', colourPosition(depth, 1));
        g.fillStyle = `rgba(${R},${G},${B},0.85)`;
        const [x, y] = this.project(
          grid.x0 + c * grid.cellSizeM,
          grid.y0 + (r + step) * grid.cellSizeM,
        );
        const size = grid.cellSizeM * step * scale + 0.7;
        g.fillRect(x, y, size, size);
      }
    }
  }
}
