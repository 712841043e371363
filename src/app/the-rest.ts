/**
 * How long what can wait leaves the line to the first screens at most, milliseconds. A till that lies at the sign-in unattended
 * sends all the same.
 */
const WAIT_MS_MAX = 10_000;

let begin: () => void = () => undefined;

/** Begins what nobody waits for (sending, the worker's registration). Again is as good as once. */
export function beginTheRest(): void {
  begin();
}

/** Resolves once a person's first screen is painted, or somebody asks for it, or the wait is over. */
export const theRest = new Promise<void>((resolve) => {
  begin = resolve;
  setTimeout(resolve, WAIT_MS_MAX);
});
