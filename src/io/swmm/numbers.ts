const scratch = new DataView(new ArrayBuffer(8));

/** The double `steps` representable values above `x` (below, where negative). */
function neighbour(x: number, steps: number): number {
  scratch.setFloat64(0, x);
  scratch.setBigInt64(0, scratch.getBigInt64(0) + BigInt(x < 0 ? -steps : steps));
  return scratch.getFloat64(0);
}

const DIGITS = [6, 9, 12, 15, 17];
const NEIGHBOURS = [-1, 1, -2, 2];

/**
 * The shortest text t with `toSi(Number(t)) === si`: a value read from a file in its own units comes
 * back to the last bit after it was kept in SI. `guess` is the value in file units by arithmetic.
 * Where no double has exactly this image (a value made in SI), the nearest is written.
 */
export function fileNumber(si: number, guess: number, toSi: (file: number) => number): string {
  for (const d of DIGITS) {
    const short = Number(guess.toPrecision(d));
    if (toSi(short) === si) return String(short);
  }
  for (const n of NEIGHBOURS) {
    const near = neighbour(guess, n);
    if (toSi(near) === si) return String(near);
  }
  return String(guess);
}

/** A value times a constant factor, as `fileNumber`. */
export function scaled(si: number, factor: number): string {
  if (factor === 1 || si === 0) return String(si);
  return fileNumber(si, si / factor, (v) => v * factor);
}
