import { Suspense, use, useState } from 'react';
import type { ReceiptRow } from '#domain/receipt.ts';
import { nextCopyNumber, printReceipt, usePrinting } from '../../actions/print-receipt.ts';
import { receiptOf } from '../../actions/receipt-of.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { isLinkWay, usePrinterChoice } from '../../device/printer/printer-choice.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import type { OwnSale } from '../../storage/ledger/own-sales.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ReceiptPaper } from '../../ui/receipt-paper.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { SaleState } from './sale-state.tsx';
import styles from './receipt-dialog.module.css';

interface ReceiptDialogProps {
  readonly sale: OwnSale;
  readonly onClose: () => void;
}

/** The receipt of a past sale. Printed again, it says that it is a copy. */
export function ReceiptDialog({ sale, onClose }: ReceiptDialogProps) {
  const text = useAllText();
  const workplace = useWorkplace();
  const isPrinting = usePrinting((printing) => printing.waiting > 0);
  const copyNumber = nextCopyNumber(sale.factId) ?? 1;
  const paper = { factId: sale.factId, number: sale.fact.number };
  const [rows] = useState(() => receiptOf(workplace, sale.factId, { copyNumber }));
  return (
    <Dialog
      title={text.receipt.title}
      width="narrow"
      isReading
      onClose={onClose}
      footer={
        <Button
          look="primary"
          size="large"
          icon="printer"
          isWide
          isBusy={isPrinting}
          onClick={() => void printReceipt(workplace, paper, { copyNumber })}
        >
          {isPrinting ? text.printing.printing : text.printing.copy}
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
        <PrintFailure factId={sale.factId} />
        <p className={styles.hint}>
          <PrinterHint />
        </p>
      </div>
    </Dialog>
  );
}

/** Said in the sheet, because nothing under it can be reached. */
function PrintFailure({ factId }: { readonly factId: string }) {
  const text = useAllText();
  const failed = usePrinting((printing) => printing.failed);
  if (failed?.factId !== factId) return null;
  return (
    <Notice tone="warn" title={text.printing.failed(failed)} isUrgent>
      {text.printing.faults[failed.fault]}
    </Notice>
  );
}

function PrinterHint() {
  const { hint } = useAllText().printing;
  const unnamed = useAllText().printer.unnamed;
  const { way, address } = usePrinterChoice();
  if (!isLinkWay(way)) return hint[way];
  return address === null ? hint.none : hint.link({ name: address.name || unnamed });
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
