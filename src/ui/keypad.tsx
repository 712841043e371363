import { useText } from '../locale/use-text.ts';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import type { KeypadKey } from './keypad-value.ts';
import styles from './keypad.module.css';

interface KeypadProps {
  readonly onKey: (key: KeypadKey) => void;
  /** What stands left of the zero: `000` for money, `,` for weights, nothing for a PIN. */
  readonly corner?: '000' | ',' | undefined;
  readonly size?: 'normal' | 'large' | undefined;
  readonly isDisabled?: boolean | undefined;
  /** What the pad fills in, for screen readers. */
  readonly label: string;
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Twelve keys for digits. It holds no value: the caller keeps it and applies each key to it. */
export function Keypad({ onKey, corner, size = 'normal', isDisabled, label }: KeypadProps) {
  const text = useText();
  const key = (value: KeypadKey, words: string) => (
    <button
      key={value}
      type="button"
      className={styles.key}
      aria-label={words === value ? undefined : words}
      disabled={isDisabled}
      onClick={() => onKey(value)}
    >
      {value === 'backspace' ? <Icon name="backspace" size={24} /> : value}
    </button>
  );
  return (
    <div className={classNames(styles.pad, styles[size])} role="group" aria-label={label}>
      {digits.map((digit) => key(digit, digit))}
      {corner ? key(corner, corner === ',' ? text.ui.decimalComma : corner) : <span />}
      {key('0', '0')}
      {key('backspace', text.ui.backspace)}
    </div>
  );
}
