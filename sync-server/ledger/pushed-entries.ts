import type { PushRequest } from '#protocol/push.ts';

/** What a push brings of a ledger, or a run of a ledger file, whose bringer may neither sign a head nor report on the device. */
export interface PushedEntries extends Pick<
  PushRequest,
  'deviceId' | 'epoch' | 'epochOpen' | 'base' | 'entries'
> {
  readonly head: PushRequest['head'] | null;
  readonly client: PushRequest['client'] | null;
}
