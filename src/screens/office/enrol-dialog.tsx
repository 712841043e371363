import { useEffect, useState } from 'react';
import { formatClock } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { officeActs, type MadeCode } from '../../sync/office-client.ts';
import { watchCode, type CodeSight } from '../../sync/watch-code.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { CodeCard } from './code-card.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { useMe, zoneOf } from './me.ts';
import { useAct } from './use-act.ts';
import styles from './form.module.css';

/** Takes a new device in: a code, six digits on both screens, done. */
export function EnrolDialog({ onClose }: { readonly onClose: () => void }) {
  const office = useOfficeText();
  const me = useMe();
  const [outletId, setOutletId] = useState(me.outlets[0]?.id ?? '');
  const [made, setMade] = useState<MadeCode | null>(null);
  const act = useAct();
  const make = async () => {
    setMade(null);
    setMade(await act.run(() => officeActs.makeCode(outletId)));
  };
  return (
    <Dialog title={office.enrol.title} onClose={onClose}>
      <div className={`${styles.form} ${styles.inset}`}>
        {made === null ? (
          <>
            <label className={styles.label}>
              {office.enrol.outlet}
              <select
                className={styles.select}
                value={outletId}
                onChange={(event) => setOutletId(event.target.value)}
              >
                {me.outlets.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <FailureNotice failure={act.failure} />
            <Button look="primary" size="large" isWide isBusy={act.isBusy} onClick={() => void make()}>
              {act.isBusy ? office.enrol.making : office.enrol.make}
            </Button>
          </>
        ) : (
          <Watched
            key={made.code}
            made={made}
            outletId={outletId}
            onAgain={() => void make()}
            onClose={onClose}
          />
        )}
      </div>
    </Dialog>
  );
}

interface WatchedProps {
  readonly made: MadeCode;
  readonly outletId: string;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** Follows the code until a device has come, was confirmed, and has what it needs. */
function Watched({ made, outletId, onAgain, onClose }: WatchedProps) {
  const office = useOfficeText();
  const words = office.enrol;
  const [{ view, failure }, setSight] = useState<CodeSight>({ view: null, failure: null });
  const zone = zoneOf(useMe(), outletId);

  // The device knocks at the server, not here; somebody has to keep asking.
  useEffect(() => watchCode(made.code, setSight), [made.code]);

  const deviceName = view?.deviceName ?? words.title;
  switch (view?.state) {
    case undefined:
    case 'open':
      return (
        <>
          <p className={styles.note}>{words.codeLead}</p>
          <CodeCard
            code={made.code}
            label={words.code}
            link={`${window.location.origin}/enrol#${made.code}`}
            until={words.until({ time: formatClock(made.expiresAt, zone) })}
          />
          <FailureNotice failure={failure} />
          <Spinner label={words.waiting} />
        </>
      );
    case 'knocking':
      return <Compare code={made.code} match={view.match ?? ''} deviceName={deviceName} />;
    case 'confirmed':
      return <Spinner label={words.confirmed} />;
    case 'enrolled':
      return (
        <>
          <Notice tone="ok" title={words.done({ name: deviceName })}>
            {words.doneLead}
          </Notice>
          <Button look="ink" size="large" isWide onClick={onClose}>
            {office.form.close}
          </Button>
        </>
      );
    case 'denied':
    case 'expired':
      return (
        <>
          <Notice tone="warn">{view.state === 'denied' ? words.denied : words.expired}</Notice>
          <Button look="primary" size="large" isWide onClick={onAgain}>
            {words.again}
          </Button>
        </>
      );
  }
}

interface CompareProps {
  readonly code: string;
  readonly match: string;
  readonly deviceName: string;
}

/** The one question only a person can answer: is the device at the door the one we mean? */
function Compare({ code, match, deviceName }: CompareProps) {
  const words = useOfficeText().enrol;
  const act = useAct();
  const decide = (isConfirmed: boolean) =>
    void act.run(() => officeActs.decideCode({ code, match, isConfirmed }));
  return (
    <div className={styles.form} role="group" aria-label={words.compare} aria-live="polite">
      <h3>{words.compare}</h3>
      <p className={styles.note}>{words.compareLead({ name: deviceName })}</p>
      <div className={styles.code}>
        <span
          className={styles.digits}
          role="img"
          aria-label={words.match({ digits: match.split('').join(' ') })}
        >
          {match.slice(0, 3)} {match.slice(3)}
        </span>
      </div>
      <FailureNotice failure={act.failure} />
      <div className={styles.row}>
        <Button size="large" isBusy={act.isBusy} onClick={() => decide(false)}>
          {words.no}
        </Button>
        <Button look="primary" size="large" isBusy={act.isBusy} onClick={() => decide(true)}>
          {words.yes}
        </Button>
      </div>
    </div>
  );
}
