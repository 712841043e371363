import { Route, Switch } from 'wouter';
import { OfficeScreen } from './office-screen.tsx';
import { SetupScreen } from './setup-screen.tsx';

/** The two places of the office in one file, so that a till's start has to know of one more address only. */
export function OfficePlaces() {
  return (
    <Switch>
      <Route path="/setup" component={SetupScreen} />
      <Route component={OfficeScreen} />
    </Switch>
  );
}
