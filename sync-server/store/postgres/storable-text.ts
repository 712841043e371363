/** Stands before a text that is kept as JSON, because PostgreSQL has no way to keep it as it is. */
const ESCAPED = '\u0001';

/**
 * PostgreSQL can't store the character zero, which a damaged tablet may well send inside a body: that body is quarantined like
 * any other, instead of stopping the tablet's queue for good. Half a surrogate pair becomes U+FFFD, as it does in SQLite and in
 * every hash. @returns a text that PostgreSQL takes
 */
export function storableText(text: string): string {
  const isPlain = !text.includes('\0') && !text.startsWith(ESCAPED);
  return isPlain ? text : `${ESCAPED}${JSON.stringify(text)}`;
}

/** The text that was stored by `storableText`. */
export function storedText(text: string): string {
  if (!text.startsWith(ESCAPED)) return text;
  const parsed: unknown = JSON.parse(text.slice(ESCAPED.length));
  return typeof parsed === 'string' ? parsed : text;
}

/** Rows as JSON whose texts PostgreSQL takes. Only a text with an escape in it is looked at twice. */
export function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!json.includes('\\u')) return json;
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? storableText(value.toWellFormed()) : value,
  );
}
