import { Field } from './field.tsx';
import { GROUPED_CODE_LENGTH, groupedCode } from './grouped-code.ts';

interface CodeFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly value: string;
  /** Gets the code as it is printed: upper case, with a hyphen in the middle. */
  readonly onType: (grouped: string) => void;
}

/** Where a one-time code is typed that somebody has read out. */
export function CodeField({ onType, ...field }: CodeFieldProps) {
  return (
    <Field
      {...field}
      isCode
      maxLength={GROUPED_CODE_LENGTH}
      placeholder="ABCD-EFGH"
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      onChange={(event) => onType(groupedCode(event.target.value))}
    />
  );
}
