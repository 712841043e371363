/** A label that stayed out of the picture this long is shown again on purpose, milliseconds. */
export const SEEN_AGAIN_MS = 1_200;

/**
 * Tells a label that is still before the camera from one that is shown again: a camera reads the same label ten times a second.
 * @returns a function that takes the codes of a picture and the moment, and gives those that are new
 */
export function watchCodes(): (codes: readonly string[], at: number) => readonly string[] {
  const lastSeen = new Map<string, number>();
  return (codes, at) =>
    [...new Set(codes)].filter((code) => {
      const before = lastSeen.get(code);
      lastSeen.set(code, at);
      return before === undefined || at - before > SEEN_AGAIN_MS;
    });
}
