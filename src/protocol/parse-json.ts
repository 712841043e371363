/**
 * A body's JSON; undefined when a faulty disk has hurt it, because one bad row must not keep a till from starting. A file of
 * its own: what comes with the first screen needs this and nothing else of a body.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
