import type { Problem } from '../../domain/errors';
import { i18n } from './i18n';

/**
 * The two sentences of a problem in the language on show: from `problem.<code>` with the problem's
 * parameters where the locale has it, else the English ones it carries.
 */
export function problemText(problem: Problem): { readonly what: string; readonly mend: string } {
  const key = `problem.${problem.code}`;
  const say = (part: 'what' | 'mend'): string =>
    i18n.exists(`${key}.${part}`)
      ? i18n.t(`${key}.${part}` as 'problem.webgl.missing.what', { ...problem.params })
      : problem[part];
  return { what: say('what'), mend: say('mend') };
}
