import 'i18next';
import type en from '../../../assets/locales/en.json';

// Keys are typed from the English texts: a key that is not there does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}
