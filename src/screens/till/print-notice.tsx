import {
  choosePrinterAgain,
  forgetFailedPrint,
  nextCopyNumber,
  printReceipt,
  usePrinting,
} from '../../actions/print-receipt.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { isLinkWay, usePrinterChoice } from '../../device/printer/printer-choice.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/**
 * A receipt that did not come out, with what to do. It stands beside the goods, because the cashier may be with the next buyer
 * by then, and stays until it is dealt with.
 */
export function PrintNotice() {
  const text = useAllText();
  const workplace = useWorkplace();
  const failed = usePrinting((printing) => printing.failed);
  const hasToConnect = usePrinterChoice(({ way }) => isLinkWay(way)) && failed?.fault === 'not-found';
  if (failed === null) return null;
  const again = async () => {
    if (hasToConnect && !(await choosePrinterAgain(failed))) return;
    await printReceipt(workplace, failed, { copyNumber: nextCopyNumber(failed.factId) });
  };
  return (
    <Notice
      tone="warn"
      title={text.printing.failed(failed)}
      action={
        <>
          <Button onClick={() => void again()}>
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
