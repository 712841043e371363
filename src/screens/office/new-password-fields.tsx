import { useOfficeText } from '../../locale/use-office-text.ts';
import { PasswordField } from '../../ui/password-field.tsx';
import { passwordWords } from './sign-in-page.tsx';
import type { useNewPassword } from './use-passwords.ts';

/** The two fields of a new password. */
export function NewPasswordFields({ entry }: { readonly entry: ReturnType<typeof useNewPassword> }) {
  const office = useOfficeText();
  const words = office.password;
  return (
    <>
      <PasswordField
        label={words.next}
        hint={words.hint}
        error={entry.nextError}
        words={passwordWords(office.form)}
        value={entry.next}
        autoComplete="new-password"
        maxLength={200}
        onChange={(event) => entry.setNext(event.target.value)}
      />
      <PasswordField
        label={words.again}
        error={entry.againError}
        words={passwordWords(office.form)}
        value={entry.again}
        autoComplete="new-password"
        maxLength={200}
        onChange={(event) => entry.setAgain(event.target.value)}
      />
    </>
  );
}
