import { useState } from 'react';
import { nextCopyNumber, shareReceipt, usePrinting, type PrintedSale } from '../../actions/print-receipt.ts';
import type { RecordedSale } from '../../actions/record-sale.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { printAgain, useHasToConnect } from './print-again.ts';
import styles from './done-panel.module.css';

/** The receipt on paper or as a picture, and why there is none. Nobody has to wait for either: the next sale may begin. */
export function PaperButtons({ sale: { factId, fact } }: { readonly sale: RecordedSale }) {
  const text = useAllText();
  const workplace = useWorkplace();
  const failed = usePrinting((printing) => printing.failed);
  const [sharing, setSharing] = useState<'saved' | 'failed' | null>(null);
  const sale = { factId, number: fact.number };
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
      {failed?.factId === factId && (
        <Notice tone="warn" title={text.printing.failed(failed)}>
          {text.printing.faults[failed.fault]}
        </Notice>
      )}
      <div className={styles.paper}>
        <PrintButton sale={sale} hasFailed={failed?.factId === factId} />
        <Button icon="share" onClick={share}>
          {text.printing.share}
        </Button>
      </div>
    </>
  );
}

interface PrintButtonProps {
  readonly sale: PrintedSale;
  readonly hasFailed: boolean;
}

function PrintButton({ sale, hasFailed }: PrintButtonProps) {
  const words = useAllText().printing;
  const workplace = useWorkplace();
  const isPrinting = usePrinting((printing) => printing.waiting > 0);
  const hasToConnect = useHasToConnect();
  const hasPaper = nextCopyNumber(sale.factId) !== undefined;
  const label = hasFailed
    ? hasToConnect
      ? words.connect
      : words.again
    : hasPaper
      ? words.copy
      : words.print;
  return (
    <Button icon="printer" isBusy={isPrinting} onClick={() => void printAgain(workplace, sale)}>
      {isPrinting ? words.printing : label}
    </Button>
  );
}
