import type { CodeView } from '#protocol/office/acts.ts';
import { systemClock } from '../device/clock.ts';
import { officeActs, type OfficeFailure } from './office-client.ts';

export type { CodeView } from '#protocol/office/acts.ts';

/** How often the office asks what became of a code, milliseconds: somebody stands there and waits. */
const WATCH_MS = 1500;

/** What is known of a code. A failed question keeps the last view. */
export interface CodeSight {
  readonly view: CodeView | null;
  readonly failure: OfficeFailure | null;
}

/** Follows a code until a device is enrolled with it, or it ends. @returns a function that stops it */
export function watchCode(code: string, onSight: (sight: CodeSight) => void): () => void {
  let isStopped = false;
  let view: CodeView | null = null;
  let callOff: () => void = () => undefined;
  const ask = async (): Promise<void> => {
    const answer = await officeActs.viewCode(code);
    if (isStopped) return;
    if (answer.ok) view = answer.value;
    onSight({ view, failure: answer.ok ? null : answer.failure });
    if (!isOver(view)) callOff = systemClock.setTimer(WATCH_MS, () => void ask());
  };
  void ask();
  return () => {
    isStopped = true;
    callOff();
  };
}

function isOver(view: CodeView | null): boolean {
  return view !== null && ['denied', 'enrolled', 'expired'].includes(view.state);
}
