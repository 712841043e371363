import { useOfficeText } from '../../locale/use-office-text.ts';
import { Field } from '../../ui/field.tsx';
import { NewPasswordFields } from './new-password-fields.tsx';
import {
  accountOf,
  coopIdOf,
  isAccount,
  isCoopId,
  isOutletCode,
  outletCodeOf,
  ZONES,
  type SetupDraft,
} from './setup-draft.ts';
import type { useNewPassword } from './use-passwords.ts';
import styles from './form.module.css';

const NAME_MAX = 120;
const ADDRESS_MAX = 300;

interface StepProps {
  readonly draft: SetupDraft;
  /** Somebody tried to go on: what is missing is said from now on. */
  readonly isAsked: boolean;
  readonly onChange: (changes: Partial<SetupDraft>) => void;
}

/** The co-operative: its name, and the code that all its books will carry. */
export function CoopStep({ draft, isAsked, onChange }: StepProps) {
  const words = useOfficeText().setup;
  const id = coopIdOf(draft);
  return (
    <>
      <Field
        label={words.coopName}
        value={draft.coopName}
        placeholder={words.coopNamePlaceholder}
        error={isAsked && draft.coopName.trim() === '' ? words.required : undefined}
        autoComplete="organization"
        maxLength={NAME_MAX}
        onChange={(event) => onChange({ coopName: event.target.value })}
      />
      <Field
        label={words.coopId}
        hint={words.coopIdHint}
        value={id}
        error={isAsked && !isCoopId(id) ? words.coopIdWrong : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        onChange={(event) => onChange({ coopId: event.target.value.toLowerCase() })}
      />
    </>
  );
}

/** The first outlet: where it is, what time it keeps, and where its goods lie. */
export function OutletStep({ draft, isAsked, onChange }: StepProps) {
  const words = useOfficeText().setup;
  const code = outletCodeOf(draft);
  return (
    <>
      <Field
        label={words.outletName}
        value={draft.outletName}
        placeholder="Gerai Graha Indah"
        error={isAsked && draft.outletName.trim() === '' ? words.required : undefined}
        autoComplete="off"
        maxLength={NAME_MAX}
        onChange={(event) => onChange({ outletName: event.target.value })}
      />
      <Field
        label={words.outletCode}
        hint={words.outletCodeHint}
        value={code}
        error={isAsked && !isOutletCode(code) ? words.outletCodeWrong : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={4}
        onChange={(event) => onChange({ outletCode: event.target.value.toUpperCase() })}
      />
      <Field
        label={words.address}
        value={draft.address}
        placeholder="Kel. Graha Indah, Balikpapan"
        autoComplete="street-address"
        maxLength={ADDRESS_MAX}
        onChange={(event) => onChange({ address: event.target.value })}
      />
      <label className={styles.label}>
        {words.zone}
        <select
          className={styles.select}
          value={draft.zone}
          onChange={(event) => {
            const zone = ZONES.find((one) => one === event.target.value);
            if (zone !== undefined) onChange({ zone });
          }}
        >
          {ZONES.map((zone) => (
            <option key={zone} value={zone}>
              {words.zones[zone]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={draft.hasGudang}
          onChange={(event) => onChange({ hasGudang: event.target.checked })}
        />
        {words.hasGudang}
      </label>
    </>
  );
}

interface AdminStepProps extends StepProps {
  readonly password: ReturnType<typeof useNewPassword>;
}

/** Whoever founds it: the first of the board, with an account of the office. */
export function AdminStep({ draft, isAsked, onChange, password }: AdminStepProps) {
  const office = useOfficeText();
  const words = office.setup;
  const account = accountOf(draft);
  return (
    <>
      <Field
        label={words.adminName}
        value={draft.adminName}
        error={isAsked && draft.adminName.trim() === '' ? words.required : undefined}
        autoComplete="name"
        maxLength={NAME_MAX}
        onChange={(event) => onChange({ adminName: event.target.value })}
      />
      <Field
        label={office.people.account}
        hint={office.people.accountHint}
        value={account}
        error={isAsked && !isAccount(account) ? office.people.accountWrong : undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        onChange={(event) => onChange({ account: event.target.value.toLowerCase() })}
      />
      <NewPasswordFields entry={password} />
    </>
  );
}
