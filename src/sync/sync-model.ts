import type { DumpReason } from '#protocol/dump.ts';

/** What the sync's pure half speaks of: its state, the events that move it and the commands it answers with. */

export type Lane = 'push' | 'pull';

/** Why a request brought nothing that can be used. */
export type Failure =
  /** No answer of ours: no network, a timeout, a reset, or a captive portal's page. */
  | { readonly kind: 'unreachable'; readonly isTimeout: boolean }
  /** 429 or 503. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number | null }
  /** Another 5xx, or an answer that does not fit its schema. */
  | { readonly kind: 'server-error' }
  /** The device's own memory could not be read or written. */
  | { readonly kind: 'storage' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'broken-chain' }
  | { readonly kind: 'update-needed' }
  /** Any other refusal, by the server's own word. */
  | { readonly kind: 'refused'; readonly problem: string; readonly retryAfterMs?: number };

/** What pushing needs to know of one own epoch. */
export interface EpochLine {
  readonly epoch: string;
  /** The order in which epochs began on this device; the oldest is sent first. */
  readonly ordinal: number;
  readonly isOpen: boolean;
  readonly seq: number;
  readonly acked: number;
  /** Entries up to this seq were pruned; 0 while all are here. */
  readonly pruned: number;
}

/** A place of a lineage with its hash. */
export interface Point {
  readonly seq: number;
  readonly hash: string;
}

/** Where our own chain is broken: what holds, and how far entries are gone (null when one is there and does not fit). */
export interface Breach {
  readonly parent: Point;
  readonly missingTo: number | null;
}

/** What a push reply said, as far as it decides the next step. */
export interface PushAnswer {
  readonly epoch: string;
  readonly outcome: 'ok' | 'gap' | 'rewind' | 'fork' | 'ahead';
  /** Seq of the entry just before the first one sent. */
  readonly baseSeq: number;
  /** How many entries the request carried; 0 for a hello. */
  readonly sent: number;
  readonly matchedSeq: number | null;
  /** The server's hash at `matchedSeq`. */
  readonly matchedHash: string | null;
  /** True when our own hash at `matchedSeq` is the one the server named. */
  readonly isOwnHash: boolean;
  readonly serverAcked: number;
  readonly serverGen: string;
  readonly tookMs: number;
}

export interface PushLane {
  /**
   * `held` rests as the server asked (Retry-After) and can't be woken; `authorizing` waits for a session; `marking` writes
   * into the ledger what a reply allowed; `checking` recomputes our own chain; `rehoming` moves entries to a new epoch.
   */
  readonly phase:
    | 'idle'
    | 'resting'
    | 'held'
    | 'authorizing'
    | 'sending'
    | 'marking'
    | 'checking'
    | 'rehoming';
  /** Failed attempts in a row. */
  readonly attempts: number;
  /** Replies in a row that moved nothing forward. */
  readonly corrections: number;
  /** A 401 has been answered by a new session once; a second one waits its turn. */
  readonly isRenewed: boolean;
  /** An empty push is due, to hear what the server has of us. */
  readonly isHelloDue: boolean;
  readonly entriesMax: number;
  /** Lowered for good by a 413. */
  readonly entriesCeiling: number;
}

export interface PullLane {
  readonly phase: 'idle' | 'resting' | 'held' | 'authorizing' | 'pulling';
  readonly attempts: number;
  readonly isRenewed: boolean;
  readonly streams: readonly string[];
  /** Streams still to be read in this round, the one being read first. */
  readonly due: readonly string[];
  readonly rowsMax: number;
}

export interface SyncState {
  readonly isLeader: boolean;
  readonly isVisible: boolean;
  readonly epochs: readonly EpochLine[];
  /** Epochs that were re-homed too often today: a person has to look, and the timer goes on trying. */
  readonly disputed: readonly string[];
  readonly serverGen: string;
  /** The generation that is just being adopted. */
  readonly restartingTo: string | null;
  readonly session: 'none' | 'opening' | 'open';
  readonly push: PushLane;
  readonly pull: PullLane;
  readonly isRevoked: boolean;
  /** A new session of a revoked device asks for one page: an admin may have taken the revocation back. */
  readonly isAskingReturn: boolean;
  readonly isUpdateNeeded: boolean;
  readonly isDeviceUnknown: boolean;
  /** The server's last flat refusal of a push; null once one passes. */
  readonly refusedAs: string | null;
}

