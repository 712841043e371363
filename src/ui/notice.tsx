import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './pill.tsx';
import styles from './notice.module.css';

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string | undefined;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `alert` interrupts a screen reader: for what stops the person's work. */
  readonly isUrgent?: boolean | undefined;
}

const iconOf: Readonly<Record<Tone, IconName>> = {
  ok: 'check',
  info: 'info',
  warn: 'warning',
  danger: 'warning',
  plain: 'info',
};

/** A strip that says something in place: tint, outline and icon, never a red fill. */
export function Notice({ tone, title, children, action, isUrgent }: NoticeProps) {
  return (
    <div className={classNames(styles.notice, styles[tone])} role={isUrgent ? 'alert' : 'status'}>
      <Icon name={iconOf[tone]} className={styles.icon} />
      <div className={styles.words}>
        {title && <p className={styles.title}>{title}</p>}
        {children}
      </div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
