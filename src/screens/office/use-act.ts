import { useRef, useState } from 'react';
import { newActId, type OfficeAnswer, type OfficeFailure } from '../../sync/office-client.ts';
import { refreshOffice } from '../../sync/office-live.ts';

/** Runs one act at a time and keeps what became of the last one. What the screens show is asked for anew after each. */
export function useAct() {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<OfficeFailure | null>(null);
  const run = async <Reply>(act: () => Promise<OfficeAnswer<Reply>>): Promise<Reply | null> => {
    if (isBusy) return null;
    setIsBusy(true);
    setFailure(null);
    const answer = await act();
    setIsBusy(false);
    refreshOffice();
    if (answer.ok) return answer.value;
    setFailure(answer.failure);
    return null;
  };
  return { run, isBusy, failure, forget: () => setFailure(null) };
}

/**
 * Gives each content its act id. The same content again keeps its id, so that a try after a lost reply does nothing twice;
 * other content gets another, because the server would answer it as it answered the first.
 */
export function useActId(): (content: object) => string {
  const last = useRef({ content: '', actId: '' });
  return (content) => {
    const written = JSON.stringify(content);
    if (written !== last.current.content) last.current = { content: written, actId: newActId() };
    return last.current.actId;
  };
}
