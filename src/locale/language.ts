import { create } from 'zustand';
import { id, type Messages } from './id.ts';
import type { AllMessages } from './more-id.ts';

export type Language = 'id' | 'en';

const STORAGE_KEY = 'gerai.language';

interface LanguageState {
  readonly language: Language;
  readonly text: Messages;
  /** Null for Indonesian, whose other words come with the files that say them (`use-all-text.ts`). */
  readonly allText: AllMessages | null;
}

/** The language of this device and its words. Mirrors one localStorage entry; Indonesian until told otherwise. */
export const languageStore = create<LanguageState>()(() => ({ language: 'id', text: id, allText: null }));

/** The language chosen on this device, before its words are loaded. */
export function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'id';
  } catch {
    // A browser that forbids localStorage still sells, in Indonesian.
    return 'id';
  }
}

/**
 * Switches the words. English is a chunk of its own, so this waits for it; when it can't be loaded the
 * present language stays and the error goes to the caller.
 */
export async function chooseLanguage(language: Language): Promise<void> {
  const allText = language === 'en' ? (await import('./en.ts')).en : null;
  languageStore.setState({ language, text: allText ?? id, allText });
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Not remembered, and chosen again after the next start: no reason to stop anyone.
  }
}
