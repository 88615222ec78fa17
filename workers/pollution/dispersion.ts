import type { Field, Series } from '../../src/domain/frame';
import type { Notice } from '../../src/domain/errors';
import { sha256Hex } from '../../src/domain/hash';
import { nitrogenBalance } from './chemistry/photostationary';
import { FedEmissions, pieceRates } from './emissions';
import { PollutionKernel } from './kernel/kernel';
import { deriveMeteorology, type Meteorology } from './met/meteorology';
import { canyonSeries, speciesOf, substancesOf, UNIT } from './outputs';
import { HourMatrix, type ReceptorGroup, type Seat } from './plume/hour';
import { planSources, type SourcePlan } from './plume/plan';
import { PuffClouds } from './puffs/clouds';
import type { Background, PollutionSetup } from './setup';
import { ControlBook } from './sources/controls';
import { aeglReached, substanceNamed } from './sources/substances';
import { streetSides } from './street/streets';
import { hourAt, valueAt } from './tables';

const MATRIX_BYTES = 256 * 2 ** 20;

/** What a frame is gathered in. */
export interface FrameParts {
  readonly fields: Field[];
  readonly series: Series[];
  readonly totals: Record<string, number>;
}

/** One species at the cells and at the receptors, µg/m³. */
interface Air {
  readonly cells: Float32Array;
  readonly places: Float32Array;
}

/** Everything between a set-up and its concentrations. */
export class Dispersion {
  readonly controls: ControlBook;
  readonly fed = new FedEmissions();
  private readonly met: readonly Meteorology[];
  private readonly startsS: readonly number[];
  private readonly plan: SourcePlan;
  private readonly groups: readonly ReceptorGroup[];
  /** Receptor → group and place in it (group 0 are the cells). */
  private readonly seats: readonly Seat[];
  private readonly clouds: PuffClouds;
  private readonly peaks = new Map<string, Float32Array>();
  private readonly base: number;
  private hour: { readonly index: number; readonly matrix: HourMatrix } | null = null;

  private constructor(
    private readonly setup: PollutionSetup,
    private readonly kernel: PollutionKernel,
  ) {
    this.met = setup.met.map((h) => deriveMeteorology(h));
    this.startsS = setup.met.map((h) => h.startS);
    this.plan = planSources(setup.sources);
    const seated = groupsOf(setup);
    this.groups = seated.groups;
    this.seats = seated.seats;
    this.controls = new ControlBook(new Set(setup.sources.map((s) => s.id)));
    const weather = { startsS: this.startsS, met: this.met };
    this.clouds = new PuffClouds(setup, this.groups, this.seats, weather, kernel);
    this.base = kernel.mark();
  }

  static async create(setup: PollutionSetup): Promise<Dispersion> {
    return new Dispersion(setup, await PollutionKernel.create());
  }

  notices(): readonly Notice[] {
    const notices: Notice[] = [];
    if (this.setup.sources.length > 0) {
      notices.push({
        code: 'pollution.level.plume',
        what: 'Continuous sources are Gaussian plumes, steady within each met hour.',
        count: this.setup.sources.length,
      });
      if (!this.matrix(0).cached) {
        notices.push({
          code: 'pollution.matrix.blocks',
          what: 'The source–receptor matrix is larger than its budget and is made anew for every frame.',
        });
      }
    }
    if (this.setup.releases.length > 0) {
      notices.push({
        code: 'pollution.level.puff',
        what: 'Accidental releases are trains of Gaussian puffs.',
        count: this.setup.releases.length,
      });
    }
    return notices;
  }

  /** The work of one frame, cut so that a cancel gets in between. */
  *parts(timeS: number): Generator<(to: FrameParts) => void> {
    const species = speciesOf(this.setup);
    const airs = new Map<string, Air>();
    for (const name of species) {
      yield () => airs.set(name, this.continuous(name, timeS));
    }
    yield (to) => {
      this.react(airs, timeS);
      for (const name of species) {
        this.hand(to, name, airs.get(name)!);
        this.streets(to, name, timeS);
      }
    };
    for (const name of substancesOf(this.setup)) {
      yield (to) => this.released(to, name, timeS);
    }
  }

