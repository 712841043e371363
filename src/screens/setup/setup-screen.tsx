import { Suspense, use, useState } from 'react';
import { useLocation } from 'wouter';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { checkSetupToken } from '../../sync/setup-client.ts';
import { Button } from '../../ui/button.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import styles from './setup-screen.module.css';

type Answer = Awaited<ReturnType<typeof checkSetupToken>>;

/** Where the one-time link of a new server leads: it runs, and this is what to do at its console. */
export function SetupScreen() {
  const text = useAllText();
  const [answer, setAnswer] = useState(askServer);
  return (
    <Suspense
      fallback={
        <Page title={text.app.titles.setup} corner={<LanguageButton />}>
          <Spinner label={text.setup.checking} />
        </Page>
      }
    >
      <SetupAnswer answer={answer} onRetry={() => setAnswer(askServer())} />
    </Suspense>
  );
}

/** The token stands behind the `#`, so that it is in no server's log. */
function askServer(): Promise<Answer> {
  return checkSetupToken(window.location.hash.slice(1));
}

interface SetupAnswerProps {
  readonly answer: Promise<Answer>;
  readonly onRetry: () => void;
}

function SetupAnswer({ answer, onRetry }: SetupAnswerProps) {
  const text = useAllText();
  switch (use(answer)) {
    case 'ready':
      return <SetupReady />;
    case 'wrong':
      return (
        <Page title={text.setup.wrongTitle} corner={<LanguageButton />}>
          <Notice tone="warn">{text.setup.wrongLead}</Notice>
        </Page>
      );
    case 'unreachable': {
      const words = describeRefusal({ kind: 'server-unreachable' }, text);
      return (
        <Page title={text.app.titles.setup} corner={<LanguageButton />}>
          <Notice
            tone="warn"
            title={words.what}
            action={
              <Button icon="refresh" onClick={onRetry}>
                {text.common.retry}
              </Button>
            }
          >
            {words.next}
          </Notice>
        </Page>
      );
    }
  }
}

function SetupReady() {
  const text = useAllText();
  const [, navigate] = useLocation();
  return (
    <Page title={text.setup.title} lead={text.setup.lead} corner={<LanguageButton />}>
      <ol className={styles.steps}>
        <li className={styles.step}>
          <span>{text.setup.importStep}</span>
          <code className={styles.command}>npm run gerai -- import</code>
        </li>
        <li className={styles.step}>
          <span>{text.setup.enrolStep}</span>
          <code className={styles.command}>npm run gerai -- enrol</code>
        </li>
      </ol>
      <p>{text.setup.then}</p>
      <Button look="primary" size="huge" isWide onClick={() => navigate('/enrol')}>
        {text.setup.toEnrol}
      </Button>
    </Page>
  );
}
