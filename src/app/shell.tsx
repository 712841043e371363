import { useEffect, type ReactNode } from 'react';
import { useOneTill } from '../device/one-till.ts';
import { Header } from './header.tsx';
import { TillElsewhere } from './late-fault.tsx';
import { loadLateShell, useLateShell } from './late-shell.ts';
import { theRest } from './the-rest.ts';
import { UpdateNotice } from './update-notice.tsx';
import styles from './shell.module.css';

interface ShellProps {
  readonly children: ReactNode;
  /** Where this person begins; the till unless said otherwise. */
  readonly home?: string | undefined;
}

/** What stays around the till, the stock, today and the settings: who and where, and how the sending goes. */
export function Shell({ children, home }: ShellProps) {
  const late = useLateShell((state) => state.file);
  const isElsewhere = useOneTill((till) => till.isElsewhere);

  // Nobody waits for the count beside "Stok", so it comes behind everything that somebody waits for.
  useEffect(() => void theRest.then(loadLateShell), []);

  // What was shown here goes with it, its ears for keys and scanners too.
  if (isElsewhere) return <TillElsewhere />;
  return (
    <div className={styles.shell}>
      <Header home={home} />
      <UpdateNotice />
      {late && <late.FullDiskNotice />}
      <div className={styles.place}>{children}</div>
      {late && <late.StockWatch />}
      {late && <late.TillClaim />}
    </div>
  );
}
