import { useLocation } from 'wouter';
import { useText } from '../locale/use-text.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';
import { MissingChunk } from './lazy-screen.ts';

interface CrashScreenProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** One screen broke. The others, the ledger and the cart are untouched, and it says so. */
export function CrashScreen({ error, onRetry }: CrashScreenProps) {
  const text = useText();
  const [, navigate] = useLocation();
  if (error instanceof MissingChunk) {
    return (
      <FaultView
        icon="cloudOff"
        title={text.app.chunkTitle}
        actions={
          <>
            <Button look="primary" size="large" onClick={reload}>
              {text.common.reload}
            </Button>
            <Button size="large" onClick={() => navigate('/')}>
              {text.app.toTill}
            </Button>
          </>
        }
      >
        <p>{text.app.chunkNext}</p>
      </FaultView>
    );
  }
  return (
    <FaultView
      title={text.app.crashTitle}
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
      <p>{text.app.crashSafe}</p>
      <p>{text.app.crashNext}</p>
    </FaultView>
  );
}

/** Loads the page anew; the ledger and the cart are on the disk. */
export function reload(): void {
  window.location.reload();
}

/** Technical words for whoever is called: what broke, and why as far as it is known. */
export function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n${detailsOf(error.cause)}`;
  return `${error.name}: ${error.message}${cause}`;
}
