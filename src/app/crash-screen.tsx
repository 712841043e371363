import { useLocation } from 'wouter';
import { useAllText } from '../locale/use-all-text.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';
import { MissingChunk } from './lazy-screen.tsx';
import { reload } from './reload.ts';

interface CrashScreenProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** One screen broke. The others, the ledger and the cart are untouched, and it says so. */
export function CrashScreen({ error, onRetry }: CrashScreenProps) {
  const text = useAllText();
  const [, navigate] = useLocation();
  if (error instanceof MissingChunk) {
    return (
      <FaultView
        icon="cloudOff"
        title={text.faults.chunkTitle}
        actions={
          <>
            <Button look="primary" size="large" onClick={reload}>
              {text.common.reload}
            </Button>
            <Button size="large" onClick={() => navigate('/')}>
              {text.faults.toTill}
            </Button>
          </>
        }
      >
        <p>{text.faults.chunkNext}</p>
      </FaultView>
    );
  }
  return (
    <FaultView
      title={text.faults.crashTitle}
      details={detailsOf(error)}
      detailsLabel={text.common.details}
      actions={
        <>
          <Button look="primary" size="large" onClick={onRetry}>
            {text.common.retry}
          </Button>
          <Button size="large" onClick={reload}>
            {text.common.reload}
          </Button>
        </>
      }
    >
      <p>{text.faults.crashSafe}</p>
      <p>{text.faults.crashNext}</p>
    </FaultView>
  );
}

/** Technical words for whoever is called: what broke, and why as far as it is known. */
export function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n${detailsOf(error.cause)}`;
  return `${error.name}: ${error.message}${cause}`;
}
