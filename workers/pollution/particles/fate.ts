import { DryrunError } from '../../../src/domain/errors';
import { pow } from '../math';
import { VON_KARMAN } from '../met/constants';
import { profileFactor } from '../met/profile';

/** What becomes of the substance on its way. */
export interface Fate {
  /** Dry deposition velocity on ground and roofs, m/s (see `depositionVelocity`). */
  readonly dryMs?: number;
  /** First-order decay and washout by rain, s⁻¹. */
  readonly decayPerS?: number;
  readonly washoutPerS?: number;
  /** Settling speed of coarse particles, m/s. */
  readonly settlingMs?: number;
}

/** @throws DryrunError `pollution.fate` for a rate or speed that is negative or not a number */
export function checkFate(fate: Fate): void {
  for (const [name, value] of Object.entries(fate)) {
    if (Number.isFinite(value) && value >= 0) continue;
    throw new DryrunError({
      code: 'pollution.fate',
      what: `The substance has ${name} = ${value}.`,
      mend: 'Give rates and speeds that are zero or positive.',
    });
  }
}

/** Prandtl number of air, and kinematic viscosity, m²/s, for the resistance of the viscous layer. */
const PRANDTL = 0.72;
const AIR_VISCOSITY = 1.5e-5;

/**
 * Dry deposition velocity by resistances, m/s: 1/(Ra + Rb + Rc) + vs, with Ra = [ln(z/z0) − ψ]/(κ u*)
 * (Wesely & Hicks 1977) and Rb = 2/(κ u*) (Sc/Pr)^⅔ (Hicks et al. 1987), Sc = ν/D.
 *
 * @param surfaceSm Rc, s/m: 0 for what sticks (HNO₃, fine dust on wet ground), ∞ for what does not
 */
export function depositionVelocity(input: {
  readonly frictionMs: number;
  readonly referenceM: number;
  readonly roughnessM: number;
  readonly obukhovM: number;
  readonly diffusivityM2S: number;
  readonly surfaceSm: number;
  readonly settlingMs?: number;
}): number {
  const { frictionMs, referenceM, roughnessM, obukhovM, diffusivityM2S, surfaceSm } = input;
  const settling = input.settlingMs ?? 0;
  if (!(frictionMs > 0) || surfaceSm === Number.POSITIVE_INFINITY) return settling;
  const scale = VON_KARMAN * frictionMs;
  const ra = profileFactor(referenceM, roughnessM, obukhovM) / scale;
  const schmidt = AIR_VISCOSITY / diffusivityM2S;
  const rb = (2 / scale) * pow(schmidt / PRANDTL, 2 / 3);
  return 1 / (ra + rb + surfaceSm) + settling;
}
