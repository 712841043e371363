import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fastify from 'fastify';
import type { App } from '../../sync-server/app.ts';
import type { PushRequest } from '#protocol/push.ts';

/** What a developer would write in an hour, and measure against. */
export interface PlainServer {
  readonly app: App;
  readonly url: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 1024 * 1024;

/** Bare Fastify that puts what comes into one table of node:sqlite, flushed as strictly (WAL, FULL), one transaction a batch. */
export async function openPlainServer(): Promise<PlainServer> {
  const folder = mkdtempSync(join(tmpdir(), 'gerai-plain-'));
  const database = new DatabaseSync(join(folder, 'sales.db'));
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec('create table sale (id text primary key, seq integer not null, body text not null) strict');
  const insert = database.prepare(
    'insert into sale (id, seq, body) values (?, ?, ?) on conflict (id) do nothing',
  );
  const app = fastify({ bodyLimit: BODY_BYTES_MAX });
  app.post<{ Body: PushRequest }>('/sales', (request) => {
    const { entries } = request.body;
    database.exec('begin immediate');
    for (const { factId, seq, body } of entries) insert.run(factId, seq, body);
    database.exec('commit');
    return { serverAcked: entries.at(-1)?.seq ?? 0 };
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await app.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, url: `${address}/sales`, close };
}
