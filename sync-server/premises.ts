import { join } from 'node:path';
import { BackupKeeper } from './backup/backup-keeper.ts';
import { EnrolmentDesk, type DeskGround } from './enrolment/enrolment-desk.ts';
import { SessionRegister } from './enrolment/session-register.ts';
import { SetupLink } from './enrolment/setup-link.ts';
import { openRevocationList } from './keys/revocation-list.ts';
import { openServerKeys } from './keys/server-keys.ts';
import { KnowledgeCache } from './ledger/knowledge.ts';
import { announceCommits } from './poke/announce-commits.ts';
import { PokeBoard } from './poke/poke-board.ts';
import { systemClock, systemRandom, type Clock, type Random } from './ports.ts';
import { openStore } from './store/open-store.ts';
import { databasePath } from './store/sqlite/open-sqlite-store.ts';

export interface PremisesOptions {
  readonly mode: 'production' | 'demo';
  /** Keys and, where there is no `databaseUrl`, the books. */
  readonly dataFolder: string;
  /** The default lies in the data folder. */
  readonly backupFolder?: string;
  /** The address of a PostgreSQL database; without one the books are a SQLite file in the data folder. */
  readonly databaseUrl?: string | null;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Everything a running server stands on, opened once and closed once. */
export interface Premises extends DeskGround {
  readonly desk: EnrolmentDesk;
  readonly setup: SetupLink;
  readonly backups: BackupKeeper;
  /** Devices that listen for changes. */
  readonly pokes: PokeBoard;
  close(): Promise<void>;
}

/**
 * Opens a data folder: its lock, its store, its keys.
 * @throws StoreOwned when another process has it open
 * @throws StoreUnreachable when its PostgreSQL database does not answer
 */
export async function openPremises(options: PremisesOptions): Promise<Premises> {
  const { mode, dataFolder, databaseUrl = null, clock = systemClock, random = systemRandom } = options;
  const pokes = new PokeBoard();
  const store = announceCommits(await openStore({ dataFolder, databaseUrl }, clock.now()), pokes);
  const ground: DeskGround = {
    mode,
    store,
    clock,
    random,
    keys: openServerKeys(dataFolder),
    revocations: openRevocationList(dataFolder),
    sessions: new SessionRegister(clock, random),
    knowledge: new KnowledgeCache(),
  };
  const folder = options.backupFolder ?? join(dataFolder, 'backups');
  const database = databasePath(dataFolder);
  const backups = new BackupKeeper({ ...ground, database, databaseUrl, folder });
  return {
    ...ground,
    desk: new EnrolmentDesk(ground),
    setup: new SetupLink(ground),
    pokes,
    backups,
    close: async () => {
      await backups.close();
      await store.close();
    },
  };
}
