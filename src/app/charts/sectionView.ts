import type { SectionProfile } from '../../domain/section';

/** Colours of a section drawing, resolved from the theme. */
export interface SectionColours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly ground: string;
  readonly earth: string;
  readonly water: string;
  readonly waterFill: string;
  readonly hgl: string;
  readonly surface: string;
  readonly utility: Readonly<Record<string, string>>;
}

/** Where a section lies on a canvas: metres along and levels to CSS pixels. */
export interface SectionScale {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly lengthM: number;
  readonly minM: number;
  readonly maxM: number;
  x(distanceM: number): number;
  y(levelM: number): number;
}

/** Space for the axes, CSS px. */
const MARGIN = { left: 46, right: 14, top: 12, bottom: 24 };
/** Air above and below what is shown, as a share of its height. */
const AIR = 0.12;
/** Least height of a section, m: flat ground is not blown up into mountains. */
const LEAST_HEIGHT_M = 4;

/** The scale that shows everything of a profile; null where it has no level at all. */
export function sectionScale(
  p: SectionProfile,
  width: number,
  height: number,
): SectionScale | null {
  let [min, max] = [Infinity, -Infinity];
  const take = (z: number): void => {
    if (!Number.isFinite(z)) return;
    min = Math.min(min, z);
    max = Math.max(max, z);
  };
  p.groundM.forEach(take);
  p.waterM.forEach(take);
  p.hglM.forEach(take);
  for (const pipe of p.pipes) [pipe.invertFromM, pipe.invertToM].forEach(take);
  for (const node of p.nodes) take(node.invertM);
  if (min > max) return null;
  const height0 = Math.max(max - min, LEAST_HEIGHT_M);
  const middle = (min + max) / 2;
  const half = height0 * (0.5 + AIR);
  const scale = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
    lengthM: p.lengthM,
    minM: middle - half,
    maxM: middle + half,
  };
  return {
    ...scale,
    x: (d) => scale.left + (d / scale.lengthM) * (scale.right - scale.left),
    y: (z) =>
      scale.bottom - ((z - scale.minM) / (scale.maxM - scale.minM)) * (scale.bottom - scale.top),
  };
}

/** Draws a vertical section: earth, flood water, pipes with their water, chambers, hydraulic grade line, axes. */
export function drawSection(
  g: CanvasRenderingContext2D,
  p: SectionProfile,
  s: SectionScale,
  c: SectionColours,
): void {
  g.save();
  g.beginPath();
  g.rect(s.left, s.top, s.right - s.left, s.bottom - s.top);
  g.clip();
  drawWater(g, p, s, c);
  drawGround(g, p, s, c);
  for (const pipe of p.pipes) drawPipe(g, pipe, s, c);
  for (const node of p.nodes) drawNode(g, node, s, c);
  g.strokeStyle = c.hgl;
  g.lineWidth = 1.5;
  g.setLineDash([6, 3]);
  strokeRuns(g, p.distanceM, p.hglM, s);
  g.setLineDash([]);
  g.restore();
  drawAxes(g, s, c);
}

function drawGround(
  g: CanvasRenderingContext2D,
  p: SectionProfile,
  s: SectionScale,
  c: SectionColours,
): void {
  g.fillStyle = c.earth;
  forRuns(p.groundM, (from, to) => {
    g.beginPath();
    g.moveTo(s.x(p.distanceM[from]!), s.bottom);
    for (let i = from; i <= to; i++) g.lineTo(s.x(p.distanceM[i]!), s.y(p.groundM[i]!));
    g.lineTo(s.x(p.distanceM[to]!), s.bottom);
    g.fill();
  });
  g.strokeStyle = c.ground;
  g.lineWidth = 1.8;
  strokeRuns(g, p.distanceM, p.groundM, s);
}

function drawWater(
  g: CanvasRenderingContext2D,
  p: SectionProfile,
  s: SectionScale,
  c: SectionColours,
): void {
  g.fillStyle = c.waterFill;
  forRuns(p.waterM, (from, to) => {
    g.beginPath();
    for (let i = from; i <= to; i++) g.lineTo(s.x(p.distanceM[i]!), s.y(p.waterM[i]!));
    for (let i = to; i >= from; i--) g.lineTo(s.x(p.distanceM[i]!), s.y(p.groundM[i]!));
    g.fill();
  });
  g.strokeStyle = c.water;
  g.lineWidth = 1.5;
  strokeRuns(g, p.distanceM, p.waterM, s);
}

type Pipe = SectionProfile['pipes'][number];

