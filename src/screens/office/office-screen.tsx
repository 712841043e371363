import { CSPProvider } from '@base-ui/react/csp-provider';
import { Suspense, use, useState } from 'react';
import { Route, Switch } from 'wouter';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { readOfficeMe } from '../../sync/office-session.ts';
import { useOfficeSession } from '../../sync/office-session-store.ts';
import { Button } from '../../ui/button.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { failureWords } from './failure-words.ts';
import { InvitationPage } from './invitation-page.tsx';
import { OfficeShell } from './office-shell.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** The office, for whoever can reach the server with a browser: no device of the co-operative is needed. */
export function OfficeScreen() {
  return (
    // Our policy allows no style elements; what Base UI would write into one stands in our style sheets.
    <CSPProvider disableStyleElements>
      <Switch>
        <Route path="/office/invitation">
          <InvitationPage />
        </Route>
        <Route>
          <Gate />
        </Route>
      </Switch>
    </CSPProvider>
  );
}

/** The sign-in stands in place of what was asked for, and leads back to it. */
function Gate() {
  const kind = useOfficeSession((state) => state.session.kind);
  switch (kind) {
    case 'unknown':
      return <Checking />;
    case 'out':
      return <SignInPage />;
    case 'in':
      return <OfficeShell />;
  }
}

/** Asks once whether the browser's cookie still counts: it is hidden from scripts, so only the server can say. */
function Checking() {
  const office = useOfficeText();
  const [answer, setAnswer] = useState(readOfficeMe);
  return (
    <Page title={office.shell.title} corner={<LanguageButton />}>
      <Suspense fallback={<Spinner label={office.shell.checking} />}>
        <Checked answer={answer} onRetry={() => setAnswer(readOfficeMe())} />
      </Suspense>
    </Page>
  );
}

interface CheckedProps {
  readonly answer: ReturnType<typeof readOfficeMe>;
  readonly onRetry: () => void;
}

/** Stands only while the server has said neither yes nor no. */
function Checked({ answer, onRetry }: CheckedProps) {
  const tongue = { office: useOfficeText(), text: useText(), language: useLanguage() };
  const heard = use(answer);
  if (heard.ok || heard.failure.kind === 'signed-out') return null;
  const words = failureWords(heard.failure, tongue, false);
  const retry = (
    <Button icon="refresh" onClick={onRetry}>
      {tongue.text.common.retry}
    </Button>
  );
  return (
    <Notice tone="warn" title={words.what} action={retry}>
      {words.next}
    </Notice>
  );
}
