import { Icon } from './icon.tsx';
import styles from './stepper.module.css';

interface StepperProps {
  readonly value: string;
  /** Whole phrases with the thing's name, so that a screen reader hears which line changes. */
  readonly lessLabel: string;
  readonly moreLabel: string;
  readonly onLess: () => void;
  readonly onMore: () => void;
}

/** Less, value, more: 60 px buttons for a thumb. */
export function Stepper({ value, lessLabel, moreLabel, onLess, onMore }: StepperProps) {
  return (
    <div className={styles.stepper}>
      <button type="button" className={styles.button} aria-label={lessLabel} onClick={onLess}>
        <Icon name="minus" size={24} />
      </button>
      <output className={styles.value}>{value}</output>
      <button type="button" className={styles.button} aria-label={moreLabel} onClick={onMore}>
        <Icon name="plus" size={24} />
      </button>
    </div>
  );
}
