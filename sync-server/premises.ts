import { join } from 'node:path';
import { BackupKeeper } from './backup/backup-keeper.ts';
import { EnrolmentDesk, type DeskGround } from './enrolment/enrolment-desk.ts';
import { SessionRegister } from './enrolment/session-register.ts';
import { SetupLink } from './enrolment/setup-link.ts';
import { refuseStrangeKeys } from './keys/keys-match.ts';
import { openRevocationList } from './keys/revocation-list.ts';
import { openServerKeys } from './keys/server-keys.ts';
import { KnowledgeCache } from './ledger/knowledge.ts';
import { announceCommits } from './poke/announce-commits.ts';
import { PokeBoard } from './poke/poke-board.ts';
import { OfficeDesk } from './office/office-desk.ts';
import { LookedImports } from './office/looked-imports.ts';
import type { OfficeGround } from './office/office-ground.ts';
import { OfficeSessions } from './office/office-sessions.ts';
import { PasswordKeeper } from './office/password.ts';
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
export interface Premises extends OfficeGround {
  readonly setup: SetupLink;
  readonly officeDesk: OfficeDesk;
  readonly backups: BackupKeeper;
  /** Devices that listen for changes. */
  readonly pokes: PokeBoard;
  close(): Promise<void>;
}

/**
 * Opens a data folder: its lock, its store, its keys.
 * @throws StoreOwned when another process has it open
 * @throws StoreUnreachable when its PostgreSQL database does not answer
 * @throws FolderRefused when its keys are not those of its books
 */
export async function openPremises(options: PremisesOptions): Promise<Premises> {
  const { mode, dataFolder, databaseUrl = null, clock = systemClock, random = systemRandom } = options;
  const pokes = new PokeBoard();
  const store = announceCommits(await openStore({ dataFolder, databaseUrl }, clock.now()), pokes);
  try {
    await refuseStrangeKeys(store, dataFolder);
  } catch (error) {
    await store.close();
    throw error;
  }
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
  const office: OfficeGround = {
    ...ground,
    desk: new EnrolmentDesk(ground),
    officeSessions: new OfficeSessions(clock, random),
    passwords: new PasswordKeeper(random),
    lookedImports: new LookedImports(clock),
  };
  return {
    ...office,
    setup: new SetupLink(ground),
    pokes,
    officeDesk: new OfficeDesk(office),
    backups,
    close: async () => {
      await backups.close();
      await store.close();
    },
  };
}
