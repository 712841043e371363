import { randomBytes } from 'node:crypto';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { removeConsoleFile, writeConsoleFile } from './console-file.ts';
import { forgetOldTombstones } from './ledger/forget-tombstones.ts';
import { backfillSales } from './ledger/list-sales.ts';
import { replayHeldFacts } from './ledger/replay-held.ts';
import type { LogLevel } from './plugins/request-log.ts';
import type { Premises } from './premises.ts';
import { buildServer } from './server.ts';

/** The port is taken by another program. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

export interface RunOptions {
  readonly config: Config;
  readonly appFolder: string;
  readonly logLevel: LogLevel;
}

const CONSOLE_TOKEN_BYTES = 32;

/**
 * Books what an older program had to leave, opens the port, sees to the backups, and closes everything in order when the
 * system asks for it: requests under way finish, then the store.
 * @throws PortTaken when something else listens there
 */
export async function runServer(premises: Premises, options: RunOptions): Promise<App> {
  const { config, appFolder, logLevel } = options;
  await replayHeldFacts(premises);
  await forgetOldTombstones(premises);
  await backfillSales(premises.store, premises.clock.now());
  const consoleToken = randomBytes(CONSOLE_TOKEN_BYTES).toString('base64url');
  const { metricsToken, publicUrl } = config;
  const app = await buildServer(premises, { appFolder, logLevel, consoleToken, metricsToken, publicUrl });
  try {
    const url = await app.listen({ host: config.host, port: config.port });
    writeConsoleFile(config.dataFolder, { url, publicUrl: config.publicUrl, token: consoleToken });
  } catch (cause) {
    await app.close();
    if (isPortTaken(cause)) throw new PortTaken(`Port ${config.port} is in use`, { cause });
    throw cause;
  }
  premises.backups.start(app.log);
  closeOnSignal(app, config.dataFolder);
  return app;
}

function closeOnSignal(app: App, dataFolder: string): void {
  let isClosing = false;
  const close = (): void => {
    if (isClosing) return;
    isClosing = true;
    removeConsoleFile(dataFolder);
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ cause: String(error) }, 'the server did not close cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
