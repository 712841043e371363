import { useId } from 'react';
import styles from './option-list.module.css';

interface ListedOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** What it means, in a few words. */
  readonly hint: string;
}

interface OptionListProps<Value extends string> {
  readonly label: string;
  readonly options: readonly ListedOption<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** Options that need a word of explanation each, one below the other: native radio buttons. */
export function OptionList<Value extends string>({
  label,
  options,
  value,
  onChange,
}: OptionListProps<Value>) {
  const name = useId();
  return (
    <fieldset className={styles.list}>
      <legend className={styles.label}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.name}>
            {option.label}
            <span className={styles.hint}>{option.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
