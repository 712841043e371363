import { use } from 'react';
import { officeId, type OfficeMessages } from './office-id.ts';
import { useLanguage } from './use-text.ts';

let english: Promise<OfficeMessages> | undefined;

/** English is a chunk of its own; where it can't be loaded the office speaks Indonesian until the page is loaded anew. */
function englishWords(): Promise<OfficeMessages> {
  english ??= import('./office-en.ts').then(
    ({ officeEn }) => officeEn,
    () => officeId,
  );
  return english;
}

/** The office's words in the chosen language. Waits, under Suspense, for English the first time it is chosen. */
export function useOfficeText(): OfficeMessages {
  return useLanguage() === 'en' ? use(englishWords()) : officeId;
}
