import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import type { OfficeFailure } from '../../sync/office-client.ts';
import { Notice } from '../../ui/notice.tsx';
import { failureWords } from './failure-words.ts';

/** Why an act was not done, beside the button that asked for it. Nothing that was typed is lost. */
export function FailureNotice({ failure }: { readonly failure: OfficeFailure | null }) {
  const tongue = { office: useOfficeText(), text: useText(), language: useLanguage() };
  if (failure === null) return null;
  const words = failureWords(failure, tongue, true);
  return (
    <Notice tone={failure.kind === 'unreachable' ? 'warn' : 'danger'} title={words.what} isUrgent>
      {words.next}
    </Notice>
  );
}
