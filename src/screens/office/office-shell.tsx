import { useEffect, useRef, useState } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FlagMark } from '../../ui/flag-mark.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Pill } from '../../ui/pill.tsx';
import { AccountMenu } from './account-menu.tsx';
import { DevicesPage } from './devices-page.tsx';
import { DeskPage } from './desk-page.tsx';
import { FindingsPage } from './findings-page.tsx';
import { HousePage } from './house-page.tsx';
import { IdleWatch } from './idle-watch.tsx';
import { useMe } from './me.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { PeoplePage } from './people-page.tsx';
import { PricesPage } from './prices-page.tsx';
import { SalesPage } from './sales-page.tsx';
import { StartPage } from './start-page.tsx';
import styles from './office-shell.module.css';

const PLACES = ['sales', 'devices', 'prices', 'findings', 'people', 'house', 'start'] as const;

const ICONS: Readonly<Record<(typeof PLACES)[number], IconName>> = {
  sales: 'receipt',
  devices: 'device',
  prices: 'cash',
  findings: 'warning',
  people: 'people',
  house: 'settings',
  start: 'calendar',
};

/** What stays around every part of the office: whose it is, where one can go, and who sits here. */
export function OfficeShell() {
  const office = useOfficeText();
  const me = useMe();
  const [isChanging, setIsChanging] = useState(false);
  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <FlagMark />
        <span className={styles.coop}>{me.coopName}</span>
        {me.mode === 'demo' && <Pill tone="info" icon="info" label={office.shell.demo} />}
        <AccountMenu onChangePassword={() => setIsChanging(true)} />
      </header>
      <Places />
      <div className={styles.place}>
        <Parts />
      </div>
      {isChanging && <PasswordDialog onClose={() => setIsChanging(false)} />}
      <IdleWatch />
    </div>
  );
}

function Places() {
  const office = useOfficeText();
  const [location] = useLocation();
  const current = useRef<HTMLAnchorElement>(null);

  // On a phone the row of places is wider than the screen; the one a person is in must not lie outside of it.
  useEffect(() => {
    current.current?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [location]);

  return (
    <nav className={styles.nav} aria-label={office.shell.nav}>
      {PLACES.map((place) => {
        const href = `/office/${place}`;
        return (
          <Link
            key={place}
            ref={location.startsWith(href) ? current : undefined}
            href={href}
            className={styles.link}
            aria-current={location.startsWith(href) ? 'page' : undefined}
          >
            <Icon name={ICONS[place]} />
            {office.shell[place]}
          </Link>
        );
      })}
    </nav>
  );
}

function Parts() {
  return (
    <Switch>
      <Route path="/office/sales" component={SalesPage} />
      <Route path="/office/devices" component={DevicesPage} />
      <Route path="/office/prices" component={PricesPage} />
      <Route path="/office/findings" component={FindingsPage} />
      <Route path="/office/people" component={PeoplePage} />
      <Route path="/office/house" component={HousePage} />
      <Route path="/office/start" component={StartPage} />
      <Route path="/office">
        <Redirect to="/office/sales" replace />
      </Route>
      <Route>
        <NoSuchPart />
      </Route>
    </Switch>
  );
}

function NoSuchPart() {
  const office = useOfficeText();
  const text = useText();
  return (
    <DeskPage title={text.app.titles.notFound}>
      <EmptyState icon="search" message={office.shell.notFound} />
    </DeskPage>
  );
}
