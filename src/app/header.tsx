import { useId, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { initialsOf } from '../locale/format.ts';
import { useText } from '../locale/use-text.ts';
import { useSession } from '../session/session-store.ts';
import { signOut } from '../session/sign-in.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import { classNames } from '../ui/class-names.ts';
import { FlagMark } from '../ui/flag-mark.tsx';
import { Icon } from '../ui/icon.tsx';
import { Spoken } from '../ui/spoken.tsx';
import { useLateShell } from './late-shell.ts';
import { SyncPill } from './sync-pill.tsx';
import styles from './header.module.css';

/** The bar over everything a cashier does. */
export function Header({ home = '/' }: { readonly home?: string | undefined }) {
  const text = useText();
  const [location] = useLocation();
  const coop = useCatalogue((catalogue) => catalogue.coop?.name ?? '');
  const outlet = useCatalogue((catalogue) => catalogue.outlet?.name ?? '');
  const isTill = location === '/';
  const late = useLateShell((state) => state.file);
  return (
    <header className={styles.header}>
      <div className={styles.where}>
        {isTill || location === home ? (
          <FlagMark />
        ) : (
          <Link
            href="/"
            className={styles.back}
            aria-label={text.header.backToTill}
            title={text.header.backToTill}
          >
            <Icon name="back" size={24} />
          </Link>
        )}
        <span className={styles.name}>
          {coop}
          {outlet !== '' && outlet !== coop && <span className={styles.outlet}> · {outlet}</span>}
        </span>
      </div>
      {isTill && (
        <>
          <Link href="/stock" className={classNames(styles.today, styles.stock)}>
            <Icon name="package" />
            <span className={styles.stockName}>{text.app.titles.stock}</span>
            {late && <late.StockBadge />}
          </Link>
          <Link href="/today" className={styles.today}>
            <Icon name="receipt" />
            {text.header.today}
          </Link>
        </>
      )}
      <SyncPill />
      <PersonMenu />
    </header>
  );
}

function PersonMenu() {
  const text = useText();
  const staff = useSession((session) => session.staff);
  const id = useId();
  const [, navigate] = useLocation();
  const menu = useRef<HTMLElement>(null);
  if (!staff) return null;
  // The menu closes by itself only when something outside it is tapped, not when it leads somewhere.
  const close = () => menu.current?.hidePopover();
  const leave = () => {
    signOut();
    navigate('/sign-in');
  };
  return (
    <>
      <button type="button" className={styles.person} popoverTarget={id}>
        <Spoken>{text.header.menu({ name: staff.name })}</Spoken>
        <span className={styles.initials} aria-hidden="true">
          {initialsOf(staff.name)}
        </span>
        <span className={styles.personName} aria-hidden="true">
          {staff.name}
        </span>
      </button>
      <nav
        ref={menu}
        id={id}
        popover="auto"
        className={styles.menu}
        aria-label={text.header.menu({ name: staff.name })}
      >
        <p className={styles.who}>
          <strong>{staff.name}</strong>
          <span className={styles.role}>{text.roles[staff.role]}</span>
        </p>
        <Link href="/stock" className={styles.item} onClick={close}>
          <Icon name="package" size={24} />
          {text.app.titles.stock}
        </Link>
        <Link href="/today" className={styles.item} onClick={close}>
          <Icon name="receipt" size={24} />
          {text.header.today}
        </Link>
        <Link href="/settings" className={styles.item} onClick={close}>
          <Icon name="settings" size={24} />
          {text.header.settings}
        </Link>
        <button type="button" className={styles.item} onClick={leave}>
          <Icon name="signOut" size={24} />
          {text.header.switchCashier}
        </button>
      </nav>
    </>
  );
}
