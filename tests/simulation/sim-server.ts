import * as z from 'zod/mini';
import type { Result } from '#domain/result.ts';
import { dumpRequestSchema } from '#protocol/dump.ts';
import { PUSH_BYTES_MAX } from '#protocol/limits.ts';
import type { Problem, ProblemKind } from '#protocol/problem.ts';
import { pullReplySchema, pullRequestSchema } from '#protocol/pull.ts';
import { pushReplySchema, pushRequestSchema } from '#protocol/push.ts';
import { nonceReplySchema, sessionReplySchema, sessionRequestSchema } from '#protocol/session.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';
import { markDurable } from '../../sync-server/backup/mark-durable.ts';
import { reopenBooks } from '../../sync-server/backup/reopen-books.ts';
import type { BackupSheet, CoopProof } from '../../sync-server/backup/backup-sheet.ts';
import { openSession } from '../../sync-server/enrolment/open-session.ts';
import type { DeskGround } from '../../sync-server/enrolment/enrolment-desk.ts';
import { SessionRegister, type DeviceSession } from '../../sync-server/enrolment/session-register.ts';
import { highestFloors, type SeriesFloor } from '../../sync-server/keys/series-floors.ts';
import { acceptPush } from '../../sync-server/ledger/accept-push.ts';
import { keepDump } from '../../sync-server/ledger/keep-dump.ts';
import { KnowledgeCache } from '../../sync-server/ledger/knowledge.ts';
import { readPage } from '../../sync-server/ledger/read-page.ts';
import { replayHeldFacts } from '../../sync-server/ledger/replay-held.ts';
import type { Clock, Random } from '../../sync-server/ports.ts';
import type { Store, StoreWriter } from '../../sync-server/store/store.ts';
import { Books, proveBackup } from './books.ts';
import { serverKeys } from './sim-keys.ts';

/** A verified copy of the books. */
export interface Backup {
  readonly file: string;
  readonly image: Uint8Array;
  readonly madeAt: number;
  readonly coops: readonly CoopProof[];
}

/** What stands beside a backup. */
export function sheetOf({ image, madeAt, coops }: Backup): BackupSheet {
  const what = { format: 1, program: 'sim', schema: 1, sha256: '0'.repeat(64) } as const;
  return { ...what, madeAt, verifiedAt: madeAt, bytes: image.length, coops: [...coops] };
}

/** What the wire carries back. */
export interface WireReply {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The process died in the middle of its work. */
export class ServerKilled extends Error {
  override readonly name = 'ServerKilled';
}

export interface ServerWorld {
  readonly clock: Clock;
  readonly random: Random;
  /** Told after each request that may have written, with what it was about. */
  readonly onWritten: (coopId: string) => void;
}

const STATUS: Partial<Record<ProblemKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  revoked: 403,
  not_found: 404,
  too_large: 413,
  dump_full: 413,
  broken_chain: 422,
  epoch_foreign: 422,
  update_needed: 426,
};

/**
 * The server without its wires: the product's sessions, pushes, pages, dumps, replays and restores over real SQLite, and in
 * place of Fastify only the order in which a route calls them.
 */
export class SimServer {
  books: Books;
  isUp = true;
  /** Rows that one page carries at most, however many were asked for. */
  pageRowsMax = Number.POSITIVE_INFINITY;
  /** Entries that one push may carry; more is too large. */
  pushEntriesMax = Number.POSITIVE_INFINITY;
  /** The next transaction that writes dies at this call of the store; null lets it live. */
  killAtCall: number | null = null;
  readonly revoked = new Set<string>();
  readonly keys = serverKeys();
  #ground: DeskGround;
  readonly #world: ServerWorld;
  #floors: readonly SeriesFloor[] = [];

  constructor(books: Books, world: ServerWorld) {
    this.books = books;
    this.#world = world;
    this.#ground = this.#newGround();
  }

  get ground(): DeskGround {
    return this.#ground;
  }

