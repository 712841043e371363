/** A scanner that acts as a keyboard leaves at most this between two keys; a person seldom does, and not four times. */
export const SCAN_GAP_MS_MAX = 100;

/** Hardly any code takes longer than this from its first key to its last. */
export const SCAN_LENGTH_MS_MAX = 1_500;

/** Shorter runs of keys are typing. */
export const SCAN_CHARS_MIN = 4;

/** A run that no Enter or Tab ends is a scan only when its keys came this fast on average: nobody types like that. */
export const SCAN_UNENDED_GAP_MS_MAX = 50;

/** The same code again this soon is the same label, read twice. */
export const SCAN_REPEAT_MS = 300;

/** Keys in a row that may be a code. Times are milliseconds of one clock. */
export interface KeyRun {
  readonly code: string;
  readonly startedAt: number;
  readonly lastAt: number;
}

/** Adds a typed character: to the run, or to a new one when it came too late to be the scanner's. */
export function extendRun(run: KeyRun | null, char: string, at: number): KeyRun {
  if (run === null || !isInTime(run, at)) return { code: char, startedAt: at, lastAt: at };
  return { ...run, code: run.code + char, lastAt: at };
}

/** True when Enter or Tab at this moment ends a scan and is not a person's. */
export function isEndedScan(run: KeyRun, at: number): boolean {
  return run.code.length >= SCAN_CHARS_MIN && isInTime(run, at);
}

/** True when a run that just fell silent is a scan by a scanner that sends no Enter. */
export function isSilentScan(run: KeyRun): boolean {
  const { length } = run.code;
  return length >= SCAN_CHARS_MIN && run.lastAt - run.startedAt <= (length - 1) * SCAN_UNENDED_GAP_MS_MAX;
}

function isInTime(run: KeyRun, at: number): boolean {
  return at - run.lastAt <= SCAN_GAP_MS_MAX && at - run.startedAt <= SCAN_LENGTH_MS_MAX;
}
