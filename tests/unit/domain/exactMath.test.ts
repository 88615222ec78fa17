import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cbrt, exp, log, power, power2Thirds, power3Halves } from '../../../src/domain/exactMath';

const ULP = 2.220446049250313e-16;
const relative = (got: number, expected: number): number =>
  got === expected ? 0 : Math.abs(got - expected) / Math.abs(expected);

describe('exact functions', () => {
  it('stay within an ulp or two of the platform’s own', () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(relative(exp(x), Math.exp(x))).toBeLessThan(2 * ULP);
      }),
    );
    fc.assert(
      fc.property(positive, (x) => {
        expect(Math.abs(log(x) - Math.log(x))).toBeLessThan(2 * ULP * (1 + Math.abs(Math.log(x))));
        expect(relative(cbrt(x), Math.cbrt(x))).toBeLessThan(2 * ULP);
        expect(cbrt(-x)).toBe(-cbrt(x));
      }),
    );
  });
  it('raise to powers as exactly as the logarithm allows', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (x, y) => {
          const bound = 4 * ULP * (1 + Math.abs(y * Math.log(x)));
          expect(relative(power(x, y), Math.pow(x, y))).toBeLessThan(bound);
        },
      ),
    );
    expect(power3Halves(4)).toBe(8);
    expect(power2Thirds(27)).toBe(9);
    expect([power(0, 2), power(0, 0), power(0, -1), power(7, 0)]).toEqual([0, 1, Infinity, 1]);
  });
  it('know the ends of their ranges', () => {
    expect([exp(0), exp(1000), exp(-1000), exp(-Infinity)]).toEqual([1, Infinity, 0, 0]);
    expect(exp(-740)).toBeCloseTo(0, 300);
    expect(exp(709.7)).toBeLessThan(Infinity);
    expect([log(1), log(0), log(Infinity)]).toEqual([0, -Infinity, Infinity]);
    expect(log(-1)).toBeNaN();
    expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 9);
    expect(exp(NaN)).toBeNaN();
    expect([cbrt(0), cbrt(Infinity), cbrt(1e-320) > 0]).toEqual([0, Infinity, true]);
  });
  it('give these bits on every engine', () => {
    const bits = [exp(-1.2345), log(0.73), cbrt(0.0123), power(0.37, 2.4)].map((x) =>
      new BigUint64Array(new Float64Array([x]).buffer)[0]!.toString(16),
    );
    expect(bits).toMatchInlineSnapshot(`
      [
        "3fd29f6b7bfe469d",
        "bfd42438893252f5",
        "3fcd8c00875f6e36",
        "3fb78bdf65eb6922",
      ]
    `);
  });
});
