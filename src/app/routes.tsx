import { Suspense, useEffect, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Workplace } from '../actions/workplace.ts';
import { whenIdle } from '../device/when-idle.ts';
import { useText } from '../locale/use-text.ts';
import { useSession } from '../session/session-store.ts';
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx';
import { useOpenShift } from '../storage/ledger/ledger-live.ts';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { sendAtOnce, startGerai } from './compose.ts';
import { CrashScreen } from './late-fault.tsx';
import { lazyScreen } from './lazy-screen.tsx';
import { Shell } from './shell.tsx';
import { SwitchCashier } from './switch-cashier.tsx';
import { beginTheRest } from './the-rest.ts';
import { useIdleUpdate } from './update-notice.tsx';

const loadTill = async () => (await import('../screens/till/till-screen.tsx')).TillScreen;
const loadShift = async () => (await import('../screens/shift/open-shift-screen.tsx')).OpenShiftScreen;

const TillScreen = lazyScreen(loadTill);
const OpenShiftScreen = lazyScreen(loadShift);
const EnrolScreen = lazyScreen(async () => (await import('../screens/enrol/enrol-screen.tsx')).EnrolScreen);
const OfficePlaces = lazyScreen(
  async () => (await import('../screens/office/office-places.tsx')).OfficePlaces,
);
const TodayScreen = lazyScreen(async () => (await import('../screens/today/today-screen.tsx')).TodayScreen);
const StockScreen = lazyScreen(async () => (await import('../screens/stock/stock-screen.tsx')).StockScreen);
const NotFoundScreen = lazyScreen(async () => (await import('./not-found-screen.tsx')).NotFoundScreen);
const SettingsScreen = lazyScreen(
  async () => (await import('../screens/settings/settings-screen.tsx')).SettingsScreen,
);

/** Where a browser needs to be no device: the office, and the first run that leads to it. */
const DESKS = /^\/(office|setup)(\/|$)/;

interface RoutesProps {
  /** Null while this browser is no device of a co-operative. */
  readonly workplace: Workplace | null;
  /** What is said instead of every place that needs the device's memory, when that could not be opened; else false. */
  readonly fault: ReactNode;
}

/** Which place a person stands in. Who may not stand there yet is led to what is missing first. */
export function Routes({ workplace, fault }: RoutesProps) {
  const { titles } = useText().app;
  return (
    <Switch>
      <Route path="/enrol">
        <Place title={titles.enrol}>
          <EnrolScreen onEnrolled={startGerai} />
        </Place>
      </Route>
      <Route path={DESKS}>
        <Place title={titles.office}>
          <OfficePlaces />
        </Place>
      </Route>
      <Route>
        {fault || (workplace ? <DeviceRoutes workplace={workplace} /> : <Redirect to="/enrol" replace />)}
      </Route>
    </Switch>
  );
}

function DeviceRoutes({ workplace }: { readonly workplace: Workplace }) {
  const { titles } = useText().app;
  const isSignedIn = useSession((session) => session.staff !== null);
  useIdleUpdate(isSignedIn);

  // A PIN takes seconds to type: time enough to load what comes after it, so that nobody waits for it then.
  useEffect(() => {
    loadNext(workplace).catch(() => undefined);
  }, [workplace]);

  // Asked in place, so that whoever reloads a page comes back to it after the PIN.
  if (!isSignedIn) {
    return (
      <Place title={titles.signIn}>
        <SignInScreen onDownload={sendAtOnce} />
      </Place>
    );
  }
  return (
    <Switch>
      <Route path="/sign-in">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <StaffRoutes workplace={workplace} />
      </Route>
    </Switch>
  );
}

/** Loads the screen that follows the sign-in: the till, and before it the opening when no shift is open. */
async function loadNext({ ledger }: Workplace): Promise<void> {
  const { openShift } = await ledger.readMeta();
  await Promise.all(openShift === null ? [loadTill(), loadShift()] : [loadTill()]);
}

function StaffRoutes({ workplace }: { readonly workplace: Workplace }) {
  const { titles } = useText().app;
  const shift = useOpenShift(workplace.ledger);
  const isManager = useSession((session) => session.staff?.role === 'manager');
  // A manager looks at the goods first, and opens a shift only when there is nobody else to sell.
  const home = shift !== null ? '/' : isManager ? '/stock' : '/shift';
  // Undefined until the ledger was read once: deciding before that would flash the wrong place.
  if (shift === undefined) return <Waiting />;
  return (
    <Switch>
      <Route path="/">
        {shift === null ? (
          <Redirect to={home} replace />
        ) : (
          <Shell>
            <Place title={titles.till}>
              <TillScreen />
            </Place>
          </Shell>
        )}
      </Route>
      <Route path="/shift">
        {shift === null ? (
          <Place title={titles.shift}>
            <OpenShiftScreen corner={<SwitchCashier />} />
          </Place>
        ) : (
          <Redirect to="/" replace />
        )}
      </Route>
      <Route path="/today">
        <Shell>
          <Place title={titles.today}>
            <TodayScreen />
          </Place>
        </Shell>
      </Route>
      <Route path="/stock">
        <Shell home={home}>
          <Place title={titles.stock}>
            <StockScreen />
          </Place>
        </Shell>
      </Route>
      <Route path="/settings">
        <Shell>
          <Place title={titles.settings}>
            <SettingsScreen />
          </Place>
        </Shell>
      </Route>
      <Route>
        <Place title={titles.notFound}>
          <NotFoundScreen />
        </Place>
      </Route>
    </Switch>
  );
}

interface PlaceProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One screen with its title, its wait, and a boundary that keeps its faults inside. */
function Place({ title, children }: PlaceProps) {
  const name = useText().app.name;
  const [location] = useLocation();
  // The parts of the office are one place: its shell stays while a person goes through them.
  const [, place] = location.split('/');

  // The title of the tab stands outside of what React draws.
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);

  return (
    <ErrorBoundary key={place} fallback={(error, retry) => <CrashScreen error={error} onRetry={retry} />}>
      <Suspense fallback={<Waiting />}>
        {children}
        <Painted />
      </Suspense>
    </ErrorBoundary>
  );
}

/** Stands beside a screen, so that its effect runs when the screen itself is there and not the wait for it. */
function Painted(): null {
  const isSignedIn = useSession((session) => session.staff !== null);

  // A person's first screen is painted: the line is free for what nobody waits for.
  useEffect(() => {
    if (isSignedIn) whenIdle(beginTheRest);
  }, [isSignedIn]);

  return null;
}

function Waiting() {
  const text = useText();
  return (
    <main>
      <Spinner label={text.common.loading} />
    </main>
  );
}
