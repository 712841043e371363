import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { invariant } from '#domain/invariant.ts';
import { makeBackup } from './make-backup.ts';

/** A thread of its own: copying and recomputing take seconds, in which the server answers as if nothing was going on. */
const orderSchema = z.object({
  database: z.string(),
  databaseUrl: z.nullable(z.string()),
  folder: z.string(),
  serverKey: z.string(),
  madeAt: z.number(),
  reserveBytes: z.number(),
});

invariant(parentPort !== null, 'this file runs as a thread of the server');
parentPort.postMessage(await makeBackup(orderSchema.parse(workerData)));
