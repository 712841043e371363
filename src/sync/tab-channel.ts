import * as z from 'zod/mini';
import type { TakenPage } from '../storage/replica/replica.ts';
import type { SyncStatus } from './sync-status.ts';

/** What tabs of one device tell each other. Only the leading tab sends, but every tab shows. */
export type TabMessage =
  | { readonly kind: 'status'; readonly status: SyncStatus }
  | { readonly kind: 'page'; readonly page: TakenPage }
  /** A person in another tab asked to send now. */
  | { readonly kind: 'send-now' };

export interface TabChannel {
  tell(message: TabMessage): void;
  close(): void;
}

const count = z.int();
const instant = z.nullable(z.int());

/** Another tab may run another build, so its messages are parsed like anything that comes from outside. */
const messageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('status'),
    status: z.object({
      state: z.enum(['ok', 'busy', 'waiting', 'offline', 'check', 'stale', 'storage']),
      pendingCount: count,
      pendingRupiah: count,
      oldestPendingAt: instant,
      lastContactAt: instant,
      isSending: z.boolean(),
      needsAttention: count,
      trouble: z.nullable(
        z.enum(['lineage', 'device-unknown', 'device-revoked', 'server-refused', 'update-needed']),
      ),
    }),
  }),
  z.object({
    kind: z.literal('page'),
    page: z.object({
      isTaken: z.boolean(),
      isSwapped: z.boolean(),
      isCaughtUp: z.boolean(),
      entities: z.set(z.string()),
      stockIds: z.array(z.string()),
    }),
  }),
  z.object({ kind: z.literal('send-now') }),
]);

/** Opens the channel of a device's tabs. A browser without one has tabs that know less of each other, and nothing worse. */
export function openTabChannel(deviceId: string, hear: (message: TabMessage) => void): TabChannel {
  if (!('BroadcastChannel' in globalThis)) return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(`gerai-sync-${deviceId}`);
  channel.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = z.safeParse(messageSchema, event.data);
    if (parsed.success) hear(parsed.data);
  });
  let isClosed = false;
  return {
    // A page that was on its way when the sync stopped is stored, and has nobody left to tell.
    tell: (message) => {
      if (!isClosed) channel.postMessage(message);
    },
    close: () => {
      isClosed = true;
      channel.close();
    },
  };
}
