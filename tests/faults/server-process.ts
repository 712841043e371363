import type { AddressInfo } from 'node:net';
import { openPremises } from '../../sync-server/premises.ts';
import { buildServer } from '../../sync-server/server.ts';

/** A server as a process of its own over books that are there, so that it can be killed: prints its port when it listens. */
const [dataFolder = ''] = process.argv.slice(2);
const premises = await openPremises({ mode: 'demo', dataFolder });
const app = await buildServer(premises, {
  appFolder: null,
  logLevel: 'error',
  consoleToken: null,
  metricsToken: null,
  publicUrl: 'http://localhost:8080',
});
await app.listen({ host: '127.0.0.1', port: 0 });
console.log((app.server.address() as AddressInfo).port);
