import type { SyncCommand, SyncEvent } from './sync-model.ts';

/** What a command comes to when the device's memory or its keys failed on the way. */
export function fallenEvent(command: Exclude<SyncCommand, { kind: 'wait' }>): SyncEvent | null {
  const failure = { kind: 'storage' } as const;
  switch (command.kind) {
    case 'open-session':
      return { kind: 'session-failed', failure, tookMs: 0 };
    case 'push':
      return { kind: 'push-failed', failure, sent: 0, tookMs: 0 };
    case 'pull':
      return { kind: 'pull-failed', failure, tookMs: 0 };
    case 'mark':
      return { kind: 'mark-failed' };
    case 'adopt-generation':
      return { kind: 'generation-failed' };
    case 'check-chain':
      // Nothing was proved: the entries go again, by the timer.
      return { kind: 'chain-checked', epoch: command.epoch, breach: null };
    case 'rehome':
      return { kind: 'rehome-failed' };
    case 'mark-revoked':
    case 'mark-reinstated':
    case 'drop-stream':
    case 'prune':
    case 'dump':
      return null;
  }
}
