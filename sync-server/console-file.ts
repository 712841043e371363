import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** How the command line finds the server that runs on this machine, and proves that it may speak to it. */
const consoleSchema = z.object({ url: z.string(), publicUrl: z.string(), token: z.string() });

export type ConsoleFile = z.infer<typeof consoleSchema>;

/** Leaves the way to a running server in its data folder, for the owner of the folder only. */
export function writeConsoleFile(dataFolder: string, content: ConsoleFile): void {
  const path = pathIn(dataFolder);
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** The way to the server of a data folder; null when none has left one. */
export function readConsoleFile(dataFolder: string): ConsoleFile | null {
  const path = pathIn(dataFolder);
  if (!existsSync(path)) return null;
  const parsed = consoleSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success ? parsed.data : null;
}

export function removeConsoleFile(dataFolder: string): void {
  rmSync(pathIn(dataFolder), { force: true });
}

function pathIn(dataFolder: string): string {
  return join(dataFolder, 'console.json');
}
