import type { ReceiptRow } from '#domain/receipt.ts';
import { classNames } from './class-names.ts';
import styles from './receipt-paper.module.css';

interface ReceiptPaperProps {
  readonly label: string;
  readonly rows: readonly ReceiptRow[];
}

/** A receipt as it will come out of the printer. Paper is white in the dark theme too. */
export function ReceiptPaper({ label, rows }: ReceiptPaperProps) {
  return (
    <div className={styles.shadow}>
      <section className={styles.paper} aria-label={label} lang="id">
        {rows.map((row, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows of a printed receipt never move.
          <div key={index} className={classNames(styles.row, row.style !== 'plain' && styles.strong)}>
            {row.text || ' '}
          </div>
        ))}
      </section>
    </div>
  );
}
