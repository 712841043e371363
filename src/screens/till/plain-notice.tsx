import { useText } from '../../locale/use-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useTill } from './till-store.ts';

/** Stands where the till's messages will be while their file is missing, and says that it is. */
export function PlainNotice() {
  const text = useText();
  const isShown = useTill((till) => till.notice !== null);
  return (
    isShown && (
      <Notice tone="danger" title={text.till.partMissing} isUrgent>
        {text.till.partMissingNext}
      </Notice>
    )
  );
}
