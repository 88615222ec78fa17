/** A text a person reads, in the two languages Dryrun speaks from the first day. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

/** A text that may be one for all languages, in one of them. */
export function inLanguage(text: string | LocalText, language: keyof LocalText): string {
  return typeof text === 'string' ? text : text[language] || text.en;
}
