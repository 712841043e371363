import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useTill } from './till-store.ts';

/** Why a sale was not recorded: what happened, that the cart is safe, what to do next. */
export function PayNotice() {
  const text = useAllText();
  const notice = useTill((till) => till.notice);
  if (notice?.kind === 'scan-refused') return <Notice tone="warn">{text.till.scanRefused}</Notice>;
  if (notice?.kind === 'not-saved') {
    return (
      <Notice tone="danger" title={text.pay.failedTitle} isUrgent>
        {text.pay.failedSafe} {text.pay.failedNext}
      </Notice>
    );
  }
  if (notice?.kind === 'refused' && notice.place === 'cart') {
    const words = describeRefusal(notice.refusal, text);
    return (
      <Notice tone="danger" title={words.what} isUrgent>
        {words.safe} {words.next}
      </Notice>
    );
  }
  return null;
}
