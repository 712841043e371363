import { useState } from 'react';
import { formatMoment, idFromName } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { officeActs, type MadeCode } from '../../sync/office-client.ts';
import { accountNameSchema } from '../../sync/office-session.ts';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CodeCard } from './code-card.tsx';
import { FormDialog } from './form-dialog.tsx';
import { useMe, zoneOf } from './me.ts';
import type { Person } from './person-words.ts';
import { useAct } from './use-act.ts';
import styles from './form.module.css';

const ACCOUNT_MAX = 40;

interface CodeDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
}

/** Gives a person a code for a new PIN, which nobody but that person then knows. */
export function PinDialog({ person, onClose }: CodeDialogProps) {
  const words = useOfficeText().people;
  const [made, setMade] = useState<MadeCode | null>(null);
  const act = useAct();
  const submit = async () => setMade(await act.run(() => officeActs.resetPin(person.staffId)));
  return (
    <FormDialog
      title={made === null ? words.resetTitle({ name: person.name }) : words.codeTitle({ name: person.name })}
      act={act}
      submitLabel={words.makeCode}
      isDone={made !== null}
      width="narrow"
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {made === null ? (
        <p className={styles.note}>{words.resetLead}</p>
      ) : (
        <Made made={made} steps={words.pinSteps} />
      )}
    </FormDialog>
  );
}

/** Gives a person an account of the office and a code to choose its password with. */
export function InviteDialog({ person, onClose }: CodeDialogProps) {
  const words = useOfficeText().people;
  const [account, setAccount] = useState(() => person.account ?? accountFrom(person.name));
  const [isAsked, setIsAsked] = useState(false);
  const [made, setMade] = useState<MadeCode | null>(null);
  const act = useAct();
  const isRight = accountNameSchema.safeParse(account).success;
  const submit = async () => {
    setIsAsked(true);
    if (isRight) setMade(await act.run(() => officeActs.inviteAccount({ staffId: person.staffId, account })));
  };
  return (
    <FormDialog
      title={
        made === null ? words.inviteTitle({ name: person.name }) : words.codeTitle({ name: person.name })
      }
      act={act}
      submitLabel={words.makeCode}
      isDone={made !== null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {made === null ? (
        <>
          <p className={styles.note}>{words.inviteLead}</p>
          <Field
            label={words.account}
            hint={words.accountHint}
            error={isAsked && !isRight ? words.accountWrong : undefined}
            value={account}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={ACCOUNT_MAX}
            readOnly={person.account !== null}
            onChange={(event) => setAccount(event.target.value.toLowerCase())}
          />
        </>
      ) : (
        <Made
          made={made}
          steps={words.inviteSteps({ link: `${window.location.origin}/office/invitation` })}
          account={account}
        />
      )}
    </FormDialog>
  );
}

interface MadeProps {
  readonly made: MadeCode;
  readonly steps: string;
  readonly account?: string | undefined;
}

/** The code, once, with what its owner has to do and until when. */
function Made({ made, steps, account }: MadeProps) {
  const words = useOfficeText().people;
  const language = useLanguage();
  const zone = zoneOf(useMe());
  return (
    <>
      <CodeCard
        code={made.code}
        label={account ?? words.codeOnce}
        until={words.codeUntil({ time: formatMoment(made.expiresAt, zone, language) })}
      />
      <p>{steps}</p>
      <Notice tone="warn">{words.codeOnce}</Notice>
    </>
  );
}

/** `Siti Rahma` is `siti.rahma`. */
function accountFrom(name: string): string {
  return idFromName(name, ACCOUNT_MAX).replaceAll('-', '.');
}