  /** The process begins anew: sessions and what was known are gone, held facts are tried again. @returns how many were settled */
  async restart(): Promise<number> {
    this.#ground = this.#newGround();
    this.isUp = true;
    this.killAtCall = null;
    return await replayHeldFacts(this.#ground);
  }

  /** Copies the books, verifies the copy and tells what is durable now. @throws Error when the product's verifier finds a fault */
  async makeBackup(file: string, keptFiles: readonly string[]): Promise<Backup> {
    this.killAtCall = null;
    const image = this.books.image();
    const madeAt = this.#world.clock.now();
    const { coops, faults } = proveBackup(image);
    if (faults.length > 0) throw new Error(`a backup is not sound: ${faults.join(', ')}`);
    const backup = { file, image, madeAt, coops };
    await markDurable(this.#ground.store, { file, sheet: sheetOf(backup) }, [...keptFiles, file]);
    return backup;
  }

  /** Puts a backup in the place of the books. */
  async restore(backup: Backup): Promise<void> {
    this.killAtCall = null;
    const given = this.books.rows('select coop_id, outlet_id, last_series from outlet_series').map((row) => ({
      coopId: String(row['coop_id']),
      outletId: String(row['outlet_id']),
      series: String(row['last_series']),
    }));
    this.books.close();
    this.books = Books.from(backup.image);
    this.#ground = this.#newGround();
    const { file, madeAt, coops } = backup;
    const floors = highestFloors([...this.#floors, ...given]);
    const from = { file, madeAt, sha256: '0'.repeat(64), coops, floors };
    this.#floors = highestFloors([...floors, ...(await reopenBooks(this.#ground, from))]);
    await this.restart();
  }

  /** Answers one request, or rejects with {@link ServerKilled}. */
  async handle(path: string, token: string | null, text: string): Promise<WireReply> {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return problem({ problem: 'malformed' });
    }
    switch (path) {
      case '/api/sync/v1/session/nonce':
        return sent(nonceReplySchema, this.#ground.sessions.makeNonce());
      case '/api/sync/v1/session':
        return await this.#session(message);
      default:
        return await this.#asDevice(path, token, message);
    }
  }

  async #session(message: unknown): Promise<WireReply> {
    const request = z.safeParse(sessionRequestSchema, message);
    if (!request.success) return problem({ problem: 'malformed' });
    return replied(sessionReplySchema, await openSession(this.#ground, request.data));
  }

  async #asDevice(path: string, token: string | null, message: unknown): Promise<WireReply> {
    const session = this.#ground.sessions.find(token ?? '');
    if (session === null) return problem({ problem: 'unauthenticated' });
    switch (path) {
      case '/api/sync/v1/push':
        return await this.#push(session, message);
      case '/api/sync/v1/pull':
        return await this.#pull(session, message);
      case '/api/sync/v1/dump': {
        const request = z.safeParse(dumpRequestSchema, message);
        if (!request.success) return problem({ problem: 'malformed' });
        const kept = await keepDump(this.#ground, session, request.data);
        return kept.ok
          ? { status: 200, text: JSON.stringify(kept.value), headers: OURS }
          : problem(kept.refusal);
      }
      default:
        return problem({ problem: 'not_found' });
    }
  }

  async #push(session: DeviceSession, message: unknown): Promise<WireReply> {
    if (JSON.stringify(message).length > PUSH_BYTES_MAX) return problem({ problem: 'too_large' });
    const proto: unknown =
      typeof message === 'object' && message !== null ? Reflect.get(message, 'proto') : undefined;
    if (proto !== PROTOCOL_VERSION) return problem({ problem: 'update_needed' });
    const request = z.safeParse(pushRequestSchema, message);
    if (!request.success) return problem({ problem: 'malformed' });
    if (request.data.entries.length > this.pushEntriesMax) return problem({ problem: 'too_large' });
    const accepted = await acceptPush(this.#ground, session, request.data);
    this.#world.onWritten(session.coopId);
    return replied(pushReplySchema, accepted);
  }

  async #pull(session: DeviceSession, message: unknown): Promise<WireReply> {
    if (session.isRevoked) return problem({ problem: 'revoked' });
    const request = z.safeParse(pullRequestSchema, message);
    if (!request.success) return problem({ problem: 'malformed' });
    const limit = Math.min(request.data.limit, this.pageRowsMax);
    return replied(pullReplySchema, await readPage(this.#ground, session, { ...request.data, limit }));
  }

  #newGround(): DeskGround {
    const { clock, random } = this.#world;
    const { revoked } = this;
    return {
      mode: 'demo',
      store: this.#mortal(this.books.store),
      clock,
      random,
      keys: this.keys,
      sessions: new SessionRegister(clock, random),
      knowledge: new KnowledgeCache(),
      revocations: {
        has: (coopId, deviceId) => revoked.has(`${coopId} ${deviceId}`),
        set: (coopId, deviceId, isRevoked) =>
          isRevoked ? revoked.add(`${coopId} ${deviceId}`) : revoked.delete(`${coopId} ${deviceId}`),
      },
    };
  }

  /** A store whose process may die at any of its calls: the database then rolls the transaction back, as it would. */
  #mortal(store: Store): Store {
    return {
      database: store.database,
      read: (work) => store.read(work),
      close: () => store.close(),
      write: (work) =>
        store.write((tx) =>
          this.killAtCall === null ? work(tx) : work(this.#countingDown(tx, this.killAtCall)),
        ),
    };
  }

  #countingDown(tx: StoreWriter, atCall: number): StoreWriter {
    let left = atCall;
    return new Proxy(tx, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown => {
          left -= 1;
          if (left > 0) return Reflect.apply(member, target, given);
          this.killAtCall = null;
          throw new ServerKilled('killed in the middle of a transaction');
        };
      },
    });
  }
}

const OURS = { 'x-gerai-sync': '1', 'content-type': 'application/json' } as const;

function replied<Value>(schema: z.ZodMiniType<Value>, result: Result<Value, Problem>): WireReply {
  return result.ok ? sent(schema, result.value) : problem(result.refusal);
}

function sent<Value>(schema: z.ZodMiniType<Value>, value: Value): WireReply {
  return { status: 200, text: JSON.stringify(z.encode(schema, value)), headers: OURS };
}

function problem(refusal: Problem): WireReply {
  return { status: STATUS[refusal.problem] ?? 500, text: JSON.stringify(refusal), headers: OURS };
}
