import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './fault-view.module.css';

interface FaultViewProps {
  readonly icon?: IconName | undefined;
  readonly title: string;
  /** What happened and whether money and sales are safe. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Technical words for whoever is called, folded away. */
  readonly details?: string | undefined;
  readonly detailsLabel?: string | undefined;
}

/** A place that can't be shown: says what happened, that the data is safe, and what to do next. */
export function FaultView(props: FaultViewProps) {
  const { icon = 'warning', title, children, actions, details, detailsLabel } = props;
  return (
    <main className={styles.fault}>
      <span className={styles.round}>
        <Icon name={icon} size={40} />
      </span>
      <h1>{title}</h1>
      <div className={styles.words}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
      {details && (
        <details className={styles.details}>
          <summary>{detailsLabel}</summary>
          <pre>{details}</pre>
        </details>
      )}
    </main>
  );
}
