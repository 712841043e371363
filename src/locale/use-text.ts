import { languageStore, type Language } from './language.ts';
import type { Messages } from './id.ts';

/** The words of the chosen language; the component is drawn anew when it changes. */
export function useText(): Messages {
  return languageStore((state) => state.text);
}

/** The chosen language, for dates and for the switch itself. */
export function useLanguage(): Language {
  return languageStore((state) => state.language);
}
