import { classNames } from './class-names.ts';
import styles from './chip-row.module.css';

export interface Chip {
  readonly id: string;
  readonly label: string;
  /** A small mark in one of the eight hues of the tokens. */
  readonly hue?: number | undefined;
}

interface ChipRowProps {
  readonly label: string;
  readonly chips: readonly Chip[];
  readonly selectedId: string;
  readonly onSelect: (id: string) => void;
}

/** One row of choices that scrolls sideways; the chosen one is ink, because red keeps its own meaning. */
export function ChipRow({ label, chips, selectedId, onSelect }: ChipRowProps) {
  return (
    <div className={styles.row} role="group" aria-label={label}>
      {chips.map((chip) => (
        <button
          key={chip.id}
          type="button"
          className={styles.chip}
          aria-pressed={chip.id === selectedId}
          onClick={() => onSelect(chip.id)}
        >
          {chip.hue !== undefined && <span className={classNames(styles.dot, styles[`hue${chip.hue}`])} />}
          {chip.label}
        </button>
      ))}
    </div>
  );
}
