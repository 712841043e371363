import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PrintNotice } from './print-notice.tsx';
import { patchTill, useTill } from './till-store.ts';

/** What the shelf has to say, between the categories and the goods: it never takes the focus. */
export function ShelfNotice() {
  return (
    <>
      <PrintNotice />
      <SearchNotice />
    </>
  );
}

function SearchNotice() {
  const text = useAllText();
  const notice = useTill((till) => till.notice);
  if (notice === null) return null;
  if (notice.kind === 'unknown-code') {
    return (
      <Notice
        tone="warn"
        title={text.till.unknownCode({ code: notice.code })}
        action={
          <Button onClick={() => patchTill({ query: notice.code, shelf: null, notice: null })}>
            {text.till.searchCode}
          </Button>
        }
      />
    );
  }
  if (notice.kind === 'refused' && notice.place === 'shelf') {
    const words = describeRefusal(notice.refusal, text);
    return (
      <Notice tone="warn" title={words.what} isUrgent>
        {words.next}
      </Notice>
    );
  }
  return null;
}
