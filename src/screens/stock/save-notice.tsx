import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Notice } from '../../ui/notice.tsx';
import type { SavingState } from './use-saving.ts';

/** Why it was not saved, and what to do. */
export function SaveNotice({ state }: { readonly state: SavingState }) {
  const text = useAllText();
  if (state.kind === 'failed') {
    return (
      <Notice tone="danger" isUrgent>
        {text.stock.notSaved}
      </Notice>
    );
  }
  if (state.kind !== 'refused') return null;
  const { what, next } = describeRefusal(state.refusal, text);
  return (
    <Notice tone="warn" title={what} isUrgent>
      {next}
    </Notice>
  );
}
