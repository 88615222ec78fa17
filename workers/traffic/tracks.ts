import type { Tracks } from '../../src/domain/frame';
import type { TrafficNetwork } from '../../src/domain/traffic';
import { RUNNING, type World } from './sim/world';

/** Where lanes run, to put vehicles on the map. */
export class LaneShapes {
  private readonly shapes: readonly Float64Array[];
  /** Metres along the shape at each of its vertices, per lane. */
  private readonly along: readonly Float64Array[];
  /** The net has heights: where all are 0 it says nothing of the ground. */
  private readonly hasHeight: boolean;

  constructor(network: TrafficNetwork) {
    this.shapes = network.edges.flatMap((e) => e.lanes.map((l) => network.lanes[l]!.shape));
    this.along = this.shapes.map(lengths);
    this.hasHeight = this.shapes.some((s) => {
      for (let k = 2; k < s.length; k += 3) if (Number.isFinite(s[k]) && s[k] !== 0) return true;
      return false;
    });
  }

  /** All running vehicles by their middles; ids are places in order of departure. */
  tracks(w: World): Tracks {
    const ids = new Uint32Array(w.running);
    const positions = new Float32Array(3 * w.running);
    const headings = new Float32Array(w.running);
    const classes = new Uint8Array(w.running);
    let i = 0;
    for (let v = 0; v < w.vehicles && i < w.running; v++) {
      if (w.status[v] !== RUNNING) continue;
      ids[i] = v;
      classes[i] = w.classCode[v]!;
      let lane = w.lane[v]!;
      let at = w.pos[v]! - 0.5 * w.length[v]!;
      if (at < 0 && w.behind[v]! >= 0) {
        lane = w.behind[v]!;
        at += w.net.laneLength[lane]!;
      }
      headings[i] = this.place(lane, at / w.net.laneLength[lane]!, positions, 3 * i);
      i++;
    }
    return { name: 'vehicles', ids, positions, headings, classes };
  }

  /** Writes x, y, z at a share of a lane's length; returns the heading there, rad. */
  private place(lane: number, share: number, out: Float32Array, o: number): number {
    const p = this.shapes[lane]!;
    const s = this.along[lane]!;
    const last = s.length - 1;
    const at = Math.min(1, Math.max(0, share)) * s[last]!;
    let k = 0;
    while (k + 1 < last && s[k + 1]! < at) k++;
    const span = s[k + 1]! - s[k]!;
    const f = span > 0 ? (at - s[k]!) / span : 0;
    const a = 3 * k;
    out[o] = p[a]! + f * (p[a + 3]! - p[a]!);
    out[o + 1] = p[a + 1]! + f * (p[a + 4]! - p[a + 1]!);
    out[o + 2] = this.hasHeight ? p[a + 2]! + f * (p[a + 5]! - p[a + 2]!) : NaN;
    return Math.atan2(p[a + 4]! - p[a + 1]!, p[a + 3]! - p[a]!);
  }
}

function lengths(shape: Float64Array): Float64Array {
  const out = new Float64Array(shape.length / 3);
  for (let k = 1; k < out.length; k++) {
    const dx = shape[3 * k]! - shape[3 * k - 3]!;
    const dy = shape[3 * k + 1]! - shape[3 * k - 2]!;
    out[k] = out[k - 1]! + Math.sqrt(dx * dx + dy * dy);
  }
  return out;
}
