import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { FlagMark } from './flag-mark.tsx';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** A sentence under the title. */
  readonly lead?: string | undefined;
  /** Stands over the title, such as the name of the co-operative. */
  readonly over?: string | undefined;
  /** A switch or a button in the upper right corner. */
  readonly corner?: ReactNode;
  readonly width?: 'narrow' | 'wide' | undefined;
}

/** A calm page with one column, for everything that is not the till itself. */
export function Page({ title, children, lead, over, corner, width = 'narrow' }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <span className={styles.mark}>
          <FlagMark />
          <span className={styles.over}>{over}</span>
        </span>
        {corner}
      </header>
      <main className={classNames(styles.column, styles[width])}>
        <div className={styles.head}>
          <h1>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {children}
      </main>
    </div>
  );
}
