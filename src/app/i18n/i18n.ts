import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../../../assets/locales/en.json';
import { preferencesStore, type Language } from '../stores/ui';

export const i18n = i18next;

/**
 * Starts with English built in; Chinese comes in a chunk of its own, with the font for machines that
 * have none. The language is the URL's, else the person's choice, else the browser's.
 */
export async function startI18n(fromUrl: Language | null): Promise<void> {
  if (fromUrl) preferencesStore.setState({ language: fromUrl });
  const first = preferencesStore.getState().language ?? browserLanguage();
  await i18n.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(first);
  preferencesStore.subscribe((now, before) => {
    if (now.language && now.language !== before.language) void setLanguage(now.language);
  });
}

async function setLanguage(language: Language): Promise<void> {
  if (language === 'zh' && !i18n.hasResourceBundle('zh', 'translation')) {
    const [{ default: zh }, { default: problems }] = await Promise.all([
      import('../../../assets/locales/zh.json'),
      import('../../../assets/locales/problems.zh.json'),
      import('@fontsource-variable/noto-sans-sc'),
    ]);
    i18n.addResourceBundle('zh', 'translation', zh);
    i18n.addResourceBundle('zh', 'problems', problems);
  }
  await i18n.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
}

function browserLanguage(): Language {
  return navigator.languages.some((l) => l.toLowerCase().startsWith('zh')) &&
    !navigator.languages[0]?.toLowerCase().startsWith('en')
    ? 'zh'
    : 'en';
}

/** The language on show. */
export function currentLanguage(): Language {
  return i18n.language === 'zh' ? 'zh' : 'en';
}

/** Called with the language when another comes on show. Returns the unsubscriber. */
export function onLanguage(listener: (language: Language) => void): () => void {
  const heard = (): void => listener(currentLanguage());
  i18n.on('languageChanged', heard);
  return () => i18n.off('languageChanged', heard);
}
