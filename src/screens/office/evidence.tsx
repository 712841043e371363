import { formatClock } from '../../locale/format.ts';
import { formatMoment } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import type { OfficeFact } from '../../sync/office-live.ts';
import { Icon } from '../../ui/icon.tsx';
import { CopyButton } from './copy-button.tsx';
import { useMe, zoneOf } from './me.ts';
import styles from './fact-panel.module.css';

type Entry = OfficeFact['entries'][number];

interface EvidenceProps {
  readonly fact: OfficeFact;
  readonly outletId: string | undefined;
}

/** What proves a fact: its fingerprints recomputed by the server, its place in the chain, and the bytes themselves. */
export function Evidence({ fact, outletId }: EvidenceProps) {
  const office = useOfficeText();
  const words = office.fact;
  return (
    <section className={styles.part}>
      <h3>{words.evidence}</h3>
      <ul className={styles.ticks}>
        <Tick
          isRight={fact.isContentRight}
          label={fact.isContentRight ? words.rightContent : words.wrongContent}
        />
        {fact.entries.map((entry) => (
          <EntryTicks key={`${entry.epoch}:${entry.seq}`} entry={entry} outletId={outletId} />
        ))}
      </ul>
      <dl className={styles.proof}>
        <Proof label={words.paperCode} value={`${fact.paperCode.slice(0, 4)}-${fact.paperCode.slice(4)}`} />
        <Proof label={words.factId} value={fact.factId} />
        <Proof label={words.content} value={fact.content} />
        {fact.entries.map((entry) => (
          <EntryProof key={`${entry.epoch}:${entry.seq}`} entry={entry} />
        ))}
      </dl>
      <h4 className={styles.bytesTitle}>{words.bytes}</h4>
      <pre className={styles.bytes}>{fact.body}</pre>
      <CopyButton text={fact.body} label={words.copyBytes} />
    </section>
  );
}

function EntryTicks({ entry, outletId }: { readonly entry: Entry; readonly outletId: string | undefined }) {
  const words = useOfficeText().fact;
  return (
    <>
      <Tick isRight={entry.isHashRight} label={entry.isHashRight ? words.rightChain : words.wrongChain} />
      <CheckpointTick checkpoint={entry.checkpoint} outletId={outletId} />
    </>
  );
}

interface CheckpointTickProps {
  readonly checkpoint: Entry['checkpoint'];
  readonly outletId: string | undefined;
}

function CheckpointTick({ checkpoint, outletId }: CheckpointTickProps) {
  const words = useOfficeText().fact;
  const language = useLanguage();
  const zone = zoneOf(useMe(), outletId);
  if (checkpoint === null) return <Tick isRight={null} label={words.unsigned} />;
  if (!checkpoint.isSignatureRight) return <Tick isRight={false} label={words.wrongSignature} />;
  const title = formatMoment(checkpoint.at, zone, language);
  return <Tick isRight title={title} label={words.signed({ time: formatClock(checkpoint.at, zone) })} />;
}

interface TickProps {
  /** Null: neither right nor wrong yet. */
  readonly isRight: boolean | null;
  readonly label: string;
  readonly title?: string | undefined;
}

/** One thing that was checked. Colour, picture and words say the same. */
function Tick({ isRight, label, title }: TickProps) {
  const look = isRight === null ? styles.open : isRight ? styles.right : styles.wrong;
  return (
    <li className={look} title={title}>
      <Icon name={isRight === null ? 'minus' : isRight ? 'check' : 'warning'} />
      {label}
    </li>
  );
}

function EntryProof({ entry }: { readonly entry: Entry }) {
  const words = useOfficeText().fact;
  const { origin } = entry;
  return (
    <>
      <Proof label={words.place} value={words.placeOf({ seq: entry.seq })} />
      <Proof label={words.epoch} value={entry.epoch} />
      {origin !== null && (
        <Proof
          label={words.origin}
          value={`${origin.epoch} ${words.placeOf({ seq: origin.seq })} ${origin.hash}`}
        />
      )}
      <Proof label={words.hash} value={entry.hash} />
      <Proof label={words.previousHash} value={entry.previousHash} />
    </>
  );
}

function Proof({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
