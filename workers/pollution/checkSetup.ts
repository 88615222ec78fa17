import { DryrunError } from '../../src/domain/errors';
import { cellIndexAt } from '../../src/domain/grid';
import { CALM_MS } from './met/constants';
import type { EmissionSource, MetHour, PollutionSetup, TimeTable } from './setup';
import { substanceNamed } from './sources/substances';

/** More than any city emits of anything from one source, kg/s: 1 t/s. */
const ABSURD_KG_S = 1000;
const ABSURD_WIND_MS = 100;

/**
 * Checks a set-up once, at the door.
 *
 * @throws DryrunError `pollution.setup.*`, `pollution.substance.unknown` for the first thing wrong
 */
export function checkSetup(s: PollutionSetup): void {
  const { cols, rows, cellSizeM } = s.grid;
  if (!Number.isInteger(cols) || !Number.isInteger(rows) || cols < 1 || rows < 1) {
    fail('grid', 'grid', `a grid of ${cols} × ${rows} cells`, 'Give whole numbers of at least 1.');
  }
  if (!(cellSizeM > 0)) {
    fail('grid', 'grid.cellSizeM', `a cell size of ${cellSizeM} m`, 'Give a size above 0 m.');
  }
  const cells = cols * rows;
  length('blocked', s.blocked, cells);
  if (s.population) length('population', s.population, cells);
  if (!(s.heightM >= 0)) fail('height', 'heightM', `a height of ${s.heightM} m`, 'Give 0 or more.');
  if (!(s.horizonS > 0)) fail('horizon', 'horizonS', `${s.horizonS} s`, 'Give a time above 0 s.');
  if (!(s.outputEveryS > 0)) {
    fail('horizon', 'outputEveryS', `${s.outputEveryS} s`, 'Give a time above 0 s.');
  }
  checkMet(s.met, s.horizonS);
  const ids = new Set<string>();
  for (const source of s.sources) {
    if (ids.has(source.id)) {
      fail('source', source.id, 'two sources of this id', 'Give every source an id of its own.');
    }
    ids.add(source.id);
    checkSource(source);
  }
  for (const r of s.releases) {
    const place = `releases["${r.id}"]`;
    substanceNamed(r.substance);
    positive(`${place}.amountKg`, r.amountKg);
    positive(`${place}.durationS`, r.durationS);
    finite(`${place}`, r.x + r.y + r.startS);
    if (!(r.heightM >= 0)) fail('release', place, `a height of ${r.heightM} m`, 'Give 0 or more.');
  }
  for (const b of s.background) {
    table(`background["${b.species}"]`, b.ugM3);
    b.ugM3.value.forEach((v, k) => notNegative(`background["${b.species}"][${k}]`, v));
  }
  for (const r of s.receptors) {
    const place = `receptors["${r.id}"]`;
    finite(place, r.x + r.y);
    if (!(r.heightM >= 0)) fail('receptor', place, `a height of ${r.heightM} m`, 'Give 0 or more.');
    const cell = cellIndexAt(s.grid, r.x, r.y);
    if (cell >= 0 && s.blocked[cell]) {
      fail('receptor', place, 'a place inside a building', 'Move it in front of the wall.');
    }
  }
}

