import { describe, expect, it } from 'vitest';
import {
  criticalDepth,
  lookUp,
  normalDepth,
  sectionOf,
  type Section,
} from '../../../../workers/flood/drainage/sections';

const sources = { lengthM: 0.3048, shapeCurve: () => null, outline: () => null };
const section = (shape: string, ...geom: number[]): Section =>
  sectionOf(
    {
      shape,
      geom: [geom[0] ?? 0, geom[1] ?? 0, geom[2] ?? 0, geom[3] ?? 0],
      barrels: 1,
      culvertCode: 0,
    },
    'L1',
    sources,
  );

describe('sections', () => {
  it('has the geometry of a circle at any depth', () => {
    const s = section('CIRCULAR', 2);
    for (const y of [0.1, 0.5, 1, 1.5, 1.9]) {
      const theta = 2 * Math.acos(1 - y);
      expect(lookUp(s.area, y, 2)).toBeCloseTo((theta - Math.sin(theta)) / 2, 3);
      expect(lookUp(s.width, y, 2)).toBeCloseTo(2 * Math.sin(theta / 2), 3);
      expect(lookUp(s.radius, y, 2)).toBeCloseTo((1 - Math.sin(theta) / theta) / 2, 3);
    }
    expect(s.areaFullM2).toBeCloseTo(Math.PI, 4);
    expect(s.radiusFullM).toBeCloseTo(0.5, 4);
    // Greatest section factor of a circle: 1.0757 of the full one, at 0.938 D (Chow 1959, section 6-4).
    expect(s.factorMax / s.factorFull).toBeCloseTo(1.0757, 3);
  });

  it('has published areas and radii of standard shapes', () => {
    expect(section('EGG', 1).areaFullM2).toBeCloseTo(0.5105, 3); // Chow 1959, appendix A
    expect(section('EGG', 1).radiusFullM).toBeCloseTo(0.1931, 3);
    expect(section('HORSESHOE', 1).areaFullM2).toBeCloseTo(0.8293, 3);
    expect(section('HORSESHOE', 1).radiusFullM).toBeCloseTo(0.2538, 3);
    expect(section('HORIZ_ELLIPSE', 1, 1.5).areaFullM2).toBeCloseTo((Math.PI / 4) * 1.5, 4);
    expect(section('PARABOLIC', 1, 3).areaFullM2).toBeCloseTo(2, 4);
  });

  it('takes standard sizes by their code in place of height and width', () => {
    const ellipse = section('HORIZ_ELLIPSE', 17 * 0.3048); // 77 by 121 inches
    expect(ellipse.yFullM).toBeCloseTo(77 * 0.0254, 9);
    expect(ellipse.widthMaxM).toBeCloseTo(121 * 0.0254, 3);
    const arch = section('ARCH', 58 * 0.3048); // 81 by 123 inches, 55 square feet
    expect(arch.yFullM).toBeCloseTo(81 * 0.0254, 9);
    expect(arch.widthMaxM / (123 * 0.0254)).toBeCloseTo(1, 2);
    expect(Math.abs(arch.areaFullM2 / 0.3048 ** 2 / 55 - 1)).toBeLessThan(0.03);
    expect(() => section('ARCH', 200 * 0.3048)).toThrow(
      expect.objectContaining({ code: 'drainage.section' }),
    );
  });

  it('wets the lid of a closed box when it is full, and never that of an open one', () => {
    expect(section('RECT_CLOSED', 1, 2).radiusFullM).toBeCloseTo(2 / 6, 6);
    expect(section('RECT_OPEN', 1, 2).radiusFullM).toBeCloseTo(2 / 4, 6);
  });

  it('finds normal and critical depth of a rectangular channel', () => {
    const s = section('RECT_OPEN', 3, 2);
    const q = 5;
    const yc = criticalDepth(s, q);
    expect(yc).toBeCloseTo(((q / 2) ** 2 / 9.81456) ** (1 / 3), 3);
    const beta = Math.sqrt(0.002) / 0.013;
    const yn = normalDepth(s, q, beta);
    expect(beta * 2 * yn * ((2 * yn) / (2 + 2 * yn)) ** (2 / 3)).toBeCloseTo(q, 2);
  });

  it('refuses a shape it does not know, naming the link', () => {
    expect(() => section('BANANA', 1)).toThrow(
      expect.objectContaining({ code: 'drainage.section', place: 'L1' }),
    );
    expect(() => section('CIRCULAR', 0)).toThrow(
      expect.objectContaining({ code: 'drainage.section' }),
    );
  });
});
