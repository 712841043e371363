import { useOfficeText } from '../../locale/use-office-text.ts';
import { Field } from '../../ui/field.tsx';

const REASON_MIN = 3;
const REASON_MAX = 200;

/** True when the words are long enough to be a reason. */
export function isReason(typed: string): boolean {
  return typed.trim().length >= REASON_MIN;
}

interface ReasonFieldProps {
  readonly value: string;
  /** Somebody tried to go on: what is missing is said from now on. */
  readonly isAsked: boolean;
  readonly onType: (value: string) => void;
}

/** Why something is done; it stands in the ledger beside the act. */
export function ReasonField({ value, isAsked, onType }: ReasonFieldProps) {
  const { form } = useOfficeText();
  return (
    <Field
      label={form.reason}
      hint={form.reasonHint}
      error={isAsked && !isReason(value) ? form.reasonShort : undefined}
      value={value}
      maxLength={REASON_MAX}
      autoComplete="off"
      onChange={(event) => onType(event.target.value)}
    />
  );
}
