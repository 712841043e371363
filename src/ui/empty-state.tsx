import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly icon: IconName;
  readonly message: string;
  readonly action?: ReactNode;
}

/** One line and at most one action, where there is nothing yet. */
export function EmptyState({ icon, message, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <span className={styles.round}>
        <Icon name={icon} size={32} />
      </span>
      <p className={styles.message}>{message}</p>
      {action}
    </div>
  );
}
