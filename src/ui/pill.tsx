import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './pill.module.css';

export type Tone = 'ok' | 'info' | 'warn' | 'danger' | 'plain';

interface PillProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly label: string;
}

interface PillButtonProps extends PillProps {
  /** What is shown on a phone beside the icon, such as a count; the label is still what is read out. */
  readonly shortLabel?: string | undefined;
  readonly isMoving?: boolean | undefined;
  readonly onOpen: () => void;
}

/** A state in words that opens its details: 36 px to the eye, 48 to the finger. */
export function PillButton({ tone, icon, label, shortLabel, isMoving, onOpen }: PillButtonProps) {
  return (
    <button
      type="button"
      className={classNames(styles.pill, styles.opens, styles[tone])}
      aria-label={label}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      <Icon name={icon} className={isMoving ? styles.moving : undefined} />
      <span className={styles.long}>{label}</span>
      {shortLabel && <span className={styles.short}>{shortLabel}</span>}
    </button>
  );
}

/** A state in words, to be read only. */
export function Pill({ tone, icon, label }: PillProps) {
  return (
    <span className={classNames(styles.pill, styles.small, styles[tone])}>
      <Icon name={icon} size={16} />
      {label}
    </span>
  );
}
