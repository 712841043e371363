import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useWorkplace } from '../actions/workplace.ts';
import { usePersistence } from '../device/storage-health.ts';
import { formatAge, formatRupiah } from '../locale/format.ts';
import type { AllMessages } from '../locale/more-id.ts';
import { useAllText } from '../locale/use-all-text.ts';
import { SaveLedger } from '../screens/settings/save-ledger.tsx';
import { useSyncStatus, type SyncStatus } from '../sync/sync-status.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Tone } from '../ui/pill.tsx';
import { sendAtOnce } from './compose.ts';
import styles from './sync-sheet.module.css';

/** How often the ages in an open sheet are read again. */
const TICK_MS = 10_000;
const MINUTE_MS = 60_000;

/** What waits to be sent, how much it is worth and how old, and the button that tries now. */
export function SyncSheet({ onClose }: { readonly onClose: () => void }) {
  const text = useAllText();
  const status = useSyncStatus();
  const now = useNow();
  const isKept = usePersistence((persistence) => persistence.answer === 'granted');
  const ago = (at: number) =>
    now - at < MINUTE_MS ? text.sending.justNow : text.sending.ago({ age: formatAge(now - at, text) });
  return (
    <Dialog
      title={text.sending.title}
      width="narrow"
      isReading
      onClose={onClose}
      footer={
        <Button look="ink" size="large" icon="cloudUp" isWide isBusy={status.isSending} onClick={sendAtOnce}>
          {status.isSending ? text.sending.sendingNow : text.sending.sendNow}
        </Button>
      }
    >
      <div className={styles.body}>
        <Lead status={status} text={text} />
        <dl className={styles.facts}>
          <Line name={text.sending.pending}>
            {status.pendingCount === 0
              ? text.sending.none
              : text.sending.pendingFacts({ count: status.pendingCount })}
          </Line>
          <Line name={text.sending.pendingRupiah}>{formatRupiah(status.pendingRupiah)}</Line>
          <Line name={text.sending.oldest}>
            {status.oldestPendingAt === null
              ? text.sending.none
              : formatAge(now - status.oldestPendingAt, text)}
          </Line>
          <Line name={text.sending.lastContact}>
            {status.lastContactAt === null ? text.sending.never : ago(status.lastContactAt)}
          </Line>
          <Line name={text.sending.storageLine}>
            {isKept ? text.sending.storageKept : text.sending.storageNotKept}
          </Line>
        </dl>
        {!isKept && <Notice tone="warn">{text.sending.storageNotKeptHint}</Notice>}
        {status.trouble !== null && status.trouble !== 'update-needed' && <SaveLedger />}
        {status.trouble === 'device-unknown' && (
          <Link href="/enrol" onClick={onClose}>
            {text.loss.enrol}
          </Link>
        )}
      </div>
    </Dialog>
  );
}

function Lead({ status, text }: { readonly status: SyncStatus; readonly text: AllMessages }) {
  const { tone, words } = leadOf(status, text);
  return <Notice tone={tone}>{words}</Notice>;
}

function leadOf(status: SyncStatus, text: AllMessages): { readonly tone: Tone; readonly words: string } {
  // Nothing red, because selling goes on, but waiting alone won't help.
  const isMoreUrgent = status.state === 'check' || status.state === 'storage';
  if (status.trouble === 'update-needed' && !isMoreUrgent)
    return { tone: 'warn', words: text.sending.troubles['update-needed'] };
  switch (status.state) {
    case 'ok':
      return { tone: 'ok', words: text.sending.leadOk };
    case 'busy':
      return { tone: 'info', words: text.sending.leadSending };
    case 'waiting':
      return { tone: 'warn', words: text.sending.leadWaiting };
    case 'offline':
      return { tone: 'warn', words: text.sending.leadOffline };
    case 'stale':
      return { tone: 'danger', words: text.sending.leadStale };
    case 'storage':
      return { tone: 'danger', words: text.sending.leadStorage };
    case 'check':
      return { tone: 'danger', words: text.sending.troubles[status.trouble ?? 'entries'] };
  }
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.line}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function useNow(): number {
  const { clock } = useWorkplace();
  const [now, setNow] = useState(() => clock.now());

  // Ages grow while the sheet is open, and nothing else would draw it anew.
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [clock]);

  return now;
}
