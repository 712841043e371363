import { formatAge } from '../../locale/format.ts';
import type { Messages } from '../../locale/id.ts';
import type { OfficeMessages } from '../../locale/office-id.ts';

const AT_ONCE_MS = 60_000;

/** How long a fact took to the server, in words. A device clock that runs ahead makes it look early: that is at once. */
export function delayWords(at: number, receivedAt: number, office: OfficeMessages, text: Messages): string {
  const delayMs = receivedAt - at;
  if (delayMs < AT_ONCE_MS) return office.sales.atOnce;
  return office.sales.later({ age: formatAge(delayMs, text) });
}
