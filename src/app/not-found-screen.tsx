import { useLocation } from 'wouter';
import { useText } from '../locale/use-text.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';

/** An address that leads nowhere. */
export function NotFoundScreen() {
  const text = useText();
  const [, navigate] = useLocation();
  return (
    <FaultView
      icon="search"
      title={text.app.notFoundTitle}
      actions={
        <Button look="primary" size="large" onClick={() => navigate('/')}>
          {text.app.toTill}
        </Button>
      }
    >
      <p>{text.app.notFoundLead}</p>
    </FaultView>
  );
}