export type SyncEvent =
  | { readonly kind: 'led'; readonly isLeader: boolean }
  | { readonly kind: 'seen'; readonly isVisible: boolean }
  /** The network came back, or a person asked. */
  | { readonly kind: 'kicked' }
  /** Rows of these streams may have changed on the server. */
  | { readonly kind: 'poked'; readonly streams: readonly string[] }
  | { readonly kind: 'ledger-read'; readonly epochs: readonly EpochLine[] }
  | { readonly kind: 'timer'; readonly lane: Lane }
  | { readonly kind: 'session-opened' }
  | { readonly kind: 'session-failed'; readonly failure: Failure; readonly tookMs: number }
  | { readonly kind: 'push-answered'; readonly answer: PushAnswer }
  | {
      readonly kind: 'push-failed';
      readonly failure: Failure;
      readonly sent: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'marked'; readonly epochs: readonly EpochLine[]; readonly behind: readonly string[] }
  | { readonly kind: 'mark-failed' }
  | { readonly kind: 'chain-checked'; readonly epoch: string; readonly breach: Breach | null }
  | {
      readonly kind: 'rehomed';
      readonly epoch: string;
      readonly outcome: 'moved' | 'overtaken' | 'too-often';
      readonly epochs: readonly EpochLine[];
    }
  | { readonly kind: 'rehome-failed' }
  /** A session's reply names the generation of the server. */
  | { readonly kind: 'generation-heard'; readonly serverGen: string }
  | { readonly kind: 'generation-adopted'; readonly serverGen: string; readonly epochs: readonly EpochLine[] }
  | { readonly kind: 'generation-failed' }
  | {
      readonly kind: 'page-taken';
      readonly rowCount: number;
      readonly hasMore: boolean;
      readonly serverGen: string;
      readonly tookMs: number;
    }
  | { readonly kind: 'pull-failed'; readonly failure: Failure; readonly tookMs: number };

export type SyncCommand =
  | { readonly kind: 'open-session' }
  | { readonly kind: 'push'; readonly epoch: string; readonly afterSeq: number; readonly entriesMax: number }
  /** Notes what the last reply said; nulls leave `acked` where it is. */
  | {
      readonly kind: 'mark';
      readonly epoch: string;
      readonly ackedTo: number | null;
      readonly ackedBackTo: number | null;
    }
  /** `acked = 0` for every epoch, then the new generation. */
  | { readonly kind: 'adopt-generation'; readonly serverGen: string }
  | { readonly kind: 'check-chain'; readonly epoch: string }
  /** Moves what stands after the parent to a new epoch; parent null is the point before the oldest entry that is here. */
  | {
      readonly kind: 'rehome';
      readonly epoch: string;
      readonly isOpen: boolean;
      readonly reason: 'fork' | 'ahead' | 'restore';
      readonly parent: Point | null;
      readonly missingTo: number | null;
      readonly serverGen: string;
    }
  /** Deletes the rows of a stream that the server has for us no more. */
  | { readonly kind: 'drop-stream'; readonly stream: string }
  /** Everything is sent and read: old entries that the server keeps for good may go. */
  | { readonly kind: 'prune' }
  | { readonly kind: 'mark-reinstated' }
  | { readonly kind: 'pull'; readonly stream: string; readonly rowsMax: number }
  | { readonly kind: 'mark-revoked' }
  /** Hands over an epoch that can't be pushed, as it lies here; beside the lanes, which do not wait for it. */
  | { readonly kind: 'dump'; readonly epoch: string; readonly reason: DumpReason }
  | { readonly kind: 'wait'; readonly lane: Lane; readonly minMs: number; readonly maxMs: number };

/** The answer to an event. */
export interface Step {
  readonly state: SyncState;
  readonly commands: readonly SyncCommand[];
}
