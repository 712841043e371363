import { useLocation } from 'wouter';
import { useAllText } from '../locale/use-all-text.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';

/** An address that leads nowhere. */
export function NotFoundScreen() {
  const text = useAllText();
  const [, navigate] = useLocation();
  return (
    <FaultView
      icon="search"
      title={text.faults.notFoundTitle}
      actions={
        <Button look="primary" size="large" onClick={() => navigate('/')}>
          {text.faults.toTill}
        </Button>
      }
    >
      <p>{text.faults.notFoundLead}</p>
    </FaultView>
  );
}
