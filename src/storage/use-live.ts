import { useLiveQuery } from 'dexie-react-hooks';

/**
 * A question to the device's memory whose answer stays true: it is asked again whenever something it read has changed, in
 * this tab or another. A failure goes to the error boundary of the screen.
 * @param ask awaits nothing but the memory
 * @param on the question is another one when these change
 * @returns undefined until the first answer
 */
export function useLive<Answer>(ask: () => Promise<Answer>, on: readonly unknown[]): Answer | undefined {
  return useLiveQuery(ask, [...on]);
}
