import { useEffect, useRef, useState } from 'react';
import type { EnrolRefusal } from '#domain/refusal.ts';
import { enrolDevice } from '../../sync/enrol-client.ts';

/** Where the enrolment stands. */
export type EnrolStage =
  | { readonly kind: 'code'; readonly refusal: EnrolRefusal | null }
  | { readonly kind: 'asking' }
  | { readonly kind: 'matching'; readonly digits: string }
  | { readonly kind: 'done' };

export interface EnrolRequest {
  /** Eight Crockford characters. */
  readonly code: string;
  readonly name: string;
}

/**
 * Runs one enrolment at a time.
 * @param onEnrolled opens what the new device remembers; the screen is done only after it
 */
export function useEnrolment(onEnrolled: () => Promise<void>) {
  const [stage, setStage] = useState<EnrolStage>({ kind: 'code', refusal: null });
  const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
  const running = useRef<AbortController | null>(null);
  // A storage that fails is no refused code: the screen's boundary says so.
  if (failure) throw failure.error;

  // Who leaves the screen gives the enrolment up; otherwise it would go on asking the server unseen.
  useEffect(() => () => running.current?.abort(), []);

  const run = async ({ code, name }: EnrolRequest) => {
    const controller = new AbortController();
    running.current = controller;
    setStage({ kind: 'asking' });
    const answer = await enrolDevice({
      code,
      name,
      onMatch: (digits) => setStage({ kind: 'matching', digits }),
      signal: controller.signal,
    });
    if (controller.signal.aborted) return;
    if (!answer.ok) {
      setStage({ kind: 'code', refusal: answer.refusal });
      return;
    }
    await onEnrolled();
    setStage({ kind: 'done' });
  };
  const enrol = (request: EnrolRequest) => {
    run(request).catch((error: unknown) => {
      if (running.current?.signal.aborted !== true) setFailure({ error });
    });
  };
  return { stage, enrol };
}
