import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DryrunError } from '../../../src/domain/errors';
import { windAt } from '../../../workers/pollution/met/profile';
import { adaptedDepth, macdonald } from '../../../workers/pollution/wind/canopy';
import { windField } from '../../../workers/pollution/wind/field';
import type { UrbanWind, WindMet } from '../../../workers/pollution/wind/setup';
import { cavityLength } from '../../../workers/pollution/wind/zones';

const GRID = { x0: -40, y0: -30, dxM: 2, dzM: 2, nx: 60, ny: 30, nz: 24 };
const MET: WindMet = {
  fromDeg: 270,
  frictionMs: 0.4,
  obukhovM: Number.POSITIVE_INFINITY,
  roughnessM: 0.1,
  mixingHeightM: 1000,
  calm: false,
};

/** A cube of 12 m on a side (and the like), its windward face at x = 0. */
function withCube(
  grid = GRID,
  cube: { x: [number, number]; y: [number, number] } = { x: [0, 12], y: [-6, 6] },
): Float32Array {
  return Float32Array.from({ length: grid.nx * grid.ny }, (_, c) => {
    const x = grid.x0 + ((c % grid.nx) + 0.5) * grid.dxM;
    const y = grid.y0 + (Math.floor(c / grid.nx) + 0.5) * grid.dxM;
    return x > cube.x[0] && x < cube.x[1] && y > cube.y[0] && y < cube.y[1] ? 12 : 0;
  });
}

/** Velocity at the cell that holds a place. */
function velocityAt(w: UrbanWind, x: number, y: number, z: number): [number, number, number] {
  const g = w.grid;
  const i = Math.floor((x - g.x0) / g.dxM);
  const j = Math.floor((y - g.y0) / g.dxM);
  const k = Math.floor(z / g.dzM);
  const u = (k * g.ny + j) * (g.nx + 1) + i;
  const v = (k * (g.ny + 1) + j) * g.nx + i;
  const c = (k * g.ny + j) * g.nx + i;
  return [
    0.5 * (w.u[u]! + w.u[u + 1]!),
    0.5 * (w.v[v]! + w.v[v + g.nx]!),
    0.5 * (w.w[c]! + w.w[c + g.nx * g.ny]!),
  ];
}

describe('wind over open ground', () => {
  let wind: UrbanWind;
  beforeAll(async () => {
    const heightM = new Float32Array(GRID.nx * GRID.ny);
    wind = await windField({ grid: GRID, buildings: { heightM }, met: MET });
  });

  it('is the similarity profile', () => {
    for (const z of [1, 9, 21, 45]) {
      const [u, v, w] = velocityAt(wind, 10, 5, z);
      expect(u).toBeCloseTo(windAt(z, 0.4, 0.1, Number.POSITIVE_INFINITY), 4);
      expect(Math.hypot(v, w)).toBeLessThan(1e-5);
    }
  });

  it('has the turbulent energy of a neutral surface layer, 5.5 u*², and its length κz', () => {
    const column = 15 * GRID.nx + 40;
    for (const k of [2, 5, 10, 15]) {
      const c = k * GRID.nx * GRID.ny + column;
      expect(wind.energy[c]! / (5.5 * 0.16)).toBeGreaterThan(0.93);
      expect(wind.energy[c]! / (5.5 * 0.16)).toBeLessThan(1.07);
      expect(wind.lengthM[c]).toBeCloseTo(0.4 * (2 * k + 1), 3);
    }
  });
});

