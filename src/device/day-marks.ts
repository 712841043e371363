/** What was said today, by subject, so that a reload does not say it again. */
const KEY = 'gerai-said-';

/**
 * True when a thing was said on this day. Where the browser keeps no marks it never was: a notice too many is better than
 * none.
 * @param day any text that changes with the day
 */
export function wasSaid(subject: string, day: string, thing: string): boolean {
  return saidOn(subject, day).includes(thing);
}

/** Remembers what was said; marks of another day are dropped. */
export function noteSaid(subject: string, day: string, things: readonly string[]): void {
  try {
    localStorage.setItem(KEY + subject, [day, ...new Set([...saidOn(subject, day), ...things])].join('\n'));
  } catch {
    // A browser that keeps nothing says it again after a reload, and that is all.
  }
}

function saidOn(subject: string, day: string): readonly string[] {
  try {
    const [markedDay, ...things] = (localStorage.getItem(KEY + subject) ?? '').split('\n');
    return markedDay === day ? things : [];
  } catch {
    return [];
  }
}
