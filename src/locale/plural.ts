const english = new Intl.PluralRules('en');

/** Picks the English form for a count. Indonesian has one form, so its dictionary never needs this. */
export function pluralEn(count: number, one: string, other: string): string {
  return english.select(count) === 'one' ? one : other;
}
