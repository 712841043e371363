import { useEffect } from 'react';
import { WorkplaceContext } from '../actions/workplace.ts';
import { useLanguage, useText } from '../locale/use-text.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useTakeover } from '../storage/takeover.ts';
import { useBoot } from './boot.ts';
import { CrashScreen, HttpsFault, StartFault, UpdateFirst } from './late-fault.tsx';
import { Routes } from './routes.tsx';
import styles from './app.module.css';

/** The program: says how its start went, and shows the place a person stands in. */
export function App() {
  const language = useLanguage();

  // Screen readers and hyphenation read the language from the html element, which React does not draw.
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  // Each screen has a boundary of its own; this one is for what stands around them.
  return (
    <ErrorBoundary fallback={(error, retry) => <CrashScreen error={error} onRetry={retry} />}>
      {window.isSecureContext ? <Started /> : <HttpsFault />}
    </ErrorBoundary>
  );
}

function Started() {
  const text = useText();
  const boot = useBoot((state) => state.boot);
  const isTakenOver = useTakeover((takeover) => takeover.isTakenOver);
  // A newer tab holds the databases now; whatever ran here was finished first.
  if (isTakenOver) return <UpdateFirst />;
  switch (boot.kind) {
    case 'starting':
      return (
        <main className={styles.waiting}>
          <Spinner label={text.app.starting} />
        </main>
      );
    case 'none':
    case 'failed':
    case 'open': {
      // One tree for both, so that the enrolment that turns the one into the other stays on the screen.
      const workplace = boot.kind === 'open' ? boot.workplace : null;
      return (
        <WorkplaceContext value={workplace}>
          <Routes workplace={workplace} fault={boot.kind === 'failed' && <StartFault error={boot.error} />} />
        </WorkplaceContext>
      );
    }
    case 'update-needed':
      return <UpdateFirst />;
  }
}
