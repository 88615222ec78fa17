import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daylightAt, sunDirection } from '../../../scenes/city/daylight';
import { changeFor } from '../../../scenes/city/keyboard';
import { poseOf, viewOf } from '../../../scenes/city/viewMath';
import { localProjection } from '../../../src/domain/crs';
import { localToEcef } from '../../../src/domain/ecef';
import type { ViewState } from '../../../src/domain/view';
import { tinyCity } from '../../fixtures/tinyCity';

const ecef = localToEcef(localProjection(tinyCity().frame));
const view: ViewState = { target: [300, 200, 25], headingRad: 1, pitchRad: -0.6, rangeM: 400 };

describe('camera views', () => {
  it('come back from the eye they make, anywhere and at every angle', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5000, max: 5000, noNaN: true }),
        fc.double({ min: -5000, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        fc.double({ min: -Math.PI / 2, max: 0.6, noNaN: true }),
        fc.double({ min: 3, max: 20000, noNaN: true }),
        (x, y, headingRad, pitchRad, rangeM) => {
          const given: ViewState = { target: [x, y, 30], headingRad, pitchRad, rangeM };
          const pose = poseOf(ecef, given);
          const t = ecef.tangentAt(x, y, 30);
          const eyeToTarget = Math.hypot(
            pose.position[0] - t[12]!,
            pose.position[1] - t[13]!,
            pose.position[2] - t[14]!,
          );
          const back = viewOf(ecef, pose, eyeToTarget);
          for (const k of [0, 1, 2]) expect(back.target[k]).toBeCloseTo(given.target[k]!, 4);
          expect(Math.cos(back.headingRad - headingRad)).toBeCloseTo(1, 8);
          expect(back.pitchRad).toBeCloseTo(pitchRad, 5);
          expect(back.rangeM / rangeM).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('look north along the grid at heading 0 and east at a quarter turn', () => {
    for (const [headingRad, dx, dy] of [
      [0, 0, -1],
      [Math.PI / 2, -1, 0],
    ] as const) {
      const pose = poseOf(ecef, { ...view, headingRad, pitchRad: 0, rangeM: 100 });
      const [x, y] = ecef.fromEcef(...pose.position);
      expect(x - 300).toBeCloseTo(100 * dx, 2);
      expect(y - 200).toBeCloseTo(100 * dy, 2);
    }
  });

  it('stand over the target when looking straight down, the heading on top', () => {
    const pose = poseOf(ecef, { ...view, headingRad: Math.PI / 2, pitchRad: -Math.PI / 2 });
    const [x, y, z] = ecef.fromEcef(...pose.position);
    expect([x, y]).toEqual([expect.closeTo(300, 3), expect.closeTo(200, 3)]);
    // Ranges are in the City's metres, heights in true ones: the grid's scale factor is between them.
    expect(Math.abs(z - 425)).toBeLessThan(0.5);
    const top = ecef.fromEcef(
      pose.position[0] + pose.up[0],
      pose.position[1] + pose.up[1],
      pose.position[2] + pose.up[2],
    );
    expect(top[0] - x).toBeCloseTo(1, 2);
  });
});

describe('camera keys', () => {
  it('pan where the person looks, and undo each other', () => {
    const there = changeFor('ArrowUp', false)!(view);
    expect(there.target[0] - 300).toBeCloseTo(32 * Math.sin(1), 9);
    expect(there.target[1] - 200).toBeCloseTo(32 * Math.cos(1), 9);
    const back = changeFor('s', false)!(there);
    expect(back.target[0]).toBeCloseTo(300, 9);
    expect(back.target[1]).toBeCloseTo(200, 9);
    expect(changeFor('-', false)!(changeFor('+', false)!(view)).rangeM).toBeCloseTo(400, 9);
    expect(changeFor('ArrowLeft', true)!(view).headingRad).toBeLessThan(1);
  });

  it('leave other keys alone', () => {
    expect(changeFor('Enter', false)).toBeNull();
    expect(changeFor('F5', false)).toBeNull();
  });
});

describe('daylight', () => {
  it('puts the sun due south and highest at 12, east in the morning, below the horizon at midnight', () => {
    const noon = sunDirection(30, 12);
    expect(noon[0]).toBeCloseTo(0, 12);
    expect(noon[1]).toBeLessThan(0);
    // Elevation at noon is 90° − latitude + declination (15°).
    expect((Math.asin(noon[2]) * 180) / Math.PI).toBeCloseTo(75, 6);
    expect(sunDirection(30, 8)[0]).toBeGreaterThan(0.5);
    expect(sunDirection(30, 0)[2]).toBeLessThan(0);
    expect(Math.hypot(...sunDirection(51, 17.3))).toBeCloseTo(1, 12);
  });

  it('goes smoothly from day to night', () => {
    expect(daylightAt(30, 12).night).toBe(0);
    expect(daylightAt(30, 23).night).toBe(1);
    let before = daylightAt(30, 12);
    for (let hour = 12; hour < 24; hour += 0.05) {
      const now = daylightAt(30, hour);
      expect(now.groundBrightness).toBeLessThanOrEqual(before.groundBrightness + 1e-9);
      expect(Math.abs(now.groundBrightness - before.groundBrightness)).toBeLessThan(0.05);
      before = now;
    }
    expect(before.groundBrightness).toBeGreaterThan(0.1);
  });

  it('casts shadows only while the sun is up', () => {
    expect(daylightAt(44, 12).castsShadows).toBe(true);
    expect(daylightAt(44, 22).castsShadows).toBe(false);
  });
});
