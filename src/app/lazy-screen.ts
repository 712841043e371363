import { lazy, type ComponentType } from 'react';

/** A part of the program could not be loaded, even after one fresh start of the page. */
export class MissingChunk extends Error {
  override readonly name = 'MissingChunk';
}

const RELOADED_KEY = 'gerai.reloaded-for-chunk';

/**
 * A screen in a chunk of its own. An old tab may ask for a file that the new build no longer has: then the
 * page is loaded anew once, and if that was in vain the screen's boundary says what is missing.
 */
export function lazyScreen<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    try {
      const screen = await load();
      sessionStorage.removeItem(RELOADED_KEY);
      return { default: screen };
    } catch (cause) {
      if (sessionStorage.getItem(RELOADED_KEY) !== null || !navigator.onLine) {
        throw new MissingChunk('a part of the program is not here', { cause });
      }
      sessionStorage.setItem(RELOADED_KEY, '1');
      window.location.reload();
      return new Promise<never>(() => undefined);
    }
  });
}
