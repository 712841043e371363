import { useState } from 'react';
import { useWorkplace } from '../actions/workplace.ts';
import { formatAge } from '../locale/format.ts';
import type { Messages } from '../locale/id.ts';
import { useText } from '../locale/use-text.ts';
import { useSyncStatus, type SyncBadge, type SyncStatus } from '../sync/sync-status.ts';
import type { IconName } from '../ui/icon.tsx';
import { PillButton, type Tone } from '../ui/pill.tsx';
import type { SyncSheet } from './sync-sheet.tsx';

const LOOK: Readonly<Record<SyncBadge, { readonly tone: Tone; readonly icon: IconName }>> = {
  ok: { tone: 'ok', icon: 'cloudCheck' },
  busy: { tone: 'info', icon: 'refresh' },
  waiting: { tone: 'warn', icon: 'cloudUp' },
  offline: { tone: 'warn', icon: 'cloudOff' },
  check: { tone: 'danger', icon: 'warning' },
  stale: { tone: 'danger', icon: 'cloudOff' },
  storage: { tone: 'danger', icon: 'database' },
};

/** How the sending goes, in one pill. Offline is normal, so it is amber and never red. */
export function SyncPill() {
  const text = useText();
  const { clock } = useWorkplace();
  const status = useSyncStatus();
  // Which sheet lies open: it comes in a file of its own, which nobody waits for who does not ask for it.
  const [sheet, setSheet] = useState<{ readonly Open: typeof SyncSheet } | 'missing' | null>(null);
  const open = () => {
    import('./sync-sheet.tsx').then(
      (file) => setSheet({ Open: file.SyncSheet }),
      () => setSheet('missing'),
    );
  };
  const count = status.state === 'check' ? status.needsAttention : status.pendingCount;
  return (
    <>
      <PillButton
        {...LOOK[status.state]}
        label={sheet === 'missing' ? text.till.partMissing : badgeWords(status, text, clock.now())}
        shortLabel={count > 0 ? String(count) : undefined}
        isMoving={status.state === 'busy'}
        onOpen={open}
      />
      {sheet !== null && sheet !== 'missing' && <sheet.Open onClose={() => setSheet(null)} />}
    </>
  );
}

function badgeWords(status: SyncStatus, text: Messages, now: number): string {
  const { pendingCount: count } = status;
  switch (status.state) {
    case 'ok':
      return text.sync.ok;
    case 'busy':
      return text.sync.sending({ count });
    case 'waiting':
      return text.sync.waiting({ count });
    case 'offline':
      return count > 0 ? text.sync.offlineWaiting({ count }) : text.sync.offline;
    case 'check':
      return status.needsAttention > 0
        ? text.sync.check({ count: status.needsAttention })
        : text.sync.trouble;
    case 'stale':
      return text.sync.stale({ age: formatAge(now - (status.oldestPendingAt ?? now), text) });
    case 'storage':
      return text.sync.storage;
  }
}
