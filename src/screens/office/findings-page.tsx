import { useSearchParams } from 'wouter';
import { formatCount } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { askFindings } from '../../sync/office-client.ts';
import { questions, type OfficeFinding, type OfficeFindings } from '../../sync/office-live.ts';
import { Button } from '../../ui/button.tsx';
import { ChipRow } from '../../ui/chip-row.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { contactWords } from './contact-words.ts';
import { DeskPage } from './desk-page.tsx';
import { FactPanel, FindingFigures } from './fact-panel.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { findingWords } from './finding-words.ts';
import { Freshness, LiveView } from './live-view.tsx';
import { useLive, useNow } from './use-live.ts';
import { useOlder } from './use-older.ts';
import styles from './findings-page.module.css';

const AGE_STEP_MS = 30_000;
const ALL = '';

/** What the server noticed: what it is, what it means, and what a person should do about it. */
export function FindingsPage() {
  const office = useOfficeText();
  const words = office.list;
  const [params, setParams] = useSearchParams();
  const kind = params.get('kind') ?? ALL;
  const factId = params.get('fact');
  const path = findingsPath(kind, null);
  const live = useLive(questions.findings, path);
  const go = (changes: { kind?: string; fact?: string }, isReplaced = false) =>
    setParams({ ...(kind === ALL ? {} : { kind }), ...changes }, { replace: isReplaced });
  return (
    <DeskPage title={words.title} lead={words.lead} beside={<Freshness live={live} />}>
      <LiveView live={live}>
        {(value) => (
          <>
            <Kinds
              kinds={value.kinds}
              chosen={kind}
              onChoose={(next) => setParams(next === ALL ? {} : { kind: next })}
            />
            <FindingList key={path} value={value} kind={kind} onOpen={(fact) => go({ fact })} />
          </>
        )}
      </LiveView>
      {factId !== null && <FactPanel key={factId} factId={factId} onClose={() => go({}, true)} />}
    </DeskPage>
  );
}

function findingsPath(kind: string, next: string | null): string {
  const query = new URLSearchParams();
  if (kind !== ALL) query.set('kind', kind);
  if (next !== null) query.set('next', next);
  const written = query.toString();
  return written === '' ? 'findings' : `findings?${written}`;
}

interface KindsProps {
  readonly kinds: OfficeFindings['kinds'];
  readonly chosen: string;
  readonly onChoose: (kind: string) => void;
}

function Kinds({ kinds, chosen, onChoose }: KindsProps) {
  const office = useOfficeText();
  if (kinds.length === 0) return null;
  const all = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <ChipRow
      label={office.list.kinds}
      selectedId={chosen}
      onSelect={onChoose}
      chips={[
        { id: ALL, label: `${office.form.all} ${formatCount(all)}` },
        ...kinds.map(({ kind, count }) => ({
          id: kind,
          label: `${findingWords(kind, office).name} ${formatCount(count)}`,
        })),
      ]}
    />
  );
}

interface FindingListProps {
  readonly value: OfficeFindings;
  readonly kind: string;
  readonly onOpen: (factId: string) => void;
}

function FindingList({ value, kind, onOpen }: FindingListProps) {
  const office = useOfficeText();
  const now = useNow(AGE_STEP_MS);
  const list = useOlder(
    { rows: value.findings, next: value.next },
    (finding) => finding.findingId,
    async (next) => {
      const answer = await askFindings(findingsPath(kind, next));
      return answer.ok
        ? { ok: true, value: { rows: answer.value.findings, next: answer.value.next } }
        : answer;
    },
  );
  if (list.rows.length === 0)
    return <EmptyState icon="check" message={kind === ALL ? office.list.empty : office.list.emptyKind} />;
  return (
    <>
      <ul className={styles.list} aria-label={office.list.title}>
        {list.rows.map((finding) => (
          <FindingCard key={finding.findingId} finding={finding} now={now} onOpen={onOpen} />
        ))}
      </ul>
      {list.hasMore && (
        <div>
          <Button isBusy={list.isBusy} onClick={() => void list.more()}>
            {list.isBusy ? office.sales.loadingMore : office.sales.more}
          </Button>
        </div>
      )}
      <FailureNotice failure={list.failure} />
    </>
  );
}

interface FindingCardProps {
  readonly finding: OfficeFinding;
  readonly now: number;
  readonly onOpen: (factId: string) => void;
}

function FindingCard({ finding, now, onOpen }: FindingCardProps) {
  const office = useOfficeText();
  const text = useText();
  const words = findingWords(finding.kind, office);
  const { factId } = finding;
  const where = [
    finding.number,
    finding.deviceId === 'server' ? office.list.server : finding.deviceName,
    finding.staffName,
    contactWords(finding.foundAt, now, office.devices, text),
  ].filter((part) => part !== null && part !== '');
  return (
    <li className={styles.card}>
      <div className={styles.words}>
        <h2 className={styles.name}>{words.name}</h2>
        <p className={styles.where}>{where.join(' · ')}</p>
        <p>{words.means}</p>
        <p className={styles.todo}>
          <strong>{office.list.todo}:</strong> {words.todo}
        </p>
        <FindingFigures detail={finding.detail} />
      </div>
      {factId !== null && <Button onClick={() => onOpen(factId)}>{office.list.open}</Button>}
    </li>
  );
}