describe('wind around a cube', () => {
  let wind: UrbanWind;
  beforeAll(async () => {
    wind = await windField({ grid: GRID, buildings: { heightM: withCube() }, met: MET });
  });

  it('is free of divergence after the correction', () => {
    const { before, after, iterations } = wind.divergence;
    expect(before).toBeGreaterThan(0.01);
    expect(after).toBeLessThan(2e-5 * before);
    expect(iterations).toBeLessThan(25);
    const g = GRID;
    let worst = 0;
    for (let k = 0; k < g.nz; k++) {
      for (let j = 0; j < g.ny; j++) {
        for (let i = 0; i < g.nx; i++) {
          const u = (k * g.ny + j) * (g.nx + 1) + i;
          const v = (k * (g.ny + 1) + j) * g.nx + i;
          const c = (k * g.ny + j) * g.nx + i;
          const d =
            wind.u[u + 1]! -
            wind.u[u]! +
            wind.v[v + g.nx]! -
            wind.v[v]! +
            wind.w[c + g.nx * g.ny]! -
            wind.w[c]!;
          worst = Math.max(worst, Math.abs(d) / g.dxM);
        }
      }
    }
    expect(worst).toBeLessThan(1e-3 * before);
  });

  it('lets nothing through walls, roofs and ground', () => {
    const g = GRID;
    for (let c = 0; c < g.nx * g.ny; c++) expect(wind.w[c]).toBe(0);
    let faces = 0;
    for (let c = 0; c < wind.solid.length; c++) {
      if (!wind.solid[c]) continue;
      const k = Math.floor(c / (g.nx * g.ny));
      const j = Math.floor(c / g.nx) % g.ny;
      const i = c % g.nx;
      const u = (k * g.ny + j) * (g.nx + 1) + i;
      const v = (k * (g.ny + 1) + j) * g.nx + i;
      const through = [
        wind.u[u],
        wind.u[u + 1],
        wind.v[v],
        wind.v[v + g.nx],
        wind.w[c + g.nx * g.ny],
      ];
      expect(through.every((x) => x === 0)).toBe(true);
      faces += through.length;
    }
    expect(faces).toBeGreaterThan(0);
  });

  it('runs back in the cavity, which is 1.45 H long, and recovers in the wake', () => {
    expect(cavityLength({ heightM: 12, widthM: 12, lengthM: 12 }) / 12).toBeCloseTo(1.452, 3);
    const open = windAt(3, 0.4, 0.1, Number.POSITIVE_INFINITY);
    expect(velocityAt(wind, 19, 1, 3)[0]).toBeLessThan(-0.1 * open);
    expect(velocityAt(wind, 60, 1, 3)[0]).toBeGreaterThan(0.6 * open);
    expect(velocityAt(wind, -3, 1, 3)[0]).toBeLessThan(0.6 * open);
  });

  it('is the same on both sides of the axis', () => {
    for (const [x, y, z] of [
      [6, 9, 5],
      [20, 5, 7],
      [-5, 7, 3],
    ] as const) {
      const left = velocityAt(wind, x, y, z);
      const right = velocityAt(wind, x, -y, z);
      expect(left[0]).toBeCloseTo(right[0], 3);
      expect(left[1]).toBeCloseTo(-right[1], 3);
    }
  });

  it('makes turbulence at the edges of the cavity', () => {
    const g = GRID;
    const at = (x: number, y: number, z: number): number =>
      wind.energy[
        (Math.floor(z / g.dzM) * g.ny + Math.floor((y - g.y0) / g.dxM)) * g.nx +
          Math.floor((x - g.x0) / g.dxM)
      ]!;
    expect(at(19, 1, 13)).toBeGreaterThan(1.5 * at(-30, 1, 13));
  });
});

describe('any direction', () => {
  it('turns with the wind', async () => {
    const square = { x0: -40, y0: -40, dxM: 2, dzM: 2, nx: 40, ny: 40, nz: 24 };
    const heightM = withCube(square, { x: [-6, 6], y: [-6, 6] });
    const build = (fromDeg: number): Promise<UrbanWind> =>
      windField({ grid: square, buildings: { heightM }, met: { ...MET, fromDeg } });
    const west = await build(270);
    const south = await build(180);
    for (const [x, y] of [
      [11, 1],
      [11, 7],
      [-9, 3],
    ] as const) {
      const a = velocityAt(west, x, y, 5);
      const b = velocityAt(south, -y, x, 5);
      expect(b[1]).toBeCloseTo(a[0], 3);
      expect(b[0]).toBeCloseTo(-a[1], 3);
    }
    const slanted = await build(250);
    const mirrored = await build(290);
    expect(slanted.divergence.after).toBeLessThan(2e-5 * slanted.divergence.before);
    for (const [x, y] of [
      [11, 1],
      [9, 7],
      [-9, 3],
    ] as const) {
      const a = velocityAt(slanted, x, y, 5);
      const b = velocityAt(mirrored, x, -y, 5);
      expect(b[0]).toBeCloseTo(a[0], 3);
      expect(b[1]).toBeCloseTo(-a[1], 3);
    }
  });
});

