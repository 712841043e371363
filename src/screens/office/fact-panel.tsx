import { formatRupiah } from '../../locale/format.ts';
import { formatDay, formatMoment } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { readFactBody } from '../../sync/fact-body.ts';
import { questions, type OfficeFact } from '../../sync/office-live.ts';
import { Notice } from '../../ui/notice.tsx';
import { delayWords } from './delay-words.ts';
import { Evidence } from './evidence.tsx';
import { findingWords } from './finding-words.ts';
import { LiveView } from './live-view.tsx';
import { zoneOf, useMe } from './me.ts';
import { SaleContent } from './sale-content.tsx';
import { SidePanel } from './side-panel.tsx';
import { useLive } from './use-live.ts';
import styles from './fact-panel.module.css';

interface FactPanelProps {
  readonly factId: string;
  readonly onClose: () => void;
}

/** One fact, from its receipt down to its bytes, with what proves it and what was noticed about it. */
export function FactPanel({ factId, onClose }: FactPanelProps) {
  const office = useOfficeText();
  const live = useLive(questions.facts, `facts/${encodeURIComponent(factId)}`);
  return (
    <SidePanel title={live.value?.number ?? office.fact.title} onClose={onClose}>
      <LiveView live={live}>{(fact) => <FactContent fact={fact} />}</LiveView>
    </SidePanel>
  );
}

function FactContent({ fact }: { readonly fact: OfficeFact }) {
  const office = useOfficeText();
  const words = office.fact;
  const body = readFactBody(fact.body);
  return (
    <div className={styles.content}>
      {fact.status === 'held' && <Notice tone="warn">{words.held}</Notice>}
      {fact.status === 'quarantined' && (
        <Notice tone="danger">{words.quarantined({ reason: fact.reason ?? '–' })}</Notice>
      )}
      <FactHead fact={fact} businessDate={body?.businessDate ?? null} outletId={body?.outletId} />
      {body === null && <Notice tone="plain">{words.unreadable}</Notice>}
      {body?.kind === 'sale.recorded' && <SaleContent sale={body} />}
      <FactFindings fact={fact} />
      <Evidence fact={fact} outletId={body?.outletId} />
    </div>
  );
}

interface FactHeadProps {
  readonly fact: OfficeFact;
  readonly businessDate: string | null;
  readonly outletId: string | undefined;
}

function FactHead({ fact, businessDate, outletId }: FactHeadProps) {
  const office = useOfficeText();
  const text = useText();
  const language = useLanguage();
  const zone = zoneOf(useMe(), outletId);
  const words = office.fact;
  const kinds: Readonly<Record<string, string>> = words.kinds;
  return (
    <dl className={styles.pairs}>
      <dt>{kinds[fact.kind] ?? fact.kind}</dt>
      <dd>{fact.number ?? '–'}</dd>
      {businessDate !== null && (
        <>
          <dt>{words.businessDate}</dt>
          <dd>{formatDay(businessDate, language)}</dd>
        </>
      )}
      <dt>{words.when}</dt>
      <dd>{formatMoment(fact.at, zone, language)}</dd>
      <dt>{words.received}</dt>
      <dd>
        {formatMoment(fact.receivedAt, zone, language)}
        <span className={styles.aside}>{delayWords(fact.at, fact.receivedAt, office, text)}</span>
      </dd>
      <dt>{words.device}</dt>
      <dd>{fact.deviceName}</dd>
      {fact.staffName !== null && (
        <>
          <dt>{words.person}</dt>
          <dd>{fact.staffName}</dd>
        </>
      )}
    </dl>
  );
}

function FactFindings({ fact }: { readonly fact: OfficeFact }) {
  const office = useOfficeText();
  if (fact.findings.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3>{office.fact.findings}</h3>
      {fact.findings.map((finding) => {
        const words = findingWords(finding.kind, office);
        return (
          <Notice key={finding.findingId} tone="warn" title={words.name}>
            <p>{words.means}</p>
            <p>{words.todo}</p>
            <FindingFigures detail={finding.detail} />
          </Notice>
        );
      })}
    </section>
  );
}

/** What the server wrote beside a finding, as it stands there; amounts of money are written as money. */
export function FindingFigures({ detail }: Pick<OfficeFact['findings'][number], 'detail'>) {
  const pairs = Object.entries(detail).filter(([, value]) => value !== null);
  if (pairs.length === 0) return null;
  return (
    <p className={styles.figures}>
      {pairs
        .map(([name, value]) => `${name}: ${isMoney(name) ? formatRupiah(Number(value)) : value}`)
        .join(' · ')}
    </p>
  );
}

function isMoney(name: string): boolean {
  return /^(sold|listed|gross|expectedGross|.*Rupiah)$/.test(name);
}
