import { useEffect, useState, type SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { parseCrockfordCode } from '#domain/crockford.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { acceptInvitation } from '../../sync/office-session.ts';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { Field } from '../../ui/field.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Page } from '../../ui/page.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { NewPasswordFields } from './new-password-fields.tsx';
import { useAct } from './use-act.ts';
import { useNewPassword } from './use-passwords.ts';
import styles from './form.module.css';

/** Somebody who was invited chooses the own password. */
export function InvitationPage() {
  const office = useOfficeText();
  const name = useText().app.name;
  const words = office.invitation;
  const [, navigate] = useLocation();
  const [account, setAccount] = useState('');
  const [code, setCode] = useState(() => window.location.hash.slice(1));
  const [isAsked, setIsAsked] = useState(false);
  const entry = useNewPassword();
  const { run, isBusy, failure } = useAct();
  const read = parseCrockfordCode(code);

  // The tab's title stands outside of what React draws.
  useEffect(() => {
    document.title = `${words.title} · ${name}`;
  }, [words, name]);

  const submit = async () => {
    setIsAsked(true);
    const isRight = entry.check();
    if (!isRight || read === null || account.trim() === '') return;
    const message = { account: account.trim().toLowerCase(), code: read, newPassword: entry.next };
    if ((await run(() => acceptInvitation(message))) !== null) navigate('/office');
  };
  return (
    <Page title={words.title} lead={words.lead} corner={<LanguageButton />}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label={office.signIn.account}
          value={account}
          error={isAsked && account.trim() === '' ? office.form.required : undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={120}
          onChange={(event) => setAccount(event.target.value)}
        />
        <CodeField
          label={words.code}
          hint={words.codeHint}
          error={isAsked && read === null ? words.codeIncomplete : undefined}
          value={code}
          onType={setCode}
        />
        <NewPasswordFields entry={entry} />
        <FailureNotice failure={failure} />
        <Button look="primary" size="huge" isWide submits isBusy={isBusy}>
          {isBusy ? office.form.saving : words.submit}
        </Button>
        <p className={styles.links}>
          <Link href="/office">{words.toSignIn}</Link>
        </p>
      </form>
    </Page>
  );
}
