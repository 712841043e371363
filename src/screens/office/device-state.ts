import { DAY_MS } from '#domain/time.ts';
import type { OfficeDevices } from '../../sync/office-live.ts';
import type { Tone } from '../../ui/pill.tsx';
import type { IconName } from '../../ui/icon.tsx';

export type Device = OfficeDevices['devices'][number];

export type DeviceStateKind = 'ok' | 'waiting' | 'quiet' | 'stale' | 'never' | 'missing' | 'revoked';

/** How each state looks; the words say it too. */
export const STATE_LOOKS: Readonly<
  Record<DeviceStateKind, { readonly tone: Tone; readonly icon: IconName }>
> = {
  ok: { tone: 'ok', icon: 'cloudCheck' },
  waiting: { tone: 'warn', icon: 'cloudUp' },
  quiet: { tone: 'warn', icon: 'cloudOff' },
  never: { tone: 'warn', icon: 'cloudOff' },
  stale: { tone: 'danger', icon: 'warning' },
  missing: { tone: 'danger', icon: 'warning' },
  revoked: { tone: 'plain', icon: 'lock' },
};

/** What a device has not sent yet. */
export interface Unsent {
  /** Null: it has not said so yet. */
  readonly count: number | null;
  readonly rupiah: number | null;
  readonly oldestAt: number | null;
}

/**
 * What is still on the way. A device counts before it sends, so what it last counted may have come with the very request that
 * said it: once everything it signed for is here, nothing is unsent.
 */
export function unsentOf({ pending, pendingRupiah, oldestPendingAt, epochs }: Device): Unsent {
  const hasAll =
    epochs.length > 0 && epochs.every(({ headSeq, ackedSeq }) => headSeq !== null && ackedSeq >= headSeq);
  if (hasAll && pending !== null) return { count: 0, rupiah: 0, oldestAt: null };
  return { count: pending, rupiah: pendingRupiah, oldestAt: oldestPendingAt };
}

/** What a device's own words and the server's books say together, the worst first. */
export function deviceState(device: Device, now: number): DeviceStateKind {
  const { isRevoked, seenAt, pending } = device;
  const unsent = unsentOf(device);
  if (isRevoked) return 'revoked';
  if (seenAt === null) return 'never';
  // A device that says it has sent everything, while it signed for more than has come.
  if (pending === 0 && missingRupiah(device) > 0) return 'missing';
  if (unsent.oldestAt !== null && now - unsent.oldestAt > DAY_MS) return 'stale';
  if (now - seenAt > DAY_MS) return 'quiet';
  return (unsent.count ?? 0) > 0 ? 'waiting' : 'ok';
}

/** Sales that the device announced and that have not come, over all its lines of records. */
export function missingRupiah({ epochs }: Device): number {
  return epochs.reduce(
    (sum, { headSeq, ackedSeq, missingRupiah: missing }) =>
      sum + (headSeq !== null && headSeq > ackedSeq ? (missing ?? 0) : 0),
    0,
  );
}

/** True for what somebody should look at today. */
export function needsAttention(kind: DeviceStateKind): boolean {
  return kind === 'stale' || kind === 'missing' || kind === 'quiet';
}
