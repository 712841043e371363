import { useAllText } from '../locale/use-all-text.ts';
import { StorageFailure } from '../storage/storage-failure.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';
import { detailsOf } from './crash-screen.tsx';
import { LossScreen } from './loss-screen.tsx';
import { reload } from './reload.ts';

/** The page was opened without https, so the browser lends it neither keys nor storage that lasts. */
export function HttpsFault() {
  const text = useAllText();
  return (
    <FaultView icon="lock" title={text.faults.httpsTitle}>
      <p>{text.faults.httpsLead}</p>
    </FaultView>
  );
}

/** The databases are newer than this build: nothing is touched until the update is there. */
export function UpdateFirst() {
  const text = useAllText();
  return (
    <FaultView
      icon="refresh"
      title={text.faults.updateFirstTitle}
      actions={
        <Button look="primary" size="large" onClick={reload}>
          {text.common.reload}
        </Button>
      }
    >
      <p>{text.faults.updateFirstSafe}</p>
      <p>{text.faults.updateFirstNext}</p>
    </FaultView>
  );
}

/** What this device remembers could not be opened. Never a silent fresh start. */
export function StartFault({ error }: { readonly error: unknown }) {
  const isOfStorage = error instanceof StorageFailure && error.kind !== 'blocked';
  return isOfStorage ? (
    <LossScreen otherwise={<PlainStartFault error={error} />} error={error} />
  ) : (
    <PlainStartFault error={error} />
  );
}

function PlainStartFault({ error }: { readonly error: unknown }) {
  const text = useAllText();
  const isBlocked = error instanceof StorageFailure && error.kind === 'blocked';
  return (
    <FaultView
      icon="database"
      title={isBlocked ? text.faults.blockedTitle : text.faults.startFailedTitle}
      details={detailsOf(error)}
      detailsLabel={text.common.details}
      actions={
        <Button look="primary" size="large" onClick={reload}>
          {text.common.reload}
        </Button>
      }
    >
      <p>{text.faults.startFailedSafe}</p>
      <p>{isBlocked ? text.faults.blockedNext : text.faults.startFailedNext}</p>
    </FaultView>
  );
}
