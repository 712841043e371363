import { useText } from '../locale/use-text.ts';
import { StorageFailure } from '../storage/storage-failure.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';
import { detailsOf, reload } from './crash-screen.tsx';

/** The page was opened without https, so the browser lends it neither keys nor storage that lasts. */
export function HttpsFault() {
  const text = useText();
  return (
    <FaultView icon="lock" title={text.app.httpsTitle}>
      <p>{text.app.httpsLead}</p>
    </FaultView>
  );
}

/** The databases are newer than this build: nothing is touched until the update is there. */
export function UpdateFirst() {
  const text = useText();
  return (
    <FaultView
      icon="refresh"
      title={text.app.updateFirstTitle}
      actions={
        <Button look="primary" size="large" onClick={reload}>
          {text.common.reload}
        </Button>
      }
    >
      <p>{text.app.updateFirstSafe}</p>
      <p>{text.app.updateFirstNext}</p>
    </FaultView>
  );
}

/** What this device remembers could not be opened. Never a silent fresh start. */
export function StartFault({ error }: { readonly error: unknown }) {
  const text = useText();
  const isBlocked = error instanceof StorageFailure && error.kind === 'blocked';
  return (
    <FaultView
      icon="database"
      title={isBlocked ? text.app.blockedTitle : text.app.startFailedTitle}
      details={detailsOf(error)}
      detailsLabel={text.common.details}
      actions={
        <Button look="primary" size="large" onClick={reload}>
          {text.common.reload}
        </Button>
      }
    >
      <p>{text.app.startFailedSafe}</p>
      <p>{isBlocked ? text.app.blockedNext : text.app.startFailedNext}</p>
    </FaultView>
  );
}
