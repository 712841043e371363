import { lazy, useLayoutEffect, useState, type ComponentType } from 'react';
import { systemClock } from '../device/clock.ts';

/** A part of the program could not be loaded, even after one fresh start of the page. */
export class MissingChunk extends Error {
  override readonly name = 'MissingChunk';
}

const RELOADED_KEY = 'gerai.reloaded-for-chunk';

/** A fresh start of the page is tried no oftener: another screen that arrives meanwhile says nothing about this one. */
const RELOAD_AGAIN_MS = 10 * 60_000;

/**
 * A screen in a chunk of its own. An old tab may ask for a file that the new build no longer has: then the
 * page is loaded anew once, and if that was in vain the screen's boundary says what is missing.
 */
export function lazyScreen<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    try {
      return { default: arrived(await load()) };
    } catch (cause) {
      const now = systemClock.now();
      const isRecent = now - Number(sessionStorage.getItem(RELOADED_KEY)) < RELOAD_AGAIN_MS;
      if (isRecent || !navigator.onLine) {
        throw new MissingChunk('a part of the program is not here', { cause });
      }
      sessionStorage.setItem(RELOADED_KEY, String(now));
      window.location.reload();
      return new Promise<never>(() => undefined);
    }
  });
}

/**
 * Draws a late screen one step after its place. React may hold what a waiting place reveals for 300 ms and throw the held
 * drawing away when something in it has arrived: a screen drawn within it would begin anew each time, and ask again for
 * what it asks once.
 */
function arrived<Props extends object>(Screen: ComponentType<Props>): ComponentType<Props> {
  return function Arrived(props: Props) {
    const [isPlaced, setIsPlaced] = useState(false);

    // Runs when the place is committed, which is what has to be waited for; nothing is painted in between.
    useLayoutEffect(() => setIsPlaced(true), []);

    return isPlaced ? <Screen {...props} /> : null;
  };
}
