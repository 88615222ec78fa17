import { DryrunError } from '../../../src/domain/errors';

/** A toxic substance and the air concentrations at which people come to harm, ppm by volume. */
export interface Substance {
  readonly name: string;
  readonly formula: string;
  /** g/mol */
  readonly molarMass: number;
  /** US EPA Acute Exposure Guideline Levels 1, 2, 3 for 60 minutes; null: not recommended. */
  readonly aegl60Ppm: readonly [number | null, number | null, number | null];
  /** AIHA Emergency Response Planning Guidelines 1, 2, 3 (one hour); null: none given. */
  readonly erpgPpm: readonly [number | null, number | null, number | null];
}

const MOLAR_VOLUME_25C_L = 24.45;

function substance(
  name: string,
  formula: string,
  molarMass: number,
  aegl60Ppm: Substance['aegl60Ppm'],
  erpgPpm: Substance['erpgPpm'],
): Substance {
  return { name, formula, molarMass, aegl60Ppm, erpgPpm };
}

/**
 * AEGL: US EPA/National Research Council, Acute Exposure Guideline Levels for Selected Airborne
 * Chemicals (final values, 60 min). ERPG: AIHA, Emergency Response Planning Guidelines. A short table to
 * begin with: `withSubstances` adds to it and replaces in it.
 */
export const SUBSTANCES: readonly Substance[] = [
  substance('chlorine', 'Cl2', 70.91, [0.5, 2, 20], [1, 3, 20]),
  substance('ammonia', 'NH3', 17.03, [30, 160, 1100], [25, 150, 1500]),
  substance('hydrogen_fluoride', 'HF', 20.01, [1, 24, 44], [2, 20, 50]),
  substance('hydrogen_chloride', 'HCl', 36.46, [1.8, 22, 100], [3, 20, 150]),
  substance('hydrogen_sulfide', 'H2S', 34.08, [0.51, 27, 50], [0.1, 30, 100]),
  substance('hydrogen_cyanide', 'HCN', 27.03, [2, 7.1, 15], [null, 10, 25]),
  substance('sulfur_dioxide', 'SO2', 64.07, [0.2, 0.75, 30], [0.3, 3, 25]),
  substance('nitrogen_dioxide', 'NO2', 46.01, [0.5, 12, 20], [1, 15, 30]),
  substance('carbon_monoxide', 'CO', 28.01, [null, 83, 330], [200, 350, 500]),
  substance('phosgene', 'COCl2', 98.92, [null, 0.3, 0.75], [null, 0.5, 1.5]),
  substance('acrolein', 'C3H4O', 56.06, [0.03, 0.1, 1.4], [0.05, 0.15, 1.5]),
  substance('benzene', 'C6H6', 78.11, [52, 800, 4000], [50, 150, 1000]),
  substance('toluene', 'C7H8', 92.14, [67, 560, 3700], [50, 300, 1000]),
];

/** The table with entries of one's own, by name. */
export function withSubstances(own: readonly Substance[]): readonly Substance[] {
  const names = new Set(own.map((s) => s.name));
  return [...SUBSTANCES.filter((s) => !names.has(s.name)), ...own];
}

/** @throws DryrunError `pollution.substance.unknown` */
export function substanceNamed(name: string, table: readonly Substance[] = SUBSTANCES): Substance {
  const found = table.find((s) => s.name === name);
  if (found) return found;
  throw new DryrunError({
    code: 'pollution.substance.unknown',
    place: name,
    what: `There is no substance "${name}" in the table.`,
    mend: `Use one of ${table.map((s) => s.name).join(', ')}, or add it to the table.`,
    params: { name },
  });
}

/** µg/m³ of a concentration in ppm at 25 °C and one atmosphere. */
export function ugM3OfPpm(ppm: number, molarMass: number): number {
  return ((ppm * molarMass) / MOLAR_VOLUME_25C_L) * 1000;
}

/** Highest AEGL (0–3) that a concentration in µg/m³ reaches. */
export function aeglReached(s: Substance, ugM3: number): number {
  for (let level = 3; level >= 1; level--) {
    const ppm = s.aegl60Ppm[level - 1];
    if (ppm !== null && ppm !== undefined && ugM3 >= ugM3OfPpm(ppm, s.molarMass)) return level;
  }
  return 0;
}
