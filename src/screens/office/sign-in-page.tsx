import { useEffect, useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { formatWait } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import type { OfficeFailure } from '../../sync/office-client.ts';
import { signInToOffice } from '../../sync/office-session.ts';
import { useOfficeSession } from '../../sync/office-session-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { useAct } from './use-act.ts';
import styles from './form.module.css';

/** Account and password. What was typed stays after a refusal. */
export function SignInPage() {
  const office = useOfficeText();
  const name = useText().app.name;
  const why = useOfficeSession(({ session }) => (session.kind === 'out' ? session.why : 'never'));
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const { run, isBusy, failure } = useAct();
  const words = office.signIn;

  // The tab's title stands outside of what React draws.
  useEffect(() => {
    document.title = `${words.title} · ${name}`;
  }, [words, name]);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const isEmpty = account.trim() === '' || password === '';
    setIsMissing(isEmpty);
    if (!isEmpty) void run(() => signInToOffice({ account: account.trim().toLowerCase(), password }));
  };
  return (
    <Page title={words.title} lead={words.lead} corner={<LanguageButton />}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {why === 'ended' && <Notice tone="info">{words.ended}</Notice>}
        {why === 'left' && <Notice tone="plain">{words.left}</Notice>}
        <Field
          label={words.account}
          hint={words.accountHint}
          value={account}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={120}
          onChange={(event) => setAccount(event.target.value)}
        />
        <PasswordField
          label={words.password}
          words={passwordWords(office.form)}
          value={password}
          autoComplete="current-password"
          maxLength={200}
          error={isMissing ? words.fillBoth : undefined}
          onChange={(event) => setPassword(event.target.value)}
        />
        <SignInFailure failure={failure} />
        <Button look="primary" size="huge" isWide submits isBusy={isBusy}>
          {isBusy ? words.busy : words.submit}
        </Button>
        <p className={styles.links}>
          <Link href="/office/invitation">{words.invited}</Link>
          <Link href="/">{words.toTill}</Link>
        </p>
      </form>
    </Page>
  );
}

/** A lock says until when; everything else is told as everywhere. */
function SignInFailure({ failure }: { readonly failure: OfficeFailure | null }) {
  const office = useOfficeText();
  const text = useText();
  const language = useLanguage();
  const isLocked = failure?.kind === 'refused' && failure.problem === 'credentials_locked';
  if (!isLocked || failure.retryAfterMs === null) return <FailureNotice failure={failure} />;
  return (
    <Notice tone="danger" isUrgent>
      {office.signIn.locked({ wait: formatWait(failure.retryAfterMs, language, text) })}
    </Notice>
  );
}

/** What a password field says of itself. */
export function passwordWords(form: {
  readonly showPassword: string;
  readonly hidePassword: string;
  readonly capsLock: string;
}) {
  return { show: form.showPassword, hide: form.hidePassword, capsLock: form.capsLock };
}