  /** Hash of time and of all that is handed out at it. */
  hash(timeS: number, fields: readonly Field[], series: readonly Series[]): string {
    const parts = [...fields, ...series].map(({ name, values }) => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return `${name}:${sha256Hex(bytes)}`;
    });
    return sha256Hex(`${timeS};${parts.join(';')}`).slice(0, 32);
  }

  highest(): Record<string, readonly number[]> {
    return Object.fromEntries([...this.peaks].map(([name, v]) => [name, [...v]]));
  }

  restoreHighest(peaks: Readonly<Record<string, readonly number[]>>): void {
    this.peaks.clear();
    for (const [name, values] of Object.entries(peaks)) {
      this.peaks.set(name, Float32Array.from(values));
    }
  }

  private metAt(timeS: number): Meteorology {
    return this.met[hourAt(this.startsS, timeS)]!;
  }

  private matrix(timeS: number): HourMatrix {
    const index = hourAt(this.startsS, timeS);
    if (this.hour?.index !== index) {
      this.kernel.release(this.base);
      const budget = this.setup.options?.matrixBytes ?? MATRIX_BYTES;
      const matrix = new HourMatrix(this.kernel, this.met[index]!, this.plan, this.groups, budget);
      this.hour = { index, matrix };
    }
    return this.hour.matrix;
  }

  /** One species from continuous sources and background. */
  private continuous(species: string, timeS: number): Air {
    const rates = pieceRates(
      this.setup.sources,
      this.plan,
      this.fed,
      this.controls,
      species,
      timeS,
    );
    const matrix = this.matrix(timeS);
    const found = this.groups.map((_, g) => matrix.concentrations(g, rates));
    const behind = backgroundOf(this.setup.background, species, timeS);
    const cells = found[0]!;
    for (let k = 0; k < cells.length; k++) cells[k]! += behind;
    const places = Float32Array.from(
      this.seats,
      ({ group, place }) => found[group]![place]! + behind,
    );
    return { cells, places };
  }

  /** NO2 and O3 from NOx, primary NO2 and background, to the photostationary state. */
  private react(airs: Map<string, Air>, timeS: number): void {
    const nox = airs.get('NOx');
    const no2 = airs.get('NO2');
    if (!nox || !no2) return;
    const ozone = airs.get('O3');
    const { radiationWm2, temperatureK } = this.metAt(timeS);
    const behind = (name: string): number => backgroundOf(this.setup.background, name, timeS);
    const backgroundNo2UgM3 = behind('NO2');
    const backgroundNoxUgM3 = Math.max(behind('NOx'), backgroundNo2UgM3);
    const noxBehind = behind('NOx');
    const backgroundO3UgM3 = behind('O3');
    const turn = (nox: Float32Array, no2: Float32Array, o3: Float32Array | undefined): void => {
      for (let k = 0; k < nox.length; k++) {
        const after = nitrogenBalance(
          {
            sourceNoxUgM3: nox[k]! - noxBehind,
            primaryNo2UgM3: no2[k]! - backgroundNo2UgM3,
            backgroundNoxUgM3,
            backgroundNo2UgM3,
            backgroundO3UgM3,
          },
          radiationWm2,
          temperatureK,
          Infinity,
        );
        no2[k] = after.no2;
        if (o3) o3[k] = after.o3;
      }
    };
    turn(nox.cells, no2.cells, ozone?.cells);
    turn(nox.places, no2.places, ozone?.places);
  }

  /** Puts a species into the frame: field without buildings, series, exposure. */
  private hand(to: FrameParts, name: string, air: Air): void {
    const { blocked, population, receptors, grid } = this.setup;
    let people = 0;
    let dose = 0;
    let highest = 0;
    for (let k = 0; k < air.cells.length; k++) {
      const c = air.cells[k]!;
      if (population && population[k]! > 0) {
        people += population[k]!;
        dose += population[k]! * c;
      }
      if (blocked[k]) air.cells[k] = Number.NaN;
      else if (c > highest) highest = c;
    }
    to.fields.push({ name, unit: UNIT, grid, values: air.cells });
    if (receptors.length > 0) {
      to.series.push({ name, unit: UNIT, ids: receptors.map((r) => r.id), values: air.places });
    }
    to.totals[`highest.${name}`] = highest;
    if (people > 0) to.totals[`exposure.${name}`] = dose / people;
  }

  /** Both sides of canyon streets: what the walls hold back, on top of the roof-level concentration. */
  private streets(to: FrameParts, species: string, timeS: number): void {
    const { sources, background } = this.setup;
    const canyons = sources.map((s, k) => ({ s, k })).filter(({ s }) => s.canyon);
    if (canyons.length === 0) return;
    const met = this.metAt(timeS);
    const rates = pieceRates(sources, this.plan, this.fed, this.controls, species, timeS);
    const emitted = new Float64Array(sources.length);
    this.plan.pieces.forEach((piece, k) => (emitted[piece.source]! += rates[k]!));
    const behind = backgroundOf(background, species, timeS);
    const sides = canyons.map(({ s }) => streetSides(s, met));
    const ids = canyons.map(({ s }) => s.id);
    for (const side of ['leeward', 'windward'] as const) {
      const values = Float32Array.from(
        canyons,
        ({ k }, i) => behind + emitted[k]! * sides[i]![side],
      );
      to.series.push({ name: canyonSeries(species, side), unit: UNIT, ids, values });
    }
  }

  /** A released substance: now, its highest so far, and the AEGL reached. */
  private released(to: FrameParts, name: string, timeS: number): void {
    const { grid, blocked } = this.setup;
    const air = this.clouds.at(name, timeS);
    const peak = this.peaks.get(name) ?? new Float32Array(air.cells.length);
    this.peaks.set(name, peak);
    const substance = substanceNamed(name);
    const aegl = new Float32Array(peak.length);
    for (let k = 0; k < peak.length; k++) {
      if (air.cells[k]! > peak[k]!) peak[k] = air.cells[k]!;
      aegl[k] = blocked[k] ? Number.NaN : aeglReached(substance, peak[k]!);
    }
    this.hand(to, name, air);
    const shown = Float32Array.from(peak, (v, k) => (blocked[k] ? Number.NaN : v));
    to.fields.push({ name: `max.${name}`, unit: UNIT, grid, values: shown });
    to.fields.push({ name: `aegl.${name}`, unit: '1', grid, values: aegl });
  }
}

