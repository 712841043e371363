import { useEffect, useState, useSyncExternalStore } from 'react';
import { systemClock } from '../../device/clock.ts';
import { liveAnswer, type Live, type LiveState, type Question } from '../../sync/office-live.ts';

/** A live answer as a component reads it. */
export type Seen<Reply> = LiveState<Reply> & Pick<Live<Reply>, 'refresh'>;

/** The answer to a question, asked again for as long as the component stands. */
export function useLive<Reply>(question: Question<Reply>, path: string): Seen<Reply> {
  const live = liveAnswer(question, path);
  const state = useSyncExternalStore(live.subscribe, live.read);
  return { ...state, refresh: live.refresh };
}

/** The device clock, read anew every `everyMs` milliseconds: ages in words grow while they are looked at. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => systemClock.now());

  // A clock has to run somewhere, and only while somebody looks at it.
  useEffect(() => {
    const timer = setInterval(() => setNow(systemClock.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);

  return now;
}
