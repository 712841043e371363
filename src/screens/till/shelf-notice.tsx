import { useLocation } from 'wouter';
import { mayDo } from '#domain/permissions.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useSession } from '../../session/session-store.ts';
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
  const role = useSession((session) => session.staff?.role ?? 'city');
  const [, navigate] = useLocation();
  if (notice === null) return null;
  if (notice.kind === 'unknown-code') {
    return (
      <Notice
        tone="warn"
        title={text.till.unknownCode({ code: notice.code })}
        action={
          <>
            <Button onClick={() => patchTill({ query: notice.code, shelf: null, notice: null })}>
              {text.till.searchCode}
            </Button>
            {mayDo('product.register', role) && (
              <Button onClick={() => navigate(`/stock?new=${encodeURIComponent(notice.code)}`)}>
                {text.stock.register}
              </Button>
            )}
          </>
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