function backgroundOf(all: readonly Background[], species: string, timeS: number): number {
  let sum = 0;
  for (const b of all) if (b.species === species) sum += valueAt(b.ugM3, timeS);
  return sum;
}

/** Cells first, then receptors by height. */
function groupsOf(setup: PollutionSetup): {
  groups: ReceptorGroup[];
  seats: Seat[];
} {
  const { grid, heightM, receptors } = setup;
  const cells = new Float64Array(2 * grid.cols * grid.rows);
  for (let k = 0; k < grid.cols * grid.rows; k++) {
    cells[2 * k] = grid.x0 + ((k % grid.cols) + 0.5) * grid.cellSizeM;
    cells[2 * k + 1] = grid.y0 + (Math.floor(k / grid.cols) + 0.5) * grid.cellSizeM;
  }
  const heights = [...new Set(receptors.map((r) => r.heightM))];
  const places = heights.map((): number[] => []);
  const seats = receptors.map((r) => {
    const group = heights.indexOf(r.heightM);
    const list = places[group]!;
    list.push(r.x, r.y);
    return { group: group + 1, place: list.length / 2 - 1 };
  });
  const groups = [
    { heightM, places: cells },
    ...heights.map((h, k) => ({ heightM: h, places: Float64Array.from(places[k]!) })),
  ];
  return { groups, seats };
}
