import type { Problem } from '../../domain/errors';
import { currentLanguage, i18n } from './i18n';

/** Sentences of problems by family and code; `_` stands for codes without their own. */
export type ProblemSentences = Readonly<
  Record<string, Readonly<Record<string, { readonly what: string; readonly mend: string }>>>
>;

/** What a person reads of a problem. */
export interface ProblemText {
  readonly what: string;
  readonly mend: string;
  /** The exact English sentence, where `what` is a translation that says less. */
  readonly detail?: string;
}

/**
 * The sentences of a problem in the language on show. The app's own problems stand in both locales;
 * the others carry English sentences, for which Chinese has one per code or family of codes.
 */
export function problemText(problem: Problem): ProblemText {
  const key = `problem.${problem.code}`;
  if (i18n.exists(`${key}.what`)) {
    const say = (part: 'what' | 'mend'): string =>
      i18n.t(`${key}.${part}` as 'problem.webgl.missing.what', {
        detail: problem.what,
        ...problem.params,
      });
    return { what: say('what'), mend: say('mend') };
  }
  const sentences = i18n.getResourceBundle(currentLanguage(), 'problems') as
    ProblemSentences | undefined;
  const [family = '', ...rest] = problem.code.split('.');
  const known = sentences?.[family];
  const found = known?.[rest.join('.')] ?? known?.['_'];
  if (!found) return { what: problem.what, mend: problem.mend };
  return { ...found, detail: problem.what };
}
