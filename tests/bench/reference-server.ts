import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fastify from 'fastify';

/** What a developer would write first: rows in, one transaction a request, no chain, no judging, no books. */
const [folder = '.'] = process.argv.slice(2);
const database = new DatabaseSync(join(folder, 'reference.db'));
database.exec(
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE sale (id TEXT PRIMARY KEY, body TEXT NOT NULL)',
);
const insert = database.prepare('INSERT OR IGNORE INTO sale (id, body) VALUES (?, ?)');

const app = fastify({ bodyLimit: 4 * 1024 * 1024 });
app.post<{ Body: { id: string; body: string }[] }>('/outbox', async ({ body }) => {
  database.exec('BEGIN IMMEDIATE');
  for (const sale of body) insert.run(sale.id, sale.body);
  database.exec('COMMIT');
  return { stored: body.length };
});

console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
