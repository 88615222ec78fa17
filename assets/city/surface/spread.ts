/**
 * Fills a raster smoothly from the cells that are known (push–pull, Gortler et al. 1996): means are
 * pushed up a pyramid, gaps are pulled down from it with bilinear weights. Near-linear in the cells.
 * Far from all known cells the value fades to 0.
 *
 * `value` holds known values where `known` is 1 and is overwritten elsewhere.
 */
export function spread(value: Float32Array, known: Uint8Array, cols: number, rows: number): void {
  const weight = new Float32Array(value.length);
  for (let i = 0; i < weight.length; i++) {
    if (known[i]) weight[i] = 1;
    else value[i] = 0;
  }
  const levels: Level[] = [{ value, weight, cols, rows }];
  while (levels.at(-1)!.cols > 2 || levels.at(-1)!.rows > 2)
    levels.push(push(levels.at(-1)!, levels.length));
  for (let k = levels.length - 2; k >= 0; k--) pull(levels[k]!, levels[k + 1]!);
  for (let k = 0; k < RELAX_ROUNDS; k++) relax(value, known, cols, rows);
}

interface Level {
  readonly value: Float32Array;
  readonly weight: Float32Array;
  readonly cols: number;
  readonly rows: number;
}

/** From this pyramid level on (about 130 m at 2 m cells) missing values lean to 0. */
const FADE_LEVEL = 6;
const FADE_WEIGHT = 0.35;
const RELAX_ROUNDS = 12;

function push(fine: Level, index: number): Level {
  const cols = (fine.cols + 1) >> 1;
  const rows = (fine.rows + 1) >> 1;
  const value = new Float32Array(cols * rows);
  const weight = new Float32Array(cols * rows);
  for (let r = 0; r < fine.rows; r++)
    for (let c = 0; c < fine.cols; c++) {
      const i = r * fine.cols + c;
      const w = fine.weight[i]!;
      if (w === 0) continue;
      const j = (r >> 1) * cols + (c >> 1);
      value[j] = value[j]! + w * fine.value[i]!;
      weight[j] = weight[j]! + w;
    }
  const fade = index >= FADE_LEVEL ? FADE_WEIGHT : 0;
  for (let j = 0; j < value.length; j++) {
    const w = weight[j]! + fade;
    if (w > 0) value[j] = value[j]! / w;
    weight[j] = Math.min(1, w);
  }
  return { value, weight, cols, rows };
}

function pull(fine: Level, coarse: Level): void {
  for (let r = 0; r < fine.rows; r++) {
    const fr = Math.min(Math.max((r + 0.5) / 2 - 0.5, 0), coarse.rows - 1);
    const r0 = Math.floor(fr);
    const r1 = Math.min(r0 + 1, coarse.rows - 1);
    const tr = fr - r0;
    for (let c = 0; c < fine.cols; c++) {
      const i = r * fine.cols + c;
      const w = fine.weight[i]!;
      if (w >= 1) continue;
      const fc = Math.min(Math.max((c + 0.5) / 2 - 0.5, 0), coarse.cols - 1);
      const c0 = Math.floor(fc);
      const c1 = Math.min(c0 + 1, coarse.cols - 1);
      const tc = fc - c0;
      const s =
        coarse.value[r0 * coarse.cols + c0]! * (1 - tc) + coarse.value[r0 * coarse.cols + c1]! * tc;
      const n =
        coarse.value[r1 * coarse.cols + c0]! * (1 - tc) + coarse.value[r1 * coarse.cols + c1]! * tc;
      fine.value[i] = w * fine.value[i]! + (1 - w) * (s * (1 - tr) + n * tr);
    }
  }
}

/** One sweep towards the mean of the four neighbours; known cells stay. Smooths the pyramid's steps. */
function relax(value: Float32Array, known: Uint8Array, cols: number, rows: number): void {
  for (let r = 1; r + 1 < rows; r++)
    for (let c = 1; c + 1 < cols; c++) {
      const i = r * cols + c;
      if (known[i]) continue;
      value[i] = (value[i - 1]! + value[i + 1]! + value[i - cols]! + value[i + cols]!) * 0.25;
    }
}
