import type { ReactNode } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import styles from './filters.module.css';

/** The row of filters over a list. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}

interface FilterChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
}

/**
 * One filter of the list. A native select: it searches by typing, opens on every phone, and says its state to every
 * screen reader.
 */
export function FilterChoice({ label, value, options, onChoose }: FilterChoiceProps) {
  const office = useOfficeText();
  const isKnown = value === '' || options.some((option) => option.value === value);
  return (
    <label className={styles.filter}>
      <span className={styles.label}>{label}</span>
      <select className={styles.control} value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{office.form.all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        {!isKnown && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

interface FilterTextProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string | undefined;
  readonly onType: (value: string) => void;
}

/** A filter by typing. */
export function FilterText({ label, value, placeholder, onType }: FilterTextProps) {
  return (
    <label className={styles.filter}>
      <span className={styles.label}>{label}</span>
      <input
        type="search"
        className={styles.control}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        onChange={(event) => onType(event.target.value)}
      />
    </label>
  );
}
