/** A text a person reads, in the two languages Dryrun speaks from the first day. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}
