import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './field.module.css';

interface FieldProps extends Omit<ComponentProps<'input'>, 'className' | 'id'> {
  readonly label: string;
  /** The label is read out but not shown: only where the place itself tells, as in the search of the till. */
  readonly isLabelHidden?: boolean | undefined;
  readonly hint?: string | undefined;
  /** Says what is wrong and what to do; shown in place of the hint. */
  readonly error?: string | undefined;
  readonly icon?: IconName | undefined;
  /** A button inside the right edge. */
  readonly trailing?: ReactNode;
  readonly isCode?: boolean | undefined;
}

/** One labelled input. The hint and the error are tied to it, so a screen reader reads them with the label. */
export function Field(props: FieldProps) {
  const { label, isLabelHidden, hint, error, icon, trailing, isCode, ...native } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={classNames(styles.label, isLabelHidden && styles.unseen)}>
        {label}
      </label>
      <div className={classNames(styles.box, error !== undefined && styles.wrong)}>
        {icon && <Icon name={icon} className={styles.icon} />}
        <input
          {...native}
          id={id}
          className={classNames(styles.input, isCode && styles.code)}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={note ? `${id}-note` : undefined}
        />
        {trailing}
      </div>
      {note && (
        <p
          id={`${id}-note`}
          className={error ? styles.error : styles.hint}
          role={error ? 'alert' : undefined}
        >
          {note}
        </p>
      )}
    </div>
  );
}
