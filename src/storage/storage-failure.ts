/**
 * What the world did to the device's memory: `quota` the disk is full, `blocked` another program has the database (a newer
 * version took over, or a tab holds it), `damaged` it is gone or unreadable, `unknown` the rest.
 */
export type StorageFailureKind = 'quota' | 'blocked' | 'damaged' | 'unknown';

/** A failure of the device's memory. Nothing of what was asked has been written. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  readonly kind: StorageFailureKind;

  constructor(kind: StorageFailureKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

const KIND_OF: Readonly<Record<string, StorageFailureKind>> = {
  QuotaExceededError: 'quota',
  VersionError: 'blocked',
  DatabaseClosedError: 'blocked',
  BlockedError: 'blocked',
  InvalidStateError: 'blocked',
  NotFoundError: 'damaged',
  NoSuchDatabaseError: 'damaged',
  DataError: 'damaged',
  OpenFailedError: 'damaged',
};

const DEPTH_MAX = 5;

/**
 * Translates whatever IndexedDB or Dexie rejected with, once, at this edge. A failure at commit time comes as a bare abort
 * whose reason lies one or two errors deeper, so the most telling name in the chain decides.
 */
export function storageFailureFrom(error: unknown): StorageFailure {
  if (error instanceof StorageFailure) return error;
  const kinds = causesOf(error).map((cause) => KIND_OF[cause.name]);
  const kind =
    kinds.find((known) => known === 'quota') ?? kinds.find((known) => known !== undefined) ?? 'unknown';
  // A full disk's error has a name and no message.
  const message = error instanceof Error ? error.message || error.name : 'The storage failed';
  return new StorageFailure(kind, message, error);
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let at = error; at instanceof Error && causes.length < DEPTH_MAX;) {
    causes.push(at);
    at = 'inner' in at && at.inner !== undefined ? at.inner : at.cause;
  }
  return causes;
}
