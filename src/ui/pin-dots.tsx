import { classNames } from './class-names.ts';
import styles from './pin-dots.module.css';

interface PinDotsProps {
  readonly length: number;
  readonly filled: number;
  readonly isWrong: boolean;
  readonly label: string;
}

/** How many figures of a secret are typed, never which. */
export function PinDots({ length, filled, isWrong, label }: PinDotsProps) {
  return (
    <div className={classNames(styles.dots, isWrong && styles.wrong)} role="img" aria-label={label}>
      {Array.from({ length }, (_, index) => (
        <span key={index} className={classNames(styles.dot, index < filled && styles.filled)} />
      ))}
    </div>
  );
}
