import { formatAge } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useText } from '../../locale/use-text.ts';
import { HOUR_MS } from '#domain/time.ts';
import { questions, type OfficeHouse } from '../../sync/office-live.ts';
import { Notice } from '../../ui/notice.tsx';
import { Card, DeskPage } from './desk-page.tsx';
import { ImportCard } from './import-card.tsx';
import { LiveView } from './live-view.tsx';
import { mayAct, useMe } from './me.ts';
import { OutletForm } from './outlet-form.tsx';
import { useLive, useNow } from './use-live.ts';
import styles from './house-page.module.css';

/** From this age on a backup is spoken of: they are made every hour. */
const BACKUP_AGE_MS_MAX = 2 * HOUR_MS;
const AGE_STEP_MS = 30_000;

/** The shop itself: its receipt, what is imported into it, and how its server is. */
export function HousePage() {
  const office = useOfficeText();
  const me = useMe();
  const live = useLive(questions.house, 'house');
  return (
    <DeskPage title={office.house.title}>
      <LiveView live={live}>
        {(house) => (
          <div className={styles.columns}>
            {house.outlets.map((outlet) => (
              <OutletForm key={outlet.id} outlet={outlet} coopName={house.coop.name} />
            ))}
            <div className={styles.column}>
              <ServerCard server={house.server} />
              {mayAct(me, 'master.import') && <ImportCard />}
            </div>
          </div>
        )}
      </LiveView>
    </DeskPage>
  );
}

function ServerCard({ server }: Pick<OfficeHouse, 'server'>) {
  const words = useOfficeText().house;
  return (
    <Card title={words.server}>
      <dl className={styles.pairs}>
        <dt>{words.build}</dt>
        <dd>{server.build}</dd>
        <dt>{words.database}</dt>
        <dd>{words.databases[server.database]}</dd>
        <dt>{words.generation}</dt>
        <dd>{server.generation}</dd>
      </dl>
      <BackupLine at={server.backupVerifiedAt} />
    </Card>
  );
}

function BackupLine({ at }: { readonly at: number | null }) {
  const words = useOfficeText().house;
  const text = useText();
  const now = useNow(AGE_STEP_MS);
  if (at === null)
    return (
      <Notice tone="danger" title={words.backup}>
        {words.backupNever}
      </Notice>
    );
  const age = formatAge(now - at, text);
  if (now - at > BACKUP_AGE_MS_MAX)
    return (
      <Notice tone="warn" title={words.backup}>
        {words.backupOld({ age })}
      </Notice>
    );
  return (
    <Notice tone="ok" title={words.backup}>
      {words.backupGood({ age })}
    </Notice>
  );
}
