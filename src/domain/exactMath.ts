/**
 * Exponential, logarithm, powers and cube root from IEEE 754 basic operations only. ECMAScript lets
 * every engine round `Math.exp`, `Math.pow`, `**` and their like as it pleases, and Chromium and Node
 * do differ in their last bits; what decides a run's result uses these instead, so that the same run
 * ends in the same bits everywhere. `Math.sqrt`, `abs`, `floor` and the four operations are exact by
 * the standard and stay.
 *
 * Argument reduction and polynomials of `exp`, `log` and `cbrt` are those of FDLIBM 5.3
 * (Sun Microsystems 1993, freely distributable; https://www.netlib.org/fdlibm): error below 1 ulp.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const OVERFLOW = 709.782712893383973096;
const UNDERFLOW = -745.13321910194110842;
const TWO_54 = 18014398509481984;
const TWO_1000_INVERSE = 9.3326361850321887899e-302;
const SQRT_HALF_HIGH_WORD = 0x6a09e;

/** One double and its two words (little-endian, as every machine a browser runs on). */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** eˣ. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  const k = Math.abs(x) < 0.5 * Math.LN2 ? 0 : Math.floor(Math.LOG2E * x + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 +
                t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k === 0) return y;
  // 2^1024 is no double: the last factor of two apart.
  if (k > 1023) return y * twoTo(k - 1) * 2;
  if (k >= -1021) return y * twoTo(k);
  return y * twoTo(k + 1000) * TWO_1000_INVERSE;
}

/** 2ᵏ for a whole k from −1022 to 1023. */
function twoTo(k: number): number {
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return double[0]!;
}

/** Natural logarithm. */
export function log(x: number): number {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  let k = 0;
  double[0] = x;
  if (words[1]! < 0x00100000) {
    // Subnormal.
    k = -54;
    double[0] = x * TWO_54;
  }
  // x = 2^k · (1 + f) with √½ < 1 + f < √2.
  const high = words[1]! + (0x3ff00000 - (0x3fe00000 + SQRT_HALF_HIGH_WORD));
  k += (high >>> 20) - 1023;
  words[1] = (high & 0x000fffff) + (0x3fe00000 + SQRT_HALF_HIGH_WORD);
  const f = double[0]! - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const r =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1)) +
    z *
      (6.66666666666673513e-1 +
        w *
          (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (half + r) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

/**
 * xʸ for x ≥ 0, as e^(y·ln x): relative error below 2e-16·(1 + |y·ln x|). Whole and half exponents up
 * to 4 are better written as products and roots.
 */
export function power(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

/** ∛x. */
export function cbrt(x: number): number {
  if (x === 0 || x !== x || x === Infinity || x === -Infinity) return x;
  const a = Math.abs(x);
  // A third of the exponent gives the root to 5 bits, a polynomial to 23, one Newton step to all.
  double[0] = a;
  let third: number;
  if (words[1]! < 0x00100000) {
    double[0] = a * TWO_54;
    third = Math.floor(words[1]! / 3) + 696219795;
  } else third = Math.floor(words[1]! / 3) + 715094163;
  words[0] = 0;
  words[1] = third;
  let t = double[0]!;
  const r = t * t * (t / a);
  t *=
    1.87595182427177009643 +
    r * (-1.88497979543377169875 + r * 1.62142972010535446614) +
    r * r * r * (-0.758397934778766047437 + r * 0.145996192886612446982);
  // To 23 bits, so that t·t is exact.
  double[0] = t;
  const bits = words[0]! + 0x80000000;
  words[1] = words[1]! + (bits > 0xffffffff ? 1 : 0);
  words[0] = (bits & 0xc0000000) >>> 0;
  t = double[0]!;
  const q = a / (t * t);
  t += (t * (q - t)) / (t + t + q);
  return x < 0 ? -t : t;
}

/** x^1.5 for x ≥ 0. */
export const power3Halves = (x: number): number => x * Math.sqrt(x);

/** x^(2/3) for x ≥ 0. */
export function power2Thirds(x: number): number {
  const root = cbrt(x);
  return root * root;
}
