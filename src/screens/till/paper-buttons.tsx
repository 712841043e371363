import { useState } from 'react';
import { nextCopyNumber, printReceipt, shareReceipt, usePrinting } from '../../actions/print-receipt.ts';
import type { RecordedSale } from '../../actions/record-sale.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './done-panel.module.css';

/** The receipt on paper or as a picture. Nobody has to wait for either: the next sale may begin. */
export function PaperButtons({ sale: { factId, fact } }: { readonly sale: RecordedSale }) {
  const text = useAllText();
  const workplace = useWorkplace();
  const isPrinting = usePrinting((printing) => printing.waiting > 0);
  const [sharing, setSharing] = useState<'saved' | 'failed' | null>(null);
  const sale = { factId, number: fact.number };
  const copyNumber = nextCopyNumber(factId);
  const share = () => {
    shareReceipt(workplace, sale).then(
      (how) => setSharing(how === 'saved' ? 'saved' : null),
      () => setSharing('failed'),
    );
  };
  return (
    <>
      {sharing === 'saved' && <Notice tone="ok">{text.printing.saved}</Notice>}
      {sharing === 'failed' && <Notice tone="warn">{text.printing.shareFailed}</Notice>}
      <div className={styles.paper}>
        <Button
          icon="printer"
          isBusy={isPrinting}
          onClick={() => void printReceipt(workplace, sale, { copyNumber })}
        >
          {isPrinting
            ? text.printing.printing
            : copyNumber === undefined
              ? text.printing.print
              : text.printing.copy}
        </Button>
        <Button icon="share" onClick={share}>
          {text.printing.share}
        </Button>
      </div>
    </>
  );
}
