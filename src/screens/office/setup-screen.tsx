import { Suspense, use, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { checkSetupToken } from '../../sync/setup-client.ts';
import { Button } from '../../ui/button.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { failureWords } from './failure-words.ts';
import { SetupWizard } from './setup-wizard.tsx';

type Answer = Awaited<ReturnType<typeof checkSetupToken>>;

/** Where the one-time link of a new server leads: three short forms found a co-operative. */
export function SetupScreen() {
  const office = useOfficeText();
  const name = useText().app.name;
  // The token stands behind the `#`, so that it is in no server's log.
  const [token] = useState(() => window.location.hash.slice(1));
  const [answer, setAnswer] = useState(() => checkSetupToken(token));
  const { title } = office.setup;

  // The tab's title stands outside of what React draws.
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);

  return (
    <Suspense
      fallback={
        <Page title={title} corner={<LanguageButton />}>
          <Spinner label={office.setup.checking} />
        </Page>
      }
    >
      <SetupAnswer answer={answer} token={token} onRetry={() => setAnswer(checkSetupToken(token))} />
    </Suspense>
  );
}

interface SetupAnswerProps {
  readonly answer: Promise<Answer>;
  readonly token: string;
  readonly onRetry: () => void;
}

function SetupAnswer({ answer, token, onRetry }: SetupAnswerProps) {
  const tongue = { office: useOfficeText(), text: useText(), language: useLanguage() };
  const words = tongue.office.setup;
  const [, navigate] = useLocation();
  switch (use(answer)) {
    case 'ready':
      return <SetupWizard token={token} />;
    case 'wrong':
      return (
        <Page title={words.wrongTitle} corner={<LanguageButton />}>
          <Notice tone="warn">{words.wrongLead}</Notice>
          <Button size="large" onClick={() => navigate('/office')}>
            {words.toOffice}
          </Button>
        </Page>
      );
    case 'unreachable': {
      const failed = failureWords({ kind: 'unreachable' }, tongue, false);
      const retry = (
        <Button icon="refresh" onClick={onRetry}>
          {tongue.text.common.retry}
        </Button>
      );
      return (
        <Page title={words.title} corner={<LanguageButton />}>
          <Notice tone="warn" title={failed.what} action={retry}>
            {failed.next}
          </Notice>
        </Page>
      );
    }
  }
}
