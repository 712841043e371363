import type { ReactNode } from 'react';
import { Header } from './header.tsx';
import { UpdateNotice } from './update-notice.tsx';
import styles from './shell.module.css';

/** What stays around the till, today and the settings: who and where, and how the sending goes. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.shell}>
      <Header />
      <UpdateNotice />
      <div className={styles.place}>{children}</div>
    </div>
  );
}
