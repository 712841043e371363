import type { SignInRefusal } from '#domain/refusal.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Notice } from '../../ui/notice.tsx';

interface PinRefusalProps {
  readonly refusal: SignInRefusal;
  readonly isUrgent: boolean;
}

/** Why a PIN did not open the till, and what to do. */
export function PinRefusal({ refusal, isUrgent }: PinRefusalProps) {
  const words = describeRefusal(refusal, useAllText());
  return (
    <Notice tone="danger" title={words.what} isUrgent={isUrgent}>
      {words.next}
    </Notice>
  );
}
