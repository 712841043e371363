import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { ServerKeys } from '../keys/server-keys.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { listBackups, sheetName } from './backup-folder.ts';
import { readSheet, type BackupSheet } from './backup-sheet.ts';
import type { BackupFailure, BackupStatus, SoundBackup } from './backup-status.ts';
import { pruneBackups, type MadeBackup } from './make-backup.ts';
import type { BooksPlace } from './copy-books.ts';
import { markDurable } from './mark-durable.ts';
import { runBackup, type RunningBackup } from './run-backup.ts';

/** A backup this often, and the next try this long after one that failed. */
export const BACKUP_EVERY_MS = 60 * 60_000;
export const RETRY_AFTER_MS = 10 * 60_000;
/** A backup older than this is called late: one was missed, and another should have made up for it. */
export const BACKUP_LATE_MS = 2 * BACKUP_EVERY_MS;

const LOOK_EVERY_MS = 60_000;
const FIRST_LOOK_AFTER_MS = 5000;
const RESERVE_BYTES = 200 * 1024 * 1024;

export interface KeeperGround extends BooksPlace {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: Pick<ServerKeys, 'publicKey'>;
  readonly folder: string;
  /** Bytes that stay free for sales; the default is 200 MB. */
  readonly reserveBytes?: number;
}

/**
 * Makes, verifies and marks backups while the server runs. Never two at once.
 *
 *   copy (one snapshot) → recompute everything → name it → durable moves to where the copy ends → old ones go
 */
export class BackupKeeper {
  readonly #ground: KeeperGround;
  #log: FastifyBaseLogger | null = null;
  #timers: NodeJS.Timeout[] = [];
  #running: RunningBackup | null = null;
  #underWay: Promise<void> | null = null;
  #isClosed = false;
  #triedAt: number | null = null;
  #ended = 0;
  #failure: BackupFailure | null = null;
  /** The last one made, or found at the start; undefined until somebody asks. */
  #newest: SoundBackup | null | undefined;

  constructor(ground: KeeperGround) {
    this.#ground = ground;
  }

  /** Begins to look each minute whether a backup is due. */
  start(log: FastifyBaseLogger): void {
    this.#log = log;
    const look = (): void => void this.makeWhenDue();
    this.#timers = [setTimeout(look, FIRST_LOOK_AFTER_MS), setInterval(look, LOOK_EVERY_MS)];
    for (const timer of this.#timers) timer.unref();
  }

  async makeWhenDue(): Promise<void> {
    if (this.#underWay === null && this.#isDue()) await this.make();
  }

  /** Makes a backup of what is stored now; one that is under way is waited for first. It never rejects: see the status. */
  async make(): Promise<void> {
    while (this.#underWay !== null) await this.#underWay;
    if (this.#isClosed) return;
    this.#underWay = this.#makeOne();
    await this.#underWay;
  }

  /** Makes a backup without waiting for it. @returns how many will have ended when it has */
  begin(): number {
    const endsAs = this.#ended + (this.#underWay === null ? 1 : 2);
    void this.make();
    return endsAs;
  }

  status(): BackupStatus {
    const last = this.#last();
    const isLate = last === null || Math.abs(this.#ground.clock.now() - last.madeAt) > BACKUP_LATE_MS;
    return {
      isUnderWay: this.#underWay !== null,
      ended: this.#ended,
      last,
      failure: this.#failure,
      isLate,
    };
  }

  /** Stops the clockwork and the backup under way; a copy that is not finished is of no use to anybody. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running?.stop();
    await this.#underWay;
  }

  #isDue(): boolean {
    const now = this.#ground.clock.now();
    // A clock that was set back must not stop the backups until it has caught up.
    const isOver = (since: number, pause: number): boolean => Math.abs(now - since) >= pause;
    if (this.#triedAt !== null)
      return isOver(this.#triedAt, this.#failure === null ? BACKUP_EVERY_MS : RETRY_AFTER_MS);
    const last = this.#last();
    return last === null || isOver(last.madeAt, BACKUP_EVERY_MS);
  }

  async #makeOne(): Promise<void> {
    const { clock, database, databaseUrl, folder, keys, reserveBytes = RESERVE_BYTES } = this.#ground;
    const madeAt = clock.now();
    this.#triedAt = madeAt;
    try {
      const order = { database, databaseUrl, folder, serverKey: keys.publicKey, madeAt, reserveBytes };
      this.#running = runBackup(order);
      await this.#settle(await this.#running.made);
    } catch (error) {
      this.#fail({ kind: 'failed', cause: describe(error) });
    } finally {
      this.#ended += 1;
      this.#running = null;
      this.#underWay = null;
    }
  }

  async #settle(made: MadeBackup): Promise<void> {
    if (made.outcome === 'no-room') {
      const { neededBytes, freeBytes } = made;
      return this.#fail({ kind: 'no-room', neededBytes, freeBytes });
    }
    if (made.outcome === 'emptied') return this.#fail({ kind: 'emptied' });
    if (made.outcome === 'unsound') {
      const { faultCount, faults } = made.report;
      const [first] = faults;
      const named = first === undefined ? '' : `${first.kind} ${first.place}`;
      return this.#fail({ kind: 'unsound', faultCount, first: named });
    }
    this.#newest = soundBackup(made.file, made.sheet);
    const kept = pruneBackups(this.#ground.folder, made.file);
    await markDurable(this.#ground.store, made, kept);
    this.#failure = null;
    const { bytes, madeAt, verifiedAt } = made.sheet;
    this.#log?.info({ file: made.file, bytes, ms: verifiedAt - madeAt }, 'backup made and verified');
  }

  #fail(failure: BackupFailure): void {
    if (this.#isClosed) return;
    this.#failure = failure;
    this.#log?.error(failure, 'no new backup');
  }

  #last(): SoundBackup | null {
    this.#newest ??= readNewest(this.#ground.folder);
    return this.#newest;
  }
}

function readNewest(folder: string): SoundBackup | null {
  for (const file of listBackups(folder)) {
    const sheet = readSheet(join(folder, sheetName(file)));
    if (sheet !== null) return soundBackup(file, sheet);
  }
  return null;
}

function soundBackup(file: string, { bytes, coops, madeAt }: BackupSheet): SoundBackup {
  const entries = coops.reduce((sum, coop) => sum + coop.entries, 0);
  return { file, madeAt, bytes, coops: coops.length, entries };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
