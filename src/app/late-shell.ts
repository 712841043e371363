import { create } from 'zustand';
import type { shellExtras } from './shell-extras.ts';

/** What comes late into the shell, once its file is here; until then the entry "Stok" is a plain link. */
export const useLateShell = create<{ readonly file: typeof shellExtras | null }>(() => ({ file: null }));

/** Asks for the file; without it nothing is missing that a sale needs, and the next screen asks again. */
export function loadLateShell(): void {
  import('./shell-extras.ts').then(
    (file) => useLateShell.setState({ file: file.shellExtras }),
    () => undefined,
  );
}
