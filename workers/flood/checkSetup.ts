import { checkSewer } from './checkSewer';
import { fail, inside, length, notNegative, table } from './checks';
import type { FloodSetup, Infiltration } from './setup';

/**
 * Checks a set-up once, at the door: the kernel trusts it afterwards.
 *
 * @throws DryrunError `flood.setup.*` for the first thing wrong, naming the place and the value
 */
export function checkSetup(s: FloodSetup): void {
  const { cols, rows, cellSizeM } = s.grid;
  if (!Number.isInteger(cols) || !Number.isInteger(rows) || cols < 1 || rows < 1) {
    fail('grid', 'grid', `a grid of ${cols} × ${rows} cells`, 'Give whole numbers of at least 1.');
  }
  if (!(cellSizeM > 0) || !Number.isFinite(cellSizeM)) {
    fail('grid', 'grid.cellSizeM', `a cell size of ${cellSizeM} m`, 'Give a size above 0 m.');
  }
  const cells = cols * rows;
  length('bedM', s.bedM, cells);
  length('manningN', s.manningN, cells);
  length('blocked', s.blocked, cells);
  if (s.depthM) length('depthM', s.depthM, cells);
  if (s.velocityMs) {
    length('velocityMs.x', s.velocityMs.x, cells);
    length('velocityMs.y', s.velocityMs.y, cells);
  }
  if (s.infiltration) checkSoil(s.infiltration, s, cells);
  if (s.rainZone) length('rainZone', s.rainZone, cells);
  if (s.crests) {
    length('crests.east', s.crests.east, cells);
    length('crests.north', s.crests.north, cells);
  }
  checkCells(s, cells);
  s.rain.forEach((r, i) => {
    const place = `rain[${i}]`;
    table(`${place}.intensityMs`, r.intensityMs);
    r.intensityMs.value.forEach((v, k) => notNegative(`${place}.intensityMs.value[${k}]`, v));
    if (r.zone >= 0 && !s.rainZone) {
      fail(
        'rain',
        place,
        `zone ${r.zone} but no rainZone`,
        'Give rainZone, or zone −1 for everywhere.',
      );
    }
  });
  checkPlaces(s, cells);
  if (s.drainage) checkSewer(s.drainage, cells);
  if (!(s.horizonS > 0)) {
    fail('horizon', 'horizonS', `a horizon of ${s.horizonS} s`, 'Give a time above 0 s.');
  }
  if (!(s.outputEveryS > 0)) {
    fail(
      'horizon',
      'outputEveryS',
      `an output every ${s.outputEveryS} s`,
      'Give a time above 0 s.',
    );
  }
  checkOptions(s);
}

function checkCells(s: FloodSetup, cells: number): void {
  for (let k = 0; k < cells; k++) {
    if (Number.isNaN(s.bedM[k]!)) continue;
    if (!Number.isFinite(s.bedM[k]!)) {
      fail(
        'bed',
        `bedM[${k}]`,
        `a bed of ${s.bedM[k]} m`,
        'Give a level, or NaN outside the domain.',
      );
    }
    if (s.blocked[k]) continue;
    notNegative(`manningN[${k}]`, s.manningN[k]!);
    if (s.depthM) notNegative(`depthM[${k}]`, s.depthM[k]!);
    if (s.velocityMs && !Number.isFinite(s.velocityMs.x[k]! + s.velocityMs.y[k]!)) {
      fail('velocity', `velocityMs[${k}]`, 'a velocity that is no number', 'Give finite values.');
    }
    if (s.crests && (Number.isNaN(s.crests.east[k]!) || Number.isNaN(s.crests.north[k]!))) {
      fail('crest', `crests[${k}]`, 'a crest of NaN', 'Give a level, or −Infinity for no wall.');
    }
  }
}

/** Every parameter is a finite number of at least 0 wherever water can be; a soil dries to no less than it ends with. */
function checkSoil(soil: Infiltration, s: FloodSetup, cells: number): void {
  for (const [name, values] of Object.entries(soil)) {
    if (!(values instanceof Float32Array)) continue;
    length(`infiltration.${name}`, values, cells);
    for (let k = 0; k < cells; k++) {
      if (s.blocked[k] || Number.isNaN(s.bedM[k]!)) continue;
      notNegative(`infiltration.${name}[${k}]`, values[k]!);
    }
  }
  if (soil.law !== 'horton') return;
  const k = soil.initialMs.findIndex((f, i) => f < soil.finalMs[i]!);
  if (k < 0) return;
  fail(
    'infiltration',
    `infiltration.initialMs[${k}]`,
    `a first capacity of ${soil.initialMs[k]} m/s below the last of ${soil.finalMs[k]} m/s`,
    'Let the capacity fall with time.',
  );
}

function checkPlaces(s: FloodSetup, cells: number): void {
  const owner = new Map<number, string>();
  for (const b of s.boundaries) {
    const place = `boundaries["${b.id}"]`;
    if (b.cells.length === 0) fail('boundary', place, 'no cells', 'Give it at least one cell.');
    for (const cell of b.cells) {
      inside(`${place}.cells`, cell, cells);
      const other = owner.get(cell);
      if (other !== undefined && other !== b.id) {
        fail(
          'boundary',
          place,
          `cell ${cell}, which "${other}" has too`,
          'Give a cell to one boundary only.',
        );
      }
      owner.set(cell, b.id);
    }
    if (b.kind === 'stage' || b.kind === 'discharge') {
      if (!b.table) fail('boundary', place, `a ${b.kind} without table`, 'Give times and values.');
      table(`${place}.table`, b.table!);
    }
    if (b.kind === 'normal_depth' && !(b.slope! > 0)) {
      fail('boundary', `${place}.slope`, `a slope of ${b.slope}`, 'Give an energy slope above 0.');
    }
  }
  for (const q of s.sources) {
    const place = `sources["${q.id}"]`;
    inside(`${place}.cell`, q.cell, cells);
    if (Number.isNaN(s.bedM[q.cell]!)) {
      fail('source', `${place}.cell`, `cell ${q.cell} outside the domain`, 'Place it on ground.');
    }
    table(`${place}.flowCms`, q.flowCms);
  }
}

function checkOptions(s: FloodSetup): void {
  const { cfl, threads, minStepS, order, filmM } = s.options ?? {};
  if (cfl !== undefined && !(cfl > 0 && cfl <= 0.5)) {
    fail('options', 'options.cfl', `a CFL number of ${cfl}`, 'Give one above 0 and at most 0.5.');
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64)) {
    fail('options', 'options.threads', `${threads} threads`, 'Give a whole number from 1 to 64.');
  }
  if (minStepS !== undefined && !(minStepS >= 0)) {
    fail('options', 'options.minStepS', `a least step of ${minStepS} s`, 'Give 0 or more.');
  }
  if (filmM !== undefined && !(filmM >= 0 && filmM < 0.1)) {
    fail('options', 'options.filmM', `a film of ${filmM} m`, 'Give one from 0 to below 0.1 m.');
  }
  if (order !== undefined && order !== 1 && order !== 2) {
    fail('options', 'options.order', `order ${String(order)}`, 'Give 1 or 2.');
  }
}