function drawPipe(
  g: CanvasRenderingContext2D,
  pipe: Pipe,
  s: SectionScale,
  c: SectionColours,
): void {
  g.strokeStyle = c.utility[pipe.kind] ?? c.muted;
  g.fillStyle = c.surface;
  g.lineWidth = 1.5;
  g.beginPath();
  if (pipe.relation === 'crossing') {
    const x = s.x(pipe.fromM);
    const rx = Math.max(2.5, ((pipe.widthM / s.lengthM) * (s.right - s.left)) / 2);
    const [top, bottom] = [s.y(pipe.crownFromM), s.y(pipe.invertFromM)];
    g.ellipse(x, (top + bottom) / 2, rx, Math.max(2.5, (bottom - top) / 2), 0, 0, 2 * Math.PI);
    g.fill();
    if (Number.isFinite(pipe.waterFromM)) fillBelow(g, s.y(pipe.waterFromM), s, c);
    g.stroke();
    return;
  }
  const [x0, x1] = [s.x(pipe.fromM), s.x(pipe.toM)];
  g.moveTo(x0, s.y(pipe.invertFromM));
  g.lineTo(x1, s.y(pipe.invertToM));
  g.lineTo(x1, Math.min(s.y(pipe.crownToM), s.y(pipe.invertToM) - 2));
  g.lineTo(x0, Math.min(s.y(pipe.crownFromM), s.y(pipe.invertFromM) - 2));
  g.closePath();
  g.fill();
  g.stroke();
  if (!Number.isFinite(pipe.waterFromM) || !Number.isFinite(pipe.waterToM)) return;
  const level = (w: number, crown: number): number => s.y(Math.min(w, crown));
  g.fillStyle = c.waterFill;
  g.beginPath();
  g.moveTo(x0, s.y(pipe.invertFromM));
  g.lineTo(x1, s.y(pipe.invertToM));
  g.lineTo(x1, level(pipe.waterToM, pipe.crownToM));
  g.lineTo(x0, level(pipe.waterFromM, pipe.crownFromM));
  g.fill();
}

/** Fills the current path below a level with water. */
function fillBelow(
  g: CanvasRenderingContext2D,
  y: number,
  s: SectionScale,
  c: SectionColours,
): void {
  const path = g;
  path.save();
  path.clip();
  path.fillStyle = c.waterFill;
  path.fillRect(s.left, y, s.right - s.left, s.bottom - y);
  path.restore();
}

type Node = SectionProfile['nodes'][number];

function drawNode(
  g: CanvasRenderingContext2D,
  node: Node,
  s: SectionScale,
  c: SectionColours,
): void {
  const half = Math.max(2, ((node.widthM / s.lengthM) * (s.right - s.left)) / 2);
  const x = s.x(node.atM);
  const [top, bottom] = [s.y(node.coverM), s.y(node.invertM)];
  g.fillStyle = c.surface;
  g.fillRect(x - half, top, 2 * half, bottom - top);
  if (Number.isFinite(node.waterM)) {
    const y = s.y(Math.min(node.waterM, node.coverM));
    g.fillStyle = c.waterFill;
    g.fillRect(x - half, y, 2 * half, Math.max(0, bottom - y));
  }
  g.strokeStyle = c.utility[node.kind] ?? c.muted;
  g.lineWidth = 1.2;
  g.strokeRect(x - half, top, 2 * half, bottom - top);
}

function drawAxes(g: CanvasRenderingContext2D, s: SectionScale, c: SectionColours): void {
  g.fillStyle = c.muted;
  g.strokeStyle = c.line;
  g.lineWidth = 1;
  g.textBaseline = 'middle';
  g.textAlign = 'right';
  for (const z of niceTicks(s.minM, s.maxM, (s.bottom - s.top) / 34)) {
    const y = Math.round(s.y(z)) + 0.5;
    g.beginPath();
    g.moveTo(s.left, y);
    g.lineTo(s.right, y);
    g.globalAlpha = 0.55;
    g.stroke();
    g.globalAlpha = 1;
    g.fillText(String(Number(z.toFixed(2))), s.left - 7, y);
  }
  g.textAlign = 'center';
  g.textBaseline = 'top';
  for (const d of niceTicks(0, s.lengthM, (s.right - s.left) / 80)) {
    g.fillText(`${Number(d.toFixed(1))} m`, s.x(d), s.bottom + 7);
  }
}

/** Round values between two ends, about as many as wanted: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(min: number, max: number, wanted: number): number[] {
  const raw = (max - min) / Math.max(2, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  const out: number[] = [];
  for (let k = Math.ceil(min / step); k * step <= max; k++) out.push(k * step);
  return out;
}

/** Calls for each run of finite values, with its first and last index. */
function forRuns(values: Float64Array, act: (from: number, to: number) => void): void {
  let from = -1;
  for (let i = 0; i <= values.length; i++) {
    const isIn = i < values.length && Number.isFinite(values[i]!);
    if (isIn && from < 0) from = i;
    if (!isIn && from >= 0) {
      if (i - from > 1) act(from, i - 1);
      from = -1;
    }
  }
}

function strokeRuns(
  g: CanvasRenderingContext2D,
  xs: Float64Array,
  values: Float64Array,
  s: SectionScale,
): void {
  forRuns(values, (from, to) => {
    g.beginPath();
    for (let i = from; i <= to; i++) g.lineTo(s.x(xs[i]!), s.y(values[i]!));
    g.stroke();
  });
}
