import styles from './flag-mark.module.css';

/** Merah Putih: the mark of the programme, the only red of a screen besides its one action. */
export function FlagMark() {
  return <span className={styles.flag} aria-hidden="true" />;
}
