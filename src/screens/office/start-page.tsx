import { Link } from 'wouter';
import type { OfficeMessages } from '../../locale/office-id.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { questions, type OfficeHouse } from '../../sync/office-live.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DeskPage } from './desk-page.tsx';
import { LiveView } from './live-view.tsx';
import { useLive } from './use-live.ts';
import styles from './start-page.module.css';

interface Step {
  readonly title: string;
  readonly lead: string;
  readonly href: string;
  readonly isDone: boolean;
}

/** What is left to do before the first sale. Each step is ticked by what the server has, not by a hand. */
export function StartPage() {
  const office = useOfficeText();
  const words = office.start;
  const live = useLive(questions.house, 'house');
  return (
    <DeskPage title={words.title} lead={words.lead}>
      <LiveView live={live}>{(house) => <Steps steps={stepsOf(house, office)} />}</LiveView>
    </DeskPage>
  );
}

function Steps({ steps }: { readonly steps: readonly Step[] }) {
  const words = useOfficeText().start;
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <div className={styles.steps}>
      {done === steps.length ? (
        <Notice tone="ok">{words.allDone}</Notice>
      ) : (
        <p className={styles.progress}>{words.progress({ done, all: steps.length })}</p>
      )}
      <ol className={styles.list}>
        {steps.map(({ title, lead, href, isDone }, index) => (
          <li key={href}>
            <Link href={href} className={isDone ? styles.done : styles.step}>
              <span className={styles.mark} aria-hidden="true">
                {isDone ? <Icon name="check" size={24} /> : index + 1}
              </span>
              <span className={styles.words}>
                <strong>{title}</strong>
                <span className={styles.lead}>{lead}</span>
              </span>
              <span className={styles.state}>{isDone ? words.done : words.open}</span>
              <Icon name="next" />
            </Link>
          </li>
        ))}
      </ol>
    </div>
  );
}

function stepsOf({ counts, outlets }: OfficeHouse, { start }: OfficeMessages): readonly Step[] {
  // The founder of the co-operative is the first person; somebody has to stand at the till as well.
  const hasPeople = counts.people > 1;
  const hasGoods = counts.products > 0;
  const hasStock = counts.openingStock > 0;
  const hasHead = outlets.some(({ receiptHead }) => receiptHead.length > 0);
  const goods = { count: counts.products };
  return [
    {
      title: start.people,
      lead: hasPeople ? start.peopleDone({ count: counts.people }) : start.peopleLead,
      href: '/office/people',
      isDone: hasPeople,
    },
    {
      title: start.goods,
      lead: hasGoods ? (hasStock ? start.goodsDone(goods) : start.stockMissing(goods)) : start.goodsLead,
      href: '/office/house#import',
      isDone: hasGoods && hasStock,
    },
    {
      title: start.receipt,
      lead: hasHead ? start.receiptDone : start.receiptLead,
      href: '/office/house',
      isDone: hasHead,
    },
    {
      title: start.device,
      lead: counts.devices > 0 ? start.deviceDone({ count: counts.devices }) : start.deviceLead,
      href: '/office/devices',
      isDone: counts.devices > 0,
    },
    {
      title: start.sale,
      lead: counts.sales > 0 ? start.saleDone({ count: counts.sales }) : start.saleLead,
      href: '/office/sales',
      isDone: counts.sales > 0,
    },
  ];
}
