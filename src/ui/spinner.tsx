import styles from './spinner.module.css';

interface SpinnerProps {
  /** What is being waited for. */
  readonly label: string;
}

/** A wait of unknown length, in words. It shows itself only after a moment, so short waits do not flicker. */
export function Spinner({ label }: SpinnerProps) {
  return (
    <div className={styles.spinner} role="status">
      <span className={styles.ring} aria-hidden="true" />
      <span>{label}</span>
    </div>
  );
}
