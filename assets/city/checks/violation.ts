/** A rule of a believable city that is broken, and where. An empty list means the city passes. */
export interface Violation {
  /** Stable code of the rule, e.g. `pipe.uphill`. */
  readonly code: string;
  /** Id of the element that breaks it (or the two of them). */
  readonly where: string;
  /** One English sentence with the numbers: what was found and what the rule asks. */
  readonly what: string;
}
