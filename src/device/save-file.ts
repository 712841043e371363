/** How long the browser may take until it has read what it saves, milliseconds. */
const READ_MS_MAX = 60_000;

/**
 * Hands a text to the browser as a download. Where it goes is the browser's and the person's business.
 * @param parts the text in pieces, so that a long one need not exist twice
 */
export function saveFile(name: string, parts: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), READ_MS_MAX);
}
