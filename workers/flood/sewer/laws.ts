import { GRAVITY } from '../drainage/constants';
import { power3Halves } from '../../../src/domain/exactMath';

/**
 * Exchange between the street and a manhole or inlet (Rubinato, Martins, Kesserwani, Leandro,
 * Djordjević & Shucksmith 2017, "Experimental calibration and validation of sewer/surface flow
 * exchange equations in steady and unsteady flow conditions", J. Hydrology 552, 421–432):
 * coefficients of the orifice, the free weir and the submerged weir.
 */
const ORIFICE = 0.167;
const FREE_WEIR = 0.54;
const SUBMERGED_WEIR = 0.056;

export interface Opening {
  /** Open area, m². */
  readonly areaM2: number;
  /** Length of its rim, m: 2·√(π·A) for a round one. */
  readonly rimM: number;
  /** Water goes down as well as up (a grate); false: a cover that only lifts. */
  readonly takesIn: boolean;
  /** Orifice coefficient of what spills out of it; absent: Rubinato's. An open shaft without its cover: 0.61, sharp-edged. */
  readonly spillCoefficient?: number;
}

/**
 * Flow from the street into the network, m³/s; negative: out of it.
 *
 * @param groundM Level of the opening's rim, m.
 * @param depthM Water depth on the street there, m.
 * @param headM Head in the manhole, m above the same datum.
 */
export function exchangeFlow(o: Opening, groundM: number, depthM: number, headM: number): number {
  const street = groundM + depthM;
  if (headM > street) {
    return headM > groundM
      ? -(o.spillCoefficient ?? ORIFICE) * o.areaM2 * Math.sqrt(2 * GRAVITY * (headM - street))
      : 0;
  }
  if (!o.takesIn || depthM <= 0) return 0;
  if (headM < groundM) {
    // As a weir while the opening's rim is longer than the water is deep, then as an orifice that
    // goes on from there: flow grows with the root of the depth.
    const meet = o.areaM2 / o.rimM;
    const crest = Math.min(depthM, meet);
    const weir = (2 / 3) * FREE_WEIR * o.rimM * power3Halves(crest) * Math.sqrt(2 * GRAVITY);
    return weir * Math.sqrt(depthM / crest);
  }
  const difference = street - headM;
  return depthM * o.rimM < o.areaM2
    ? SUBMERGED_WEIR * o.rimM * depthM * Math.sqrt(2 * GRAVITY * Math.min(depthM, difference))
    : ORIFICE * o.areaM2 * Math.sqrt(2 * GRAVITY * difference);
}
