import { Suspense, use, useState, type ReactNode } from 'react';
import { isRupiah } from '#domain/money.ts';
import type { Refusal } from '#domain/refusal.ts';
import type { BusinessDate, DateDoubt } from '#domain/time.ts';
import { openShift } from '../../actions/open-shift.ts';
import { proposeShiftDate } from '../../actions/propose-date.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatBusinessDate, formatRupiah } from '../../locale/format.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Keypad } from '../../ui/keypad.tsx';
import { typeAmount } from '../../ui/keypad-value.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import styles from './open-shift-screen.module.css';

interface OpenShiftScreenProps {
  /** Shown in the corner: another person may take over before the till is open. */
  readonly corner?: ReactNode;
}

/** Opens the till for the day: the cash that is in the drawer, and the business date. */
export function OpenShiftScreen({ corner }: OpenShiftScreenProps) {
  const text = useAllText();
  const workplace = useWorkplace();
  const coopName = useCatalogue((catalogue) => catalogue.coop?.name);
  const [proposal] = useState(() => proposeShiftDate(workplace));
  return (
    <Page over={coopName} title={text.shift.title} lead={text.shift.lead} corner={corner} width="wide">
      <Suspense fallback={<Spinner label={text.common.loading} />}>
        <OpenShiftForm proposal={proposal} />
      </Suspense>
    </Page>
  );
}

interface Proposal {
  readonly date: BusinessDate;
  readonly doubt: DateDoubt | null;
}

function OpenShiftForm({ proposal }: { readonly proposal: Promise<Proposal> }) {
  const text = useAllText();
  const workplace = useWorkplace();
  const { date, doubt } = use(proposal);
  const [isConfirmed, setIsConfirmed] = useState(doubt === null);
  const [float, setFloat] = useState(0);
  const [isSaving, setIsSaving] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | 'failed' | null>(null);

  const open = async () => {
    if (!isRupiah(float)) return;
    setIsSaving(true);
    try {
      const opened = await openShift(workplace, { floatRupiah: float, businessDate: date });
      setRefusal(opened.ok ? null : opened.refusal);
    } catch {
      setRefusal('failed');
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <div className={styles.form}>
      <DateCard date={date} doubt={doubt} isConfirmed={isConfirmed} onConfirm={() => setIsConfirmed(true)} />
      <div className={styles.float}>
        <p className={styles.reading}>
          <span className={styles.word}>{text.shift.float}</span>
          <output className={styles.amount}>{formatRupiah(float)}</output>
        </p>
        <Keypad
          corner="000"
          label={text.shift.floatPad}
          onKey={(key) => setFloat((amount) => typeAmount(amount, key))}
        />
        <ShiftRefusalNotice refusal={refusal} />
        <Button
          look="primary"
          size="huge"
          isWide
          disabled={!isConfirmed}
          isBusy={isSaving}
          onClick={() => void open()}
        >
          {float > 0 ? text.shift.openWith({ amount: formatRupiah(float) }) : text.shift.openEmpty}
        </Button>
      </div>
    </div>
  );
}

function ShiftRefusalNotice({ refusal }: { readonly refusal: Refusal | 'failed' | null }) {
  const text = useAllText();
  if (refusal === null) return null;
  if (refusal === 'failed') return <Notice tone="danger" title={text.till.couldNotSave} isUrgent />;
  const words = describeRefusal(refusal, text);
  return (
    <Notice tone="danger" title={words.what} isUrgent>
      {words.safe} {words.next}
    </Notice>
  );
}

interface DateCardProps {
  readonly date: BusinessDate;
  readonly doubt: DateDoubt | null;
  readonly isConfirmed: boolean;
  readonly onConfirm: () => void;
}

/** The proposed day. One that looks odd has to be confirmed in so many words. */
function DateCard({ date, doubt, isConfirmed, onConfirm }: DateCardProps) {
  const text = useAllText();
  const language = useLanguage();
  return (
    <div className={styles.date}>
      <p className={styles.day}>
        <Icon name="calendar" size={24} />
        <span>
          <span className={styles.word}>{text.shift.businessDate}</span>
          <strong className={styles.dayName}>{formatBusinessDate(date, language)}</strong>
        </span>
      </p>
      {doubt !== null &&
        (isConfirmed ? (
          <Notice tone="ok">{text.shift.dateConfirmed}</Notice>
        ) : (
          <Notice
            tone="warn"
            isUrgent
            title={doubt === 'before-last-fact' ? text.shift.doubtLastFact : text.shift.doubtServer}
            action={<Button onClick={onConfirm}>{text.shift.dateIsRight}</Button>}
          >
            {text.shift.doubtQuestion}
          </Notice>
        ))}
    </div>
  );
}
