import { formatAge } from '../../locale/format.ts';
import type { Messages } from '../../locale/id.ts';
import type { Aged } from '../../locale/words.ts';

const NOW_MS = 60_000;

interface ContactWords {
  readonly now: string;
  readonly never: string;
  readonly ago: (facts: Aged) => string;
}

/** How long ago something was heard of, in words. */
export function contactWords(at: number | null, now: number, words: ContactWords, text: Messages): string {
  if (at === null) return words.never;
  return now - at < NOW_MS ? words.now : words.ago({ age: formatAge(now - at, text) });
}
