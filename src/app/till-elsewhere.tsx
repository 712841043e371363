import { takeTill } from '../device/claim-till.ts';
import { useAllText } from '../locale/use-all-text.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';

/** Another tab is the till: this one shows nothing that could be sold, until a person takes the till over. */
export function TillElsewhere() {
  const text = useAllText();
  return (
    <FaultView
      icon="device"
      title={text.faults.elsewhereTitle}
      actions={
        <Button look="primary" size="large" onClick={takeTill}>
          {text.faults.takeOver}
        </Button>
      }
    >
      <p>{text.faults.elsewhereSafe}</p>
      <p>{text.faults.elsewhereNext}</p>
    </FaultView>
  );
}