describe('any city', () => {
  it('has a finite wind without divergence, and turbulence everywhere', async () => {
    const grid = { x0: 0, y0: 0, dxM: 3, dzM: 3, nx: 22, ny: 19, nz: 14 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 20 }),
        fc.integer({ min: 0, max: 359 }),
        fc.constantFrom(-50, 80, Number.POSITIVE_INFINITY),
        async (storeys, fromDeg, obukhovM) => {
          // Plots of 4 × 4 cells, some of them with a court that is open to the sky only.
          const heightM = Float32Array.from({ length: grid.nx * grid.ny }, (_, c) => {
            const i = c % grid.nx;
            const j = Math.floor(c / grid.nx);
            const plot = storeys[Math.floor(j / 5) * 5 + Math.floor(i / 5)] ?? 0;
            const court = i % 5 === 2 && j % 5 === 2 && plot === 3;
            return i % 5 < 4 && j % 5 < 4 && !court ? 6 * plot : 0;
          });
          const met = { ...MET, fromDeg, obukhovM };
          const wind = await windField({ grid, buildings: { heightM }, met });
          const { before, after } = wind.divergence;
          expect(after).toBeLessThanOrEqual(1e-4 * before + 1e-9);
          for (const faces of [wind.u, wind.v, wind.w]) {
            expect(faces.every((speed) => Math.abs(speed) < 20)).toBe(true);
          }
          wind.solid.forEach((solid, c) => {
            if (solid) return;
            expect(wind.energy[c]! > 0 && wind.energy[c]! < 20).toBe(true);
            expect(wind.lengthM[c]! > 0).toBe(true);
          });
        },
      ),
      { numRuns: 12, seed: 5 },
    );
  });
});

describe('roughness of a district', () => {
  it('follows Macdonald: nothing built is smooth, all built is a new ground', () => {
    const cubes = macdonald(10, 0.25, 0.25, 'staggered');
    expect(cubes.displacementM / 10).toBeCloseTo(0.483, 3);
    expect(cubes.roughnessM / 10).toBeCloseTo(0.123, 2);
    expect(macdonald(10, 0.999, 0.25, 'staggered').displacementM).toBeGreaterThan(9.9);
    expect(macdonald(10, 0.01, 0.01, 'aligned').roughnessM).toBeLessThan(0.05);
  });

  it('grows with the fetch as its 0.8th power', () => {
    expect(adaptedDepth(200, 0.1, 1) / adaptedDepth(100, 0.1, 1)).toBeCloseTo(2 ** 0.8, 6);
  });
});

describe('what cannot be', () => {
  const empty = { heightM: new Float32Array(GRID.nx * GRID.ny) };
  it.each([
    ['pollution.windCalm', { grid: GRID, buildings: empty, met: { ...MET, calm: true } }],
    ['pollution.windCalm', { grid: GRID, buildings: empty, met: { ...MET, frictionMs: 0 } }],
    ['pollution.windGrid', { grid: { ...GRID, nz: 2 }, buildings: empty, met: MET }],
    ['pollution.windGrid', { grid: { ...GRID, dxM: -1 }, buildings: empty, met: MET }],
    [
      'pollution.windColumns',
      { grid: GRID, buildings: { heightM: new Float32Array(3) }, met: MET },
    ],
    [
      'pollution.windCeiling',
      { grid: { ...GRID, nz: 6 }, buildings: { heightM: withCube() }, met: MET },
    ],
  ])('is refused with %s', async (code, setup) => {
    await expect(windField(setup)).rejects.toMatchObject({ code });
    await expect(windField(setup)).rejects.toBeInstanceOf(DryrunError);
  });
});
