import { lazy, Suspense, type ComponentType } from 'react';
import { useText } from '../locale/use-text.ts';
import { Button } from '../ui/button.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { reload } from './reload.ts';

/** A screen that says what broke. It comes in a file of its own, and when that is what is missing a plain one says so. */
function lateFault<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Fault = lazy(async () => ({ default: await load() }));
  return function LateFault(props: Props) {
    return (
      <ErrorBoundary fallback={() => <PlainFault />}>
        <Suspense fallback={null}>
          <Fault {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  };
}

export const CrashScreen = lateFault(async () => (await import('./crash-screen.tsx')).CrashScreen);
export const HttpsFault = lateFault(async () => (await import('./start-faults.tsx')).HttpsFault);
export const StartFault = lateFault(async () => (await import('./start-faults.tsx')).StartFault);
export const TillElsewhere = lateFault(async () => (await import('./till-elsewhere.tsx')).TillElsewhere);
export const UpdateFirst = lateFault(async () => (await import('./start-faults.tsx')).UpdateFirst);

function PlainFault() {
  const text = useText();
  return (
    <main>
      <p role="alert">
        {text.till.partMissing} {text.till.partMissingNext}
      </p>
      <Button onClick={reload}>{text.common.reload}</Button>
    </main>
  );
}
