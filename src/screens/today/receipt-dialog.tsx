import { Suspense, use, useState } from 'react';
import type { ReceiptRow } from '#domain/receipt.ts';
import { receiptOf } from '../../actions/receipt-of.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { printRows } from '../../device/system-print.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import type { OwnSale } from '../../storage/ledger/own-sales.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ReceiptPaper } from '../../ui/receipt-paper.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { SaleState } from './sale-state.tsx';
import styles from './receipt-dialog.module.css';

/** Words on paper are Indonesian, whatever language the cashier reads. */
const COPY_ROW: ReceiptRow = { text: '            SALINAN', style: 'strong' };

interface ReceiptDialogProps {
  readonly sale: OwnSale;
  readonly onClose: () => void;
}

/** The receipt of a past sale. Printed again, it says that it is a copy. */
export function ReceiptDialog({ sale, onClose }: ReceiptDialogProps) {
  const text = useAllText();
  const workplace = useWorkplace();
  const [rows] = useState(async () => {
    const found = await receiptOf(workplace, sale.factId);
    return found && [COPY_ROW, ...found];
  });
  const print = async () => {
    const ready = await rows;
    if (ready) printRows(ready);
  };
  return (
    <Dialog
      title={text.receipt.title}
      width="narrow"
      isReading
      onClose={onClose}
      footer={
        <Button look="primary" size="large" icon="printer" isWide onClick={() => void print()}>
          {text.receipt.printCopy}
        </Button>
      }
    >
      <div className={styles.body}>
        <div className={styles.state}>
          <SaleState state={sale.state} />
        </div>
        <Suspense fallback={<Spinner label={text.common.loading} />}>
          <Paper rows={rows} number={sale.fact.number} />
        </Suspense>
        <p className={styles.hint}>{text.receipt.printHint}</p>
      </div>
    </Dialog>
  );
}

interface PaperProps {
  readonly rows: Promise<readonly ReceiptRow[] | null>;
  readonly number: string;
}

function Paper({ rows, number }: PaperProps) {
  const text = useAllText();
  const ready = use(rows);
  if (!ready) return <Notice tone="warn">{text.receipt.missing}</Notice>;
  return <ReceiptPaper label={text.receipt.label({ number })} rows={ready} />;
}
