/** Final form of a breach in an embankment and the time it takes. */
export interface BreachForm {
  /** Mean width, m. */
  readonly widthM: number;
  readonly growthS: number;
  /** Horizontal : vertical. */
  readonly sideSlope: number;
}

const GRAVITY = 9.81;

/**
 * Froehlich 2008 (J. Hydraul. Eng. 134, 1708–1721): B = 0.27·k·V^0.32·h^0.04, t = 63.2·√(V/(g·h²)), with
 * k = 1.3 and slopes 1:1 by overtopping, 1 and 0.7:1 otherwise. From 74 dams of 3 to 93 m.
 *
 * @param volumeM3 Water above the breach's bottom when it forms.
 * @param heightM Height of the breach.
 */
export function froehlichBreach(
  volumeM3: number,
  heightM: number,
  overtopped: boolean,
): BreachForm {
  return {
    widthM: 0.27 * (overtopped ? 1.3 : 1) * volumeM3 ** 0.32 * heightM ** 0.04,
    growthS: 63.2 * Math.sqrt(volumeM3 / (GRAVITY * heightM * heightM)),
    sideSlope: overtopped ? 1 : 0.7,
  };
}

/** Offsets of Von Thun & Gillette's width by reservoir volume: up to m³, m. */
const OFFSETS = [
  [1.23e6, 6.1],
  [6.17e6, 18.3],
  [1.23e7, 42.7],
  [Infinity, 54.9],
] as const;

/**
 * Von Thun & Gillette 1990 (US Bureau of Reclamation): B = 2.5·h + C(V); t = 0.02·h + 0.25 hours in
 * erosion-resistant material, 0.015·h in easily eroded one. Slopes 1:1 (0.5 in cohesive cores).
 *
 * @param headM Depth of water above the breach's bottom when it fails.
 */
export function vonThunBreach(volumeM3: number, headM: number, resistant: boolean): BreachForm {
  const [, offset] = OFFSETS.find(([upTo]) => volumeM3 < upTo) ?? OFFSETS[3];
  return {
    widthM: 2.5 * headM + offset,
    growthS: 3600 * (resistant ? 0.02 * headM + 0.25 : 0.015 * headM),
    sideSlope: 1,
  };
}
