import { useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { officeActs } from '../../sync/office-client.ts';
import { Notice } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { FormDialog } from './form-dialog.tsx';
import { NewPasswordFields } from './new-password-fields.tsx';
import { passwordWords } from './sign-in-page.tsx';
import { useAct } from './use-act.ts';
import { useNewPassword } from './use-passwords.ts';

/** Changes the own password; the old one is asked for, because the seat may have been left open. */
export function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const office = useOfficeText();
  const words = office.password;
  const [old, setOld] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const entry = useNewPassword();
  const act = useAct();
  const submit = async () => {
    setIsMissing(old === '');
    if (!entry.check() || old === '') return;
    const done = await act.run(() => officeActs.changePassword({ password: old, newPassword: entry.next }));
    if (done !== null) setIsDone(true);
  };
  return (
    <FormDialog
      title={words.title}
      act={act}
      submitLabel={office.form.save}
      isDone={isDone}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {isDone ? (
        <Notice tone="ok">{words.changed}</Notice>
      ) : (
        <>
          <PasswordField
            label={words.old}
            words={passwordWords(office.form)}
            value={old}
            error={isMissing ? office.form.required : undefined}
            autoComplete="current-password"
            maxLength={200}
            onChange={(event) => setOld(event.target.value)}
          />
          <NewPasswordFields entry={entry} />
        </>
      )}
    </FormDialog>
  );
}
