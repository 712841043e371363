import { useContext, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { WorkplaceContext } from '../../actions/workplace.ts';
import { usePersistence } from '../../device/storage-health.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useSyncStatus } from '../../sync/sync-status.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { useEnrolment } from './use-enrolment.ts';
import styles from './enrol-screen.module.css';

interface EnrolScreenProps {
  /** Opens the new device's databases, once it is enrolled. */
  readonly onEnrolled: () => Promise<void>;
}

/** Makes this browser a device of the co-operative: a code, a number to compare, done. */
export function EnrolScreen({ onEnrolled }: EnrolScreenProps) {
  const text = useAllText();
  const isUnknown = useSyncStatus((status) => status.trouble === 'device-unknown');
  // A device that the server does not know may become another one: its ledger stays, and what it holds is brought along.
  const isDevice = useContext(WorkplaceContext) !== null && !isUnknown;
  const [wasEnrolled] = useState(isDevice);
  const { stage, enrol } = useEnrolment(onEnrolled);
  if (wasEnrolled) {
    return (
      <Page title={text.enrol.already} corner={<LanguageButton />}>
        <DoneCard />
      </Page>
    );
  }
  switch (stage.kind) {
    case 'code':
    case 'asking':
      return (
        <Page title={text.enrol.title} lead={text.enrol.lead} corner={<LanguageButton />}>
          <EnrolForm
            refusal={stage.kind === 'code' ? stage.refusal : null}
            isAsking={stage.kind === 'asking'}
            onSubmit={enrol}
          />
          <Link href="/office" className={styles.office}>
            {text.enrol.toOffice}
          </Link>
        </Page>
      );
    case 'matching':
      return (
        <Page title={text.enrol.matchTitle} lead={text.enrol.matchLead} corner={<LanguageButton />}>
          <p
            className={styles.match}
            role="img"
            aria-label={text.enrol.matchLabel({ digits: spaced(stage.digits) })}
          >
            {stage.digits.slice(0, 3)} {stage.digits.slice(3)}
          </p>
          <Spinner label={text.enrol.waiting} />
        </Page>
      );
    case 'done':
      return (
        <Page title={text.enrol.doneTitle} corner={<LanguageButton />}>
          <DoneCard />
        </Page>
      );
  }
}

/** Digits one by one, so that a screen reader doesn't read hundreds of thousands. */
function spaced(digits: string): string {
  return digits.split('').join(' ');
}

function DoneCard() {
  const text = useAllText();
  const identity = useContext(WorkplaceContext)?.identity;
  const coop = useCatalogue((catalogue) => catalogue.coop?.name);
  const isEmpty = useCatalogue((catalogue) => catalogue.products.length === 0);
  const [, navigate] = useLocation();
  const answer = usePersistence((persistence) => persistence.answer);
  return (
    <div className={styles.done}>
      <p className={styles.device}>
        <span className={styles.mark}>
          <Icon name="check" size={32} />
        </span>
        {identity && (
          <strong>{text.enrol.doneLead({ coop: coop ?? identity.coopId, name: identity.name })}</strong>
        )}
      </p>
      {isEmpty && <Notice tone="info">{text.enrol.loadingLater}</Notice>}
      {answer === 'granted' ? (
        <Notice tone="ok">{text.enrol.persisted}</Notice>
      ) : (
        <Notice tone="warn">{text.enrol.notPersisted}</Notice>
      )}
      <Button look="primary" size="huge" isWide onClick={() => navigate('/sign-in')}>
        {text.enrol.toSignIn}
      </Button>
    </div>
  );
}
