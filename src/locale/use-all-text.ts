import { id } from './id.ts';
import { languageStore } from './language.ts';
import { moreId, type AllMessages } from './more-id.ts';

/** All words in Indonesian. */
export const allId: AllMessages = { ...id, ...moreId };

/**
 * All words of the chosen language, for whatever is not on the till's first paint: a file that asks here brings the other
 * words with it.
 */
export function useAllText(): AllMessages {
  return languageStore((state) => state.allText ?? allId);
}
