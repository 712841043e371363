import { lazy, Suspense, useState } from 'react';
import { standsAtTill } from '#domain/permissions.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { initialsOf } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { lockStateOf, type LockState } from '../../session/sign-in.ts';
import { useCatalogue, type RosterEntry } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Page } from '../../ui/page.tsx';
import { PinEntry } from './pin-entry.tsx';
import styles from './sign-in-screen.module.css';

/** Only who has no PIN yet needs it. */
const NewPin = lazy(async () => ({ default: (await import('./new-pin.tsx')).NewPin }));

interface SignInScreenProps {
  /** Fetches the roster at once, if there is a link. */
  readonly onDownload: () => void;
}

interface Chosen {
  readonly staff: RosterEntry;
  readonly lock: LockState;
}

/** Who stands at the till: a name, then six digits. Works without a link. */
export function SignInScreen({ onDownload }: SignInScreenProps) {
  const text = useText();
  const workplace = useWorkplace();
  const coopName = useCatalogue((catalogue) => catalogue.coop?.name);
  const [chosen, setChosen] = useState<Chosen | null>(null);

  const choose = (staff: RosterEntry) => {
    lockStateOf(workplace, staff.id).then(
      (lock) => setChosen({ staff, lock }),
      // Unreadable tries are no reason to lock out: signIn reads them again and decides.
      () => setChosen({ staff, lock: { triesLeft: 1, waitMs: 0 } }),
    );
  };
  if (chosen && !chosen.staff.hasPin) {
    return (
      <Suspense fallback={null}>
        <NewPin staff={chosen.staff} onBack={() => setChosen(null)} />
      </Suspense>
    );
  }
  if (chosen) {
    return (
      <Page
        over={coopName}
        title={text.signIn.pinTitle({ name: chosen.staff.name })}
        lead={text.signIn.pinLead}
        corner={<LanguageButton />}
      >
        <PinEntry
          key={chosen.staff.id}
          staff={chosen.staff}
          lock={chosen.lock}
          onBack={() => setChosen(null)}
        />
      </Page>
    );
  }
  return (
    <Page
      over={coopName}
      title={text.signIn.title}
      lead={text.signIn.lead}
      corner={<LanguageButton />}
      width="wide"
    >
      <Names onChoose={choose} onDownload={onDownload} />
    </Page>
  );
}

interface NamesProps extends SignInScreenProps {
  readonly onChoose: (staff: RosterEntry) => void;
}

function Names({ onChoose, onDownload }: NamesProps) {
  const text = useText();
  const staff = useCatalogue((catalogue) => catalogue.staff);
  const people = staff.filter((person) => person.isActive && standsAtTill(person.role));
  if (people.length === 0) {
    return (
      <EmptyState
        icon="people"
        message={`${text.signIn.noStaffTitle}. ${text.signIn.noStaffLead}`}
        action={
          <Button icon="refresh" onClick={onDownload}>
            {text.signIn.noStaffRetry}
          </Button>
        }
      />
    );
  }
  return (
    <ul className={styles.names}>
      {people.map((person) => (
        <li key={person.id}>
          <button type="button" className={styles.card} onClick={() => onChoose(person)}>
            <span className={styles.initials} aria-hidden="true">
              {initialsOf(person.name)}
            </span>
            <span className={styles.words}>
              <span className={styles.name}>{person.name}</span>
              <span className={styles.role}>
                {person.hasPin ? text.roles[person.role] : text.signIn.noPin}
              </span>
            </span>
            <Icon name="next" size={24} className={styles.next} />
          </button>
        </li>
      ))}
    </ul>
  );
}