/** Hours must cover the run: what is missing is named, not made up. */
function checkMet(met: readonly MetHour[], horizonS: number): void {
  if (met.length === 0) {
    fail('met', 'met', 'no met hour at all', 'Give wind and stability from the start of the run.');
  }
  met.forEach((h, k) => {
    const place = `met[${k}]`;
    finite(`${place}.startS`, h.startS);
    if (k > 0 && !(h.startS > met[k - 1]!.startS)) {
      fail('met', `${place}.startS`, `${h.startS} s`, 'Let hours follow each other.');
    }
    if (!(h.windMs >= 0 && h.windMs <= ABSURD_WIND_MS)) {
      fail(
        'met',
        `${place}.windMs`,
        Number.isNaN(h.windMs) ? 'no wind (a missing hour)' : `a wind of ${h.windMs} m/s`,
        `Give 0 to ${ABSURD_WIND_MS} m/s (below ${CALM_MS} m/s is a calm), or leave the hour out of the run.`,
      );
    }
    finite(`${place}.fromDeg`, h.fromDeg);
    positive(`${place}.roughnessM`, h.roughnessM);
    if (!(h.windHeightM > 2 * h.roughnessM)) {
      fail(
        'met',
        `${place}.windHeightM`,
        `a wind measured at ${h.windHeightM} m over a roughness of ${h.roughnessM} m`,
        'Give a height well above the roughness.',
      );
    }
    if (h.obukhovM !== undefined && (h.obukhovM === 0 || Number.isNaN(h.obukhovM))) {
      fail('met', `${place}.obukhovM`, `${h.obukhovM} m`, 'Give a length, positive in stable air.');
    }
    if (h.sigmaThetaDeg !== undefined && !(h.sigmaThetaDeg > 0 && h.sigmaThetaDeg < 80)) {
      fail('met', `${place}.sigmaThetaDeg`, `${h.sigmaThetaDeg}°`, 'Give above 0 and below 80.');
    }
    for (const name of ['frictionMs', 'mixingHeightM', 'temperatureK'] as const) {
      if (h[name] !== undefined) positive(`${place}.${name}`, h[name]);
    }
  });
  if (met[0]!.startS > 0 || horizonS < 0) {
    fail(
      'met',
      'met[0].startS',
      `no meteorology before ${met[0]!.startS} s`,
      'Begin with an hour that holds at the start of the run.',
    );
  }
}

function checkSource(s: EmissionSource): void {
  const place = `sources["${s.id}"]`;
  if (!(s.heightM >= 0)) fail('source', `${place}.heightM`, `${s.heightM} m`, 'Give 0 or more.');
  notNegative(`${place}.sigmaY0M`, s.sigmaY0M);
  notNegative(`${place}.sigmaZ0M`, s.sigmaZ0M);
  const g = s.geometry;
  const least = g.kind === 'line' ? 4 : g.kind === 'area' ? 6 : 0;
  if (g.kind === 'point') finite(place, g.x + g.y);
  else {
    const places = g.kind === 'line' ? g.path : g.ring;
    if (places.length < least) fail('source', place, 'too few vertices', 'Give a line or an area.');
    places.forEach((v) => finite(place, v));
    if (g.kind === 'line' && places.every((v, k) => v === places[k % 2])) {
      fail('source', place, 'a line without length', 'Give a point, or a line of two places.');
    }
  }
  if (s.stack) {
    positive(`${place}.stack.diameterM`, s.stack.diameterM);
    positive(`${place}.stack.exitMs`, s.stack.exitMs);
    positive(`${place}.stack.exitK`, s.stack.exitK);
  }
  for (const r of s.rates) {
    table(`${place}.${r.species}`, r.kgS);
    r.kgS.value.forEach((v, k) => {
      notNegative(`${place}.${r.species}[${k}]`, v);
      if (v > ABSURD_KG_S) {
        fail(
          'rate',
          `${place}.${r.species}[${k}]`,
          `an emission of ${v} kg/s`,
          `Give at most ${ABSURD_KG_S} kg/s: is the unit right?`,
        );
      }
    });
  }
}

function table(place: string, t: TimeTable): void {
  if (t.timeS.length === 0 || t.timeS.length !== t.value.length) {
    fail(
      'table',
      place,
      `${t.timeS.length} times and ${t.value.length} values`,
      'Give as many values as times, one at least.',
    );
  }
  for (let k = 0; k < t.timeS.length; k++) {
    finite(`${place}[${k}]`, t.timeS[k]!);
    if (k > 0 && !(t.timeS[k]! > t.timeS[k - 1]!)) {
      fail(
        'table',
        `${place}.timeS[${k}]`,
        `${t.timeS[k]} s`,
        'Let times increase from row to row.',
      );
    }
  }
}

function length(place: string, array: ArrayLike<number>, cells: number): void {
  if (array.length === cells) return;
  fail('length', place, `${array.length} values for ${cells} cells`, 'Give one value per cell.');
}

function finite(place: string, value: number): void {
  if (!Number.isFinite(value)) fail('number', place, `${value}`, 'Give a finite number.');
}

function positive(place: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) fail('number', place, `${value}`, 'Give above 0.');
}

function notNegative(place: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  fail('negative', place, `${value}`, 'Give a finite value of at least 0.');
}

function fail(code: string, place: string, got: string, mend: string): never {
  throw new DryrunError({
    code: `pollution.setup.${code}`,
    place,
    what: `The pollution set-up has ${got}.`,
    mend,
    params: { place, got },
  });
}
