import fc from 'fast-check';
import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { stripSides } from '../../../scenes/underground/ground/trench';
import { nightShare, sunDirection } from '../../../scenes/underground/light';
import { aimCamera, eyeOf, viewFromEye } from '../../../scenes/underground/viewCamera';

const view = fc.record({
  target: fc.tuple(
    fc.double({ min: -5000, max: 5000, noNaN: true }),
    fc.double({ min: -5000, max: 5000, noNaN: true }),
    fc.double({ min: -50, max: 500, noNaN: true }),
  ),
  headingRad: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
  pitchRad: fc.double({ min: -Math.PI / 2, max: 1.3, noNaN: true }),
  rangeM: fc.double({ min: 0.6, max: 5000, noNaN: true }),
});

describe('the camera of a view state', () => {
  it('comes back from the eye it puts', () => {
    fc.assert(
      fc.property(view, (v) => {
        const back = viewFromEye(eyeOf(v), v.headingRad, v.pitchRad, v.rangeM);
        for (let c = 0; c < 3; c++) expect(back.target[c]).toBeCloseTo(v.target[c]!, 6);
      }),
    );
  });

  it('sees the target in the middle of the picture from the range, also straight down', () => {
    const camera = new PerspectiveCamera(50, 1.5, 0.1, 1000);
    fc.assert(
      fc.property(view, fc.boolean(), (v, down) => {
        const state = down ? { ...v, pitchRad: -Math.PI / 2 } : v;
        const [ox, oy] = [Math.round(v.target[0]), Math.round(v.target[1])];
        aimCamera(camera, state, ox, oy);
        const p = new Vector3(v.target[0] - ox, v.target[1] - oy, v.target[2]);
        p.applyMatrix4(camera.matrixWorldInverse);
        expect(Math.hypot(p.x, p.y)).toBeLessThan(1e-6 * (1 + v.rangeM));
        expect(-p.z / v.rangeM).toBeCloseTo(1, 6);
      }),
    );
  });

  it('has north up when it looks straight down with heading 0, east to the right', () => {
    const camera = new PerspectiveCamera(50, 1, 0.1, 1000);
    aimCamera(
      camera,
      { target: [0, 0, 0], headingRad: 0, pitchRad: -Math.PI / 2, rangeM: 10 },
      0,
      0,
    );
    const north = new Vector3(0, 1, 0).project(camera);
    const east = new Vector3(1, 0, 0).project(camera);
    expect(north.y).toBeGreaterThan(0.1);
    expect(Math.abs(north.x)).toBeLessThan(1e-9);
    expect(east.x).toBeGreaterThan(0.1);
  });

  it('keeps a millimetre exact in 32-bit floats 5 km from the origin of the city', () => {
    const at = 5000.001;
    const origin = Math.round(at - 1400);
    expect(Math.abs(Math.fround(at - origin) + origin - at)).toBeLessThan(1e-3);
  });
});

describe('sun and night', () => {
  it('rises in the east, stands in the south at noon and sets in the west', () => {
    expect(sunDirection(6).x).toBeCloseTo(1, 9);
    expect(sunDirection(12).y).toBeLessThan(-0.3);
    expect(sunDirection(12).z).toBeGreaterThan(0.8);
    expect(sunDirection(18).x).toBeCloseTo(-1, 9);
    expect(sunDirection(0).z).toBeLessThan(0);
    expect([nightShare(12), nightShare(0)]).toEqual([0, 1]);
  });
});

describe('the sides of a section trench', () => {
  it('lie half the width left and right of a straight line', () => {
    const { left, right } = stripSides([[0, 0], [0, 10]], 3)!; // prettier-ignore
    expect(left).toEqual([[-3, 0], [-3, 10]]); // prettier-ignore
    expect(right).toEqual([[3, 0], [3, 10]]); // prettier-ignore
  });

  it('meet on the mitre at a corner and are nothing for a point', () => {
    const { left, right } = stripSides([[0, 0], [10, 0], [10, 10]], 1)!; // prettier-ignore
    expect(left[1]![0]).toBeCloseTo(9, 9);
    expect(left[1]![1]).toBeCloseTo(1, 9);
    expect(right[1]![0]).toBeCloseTo(11, 9);
    expect(right[1]![1]).toBeCloseTo(-1, 9);
    expect(stripSides([[1, 1], [1, 1]], 1)).toBeNull(); // prettier-ignore
  });
});
