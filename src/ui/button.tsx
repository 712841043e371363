import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './button.module.css';

type NativeButton = Omit<ComponentProps<'button'>, 'className' | 'children' | 'type'>;

export interface ButtonProps extends NativeButton {
  readonly children: ReactNode;
  /** `primary` is the red fill: once a screen. */
  readonly look?: 'primary' | 'ink' | 'outline' | 'quiet' | 'danger' | undefined;
  readonly size?: 'tap' | 'large' | 'huge' | undefined;
  readonly icon?: IconName | undefined;
  /** A keyboard key that does the same, shown only where a fine pointer tells of a keyboard. */
  readonly keyHint?: string | undefined;
  readonly isWide?: boolean | undefined;
  readonly isBusy?: boolean | undefined;
  readonly submits?: boolean | undefined;
}

/** A native button with words. While busy it stays focusable and ignores taps, so focus is never lost. */
export function Button(props: ButtonProps) {
  const {
    children,
    look = 'outline',
    size = 'tap',
    icon,
    keyHint,
    isWide,
    isBusy,
    submits,
    onClick,
    ...native
  } = props;
  return (
    <button
      {...native}
      // oxlint-disable-next-line react/button-has-type -- both values are the literal ones the rule asks for.
      type={submits ? 'submit' : 'button'}
      className={classNames(styles.button, styles[look], styles[size], isWide && styles.wide)}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
    >
      {icon && <Icon name={icon} />}
      <span className={styles.words}>{children}</span>
      {keyHint && <kbd className={styles.key}>{keyHint}</kbd>}
    </button>
  );
}

interface IconButtonProps extends NativeButton {
  readonly icon: IconName;
  /** What a screen reader says, and what the tooltip shows. */
  readonly label: string;
  readonly look?: 'outline' | 'quiet' | undefined;
}

/** A square button with a picture only; the label is its name. */
export function IconButton({ icon, label, look = 'quiet', ...native }: IconButtonProps) {
  return (
    <button
      {...native}
      type="button"
      className={classNames(styles.button, styles[look], styles.tap, styles.square)}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} size={24} />
    </button>
  );
}
