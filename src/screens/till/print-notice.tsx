import { forgetFailedPrint, usePrinting } from '../../actions/print-receipt.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { printAgain, useHasToConnect } from './print-again.ts';
import { useTill } from './till-store.ts';

/** Beside the goods: a receipt that did not come out, once the next sale has begun, until it is dealt with. */
export function PrintNotice() {
  const text = useAllText();
  const workplace = useWorkplace();
  const failed = usePrinting((printing) => printing.failed);
  const isShownThere = useTill((till) => till.done?.factId) === failed?.factId;
  const hasToConnect = useHasToConnect();
  if (failed === null || isShownThere) return null;
  return (
    <Notice
      tone="warn"
      title={text.printing.failed(failed)}
      action={
        <>
          <Button onClick={() => void printAgain(workplace, failed)}>
            {hasToConnect ? text.printing.connect : text.printing.again}
          </Button>
          <Button look="quiet" onClick={forgetFailedPrint}>
            {text.common.close}
          </Button>
        </>
      }
    >
      {text.printing.faults[failed.fault]} {text.printing.safe}
    </Notice>
  );
}
