import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { App } from '../../sync-server/app.ts';

const PROGRAM = join(import.meta.dirname, 'server-process.ts');

/** A real server process on real books, which dies when a test says so and comes up again on the same books. */
export class KillableServer {
  readonly #dataFolder: string;
  #process: ChildProcess | null = null;
  #port = 0;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM, this.#dataFolder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    this.#port = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
    });
  }

  /** SIGKILL, at once. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  async ended(): Promise<void> {
    const child = this.#process;
    if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.#process = null;
  }

  /** The process in the shape of the built server, as far as a test device needs it. */
  app(): App {
    const inject = async (asked: {
      readonly url: string;
      readonly method: string;
      readonly headers: Record<string, string>;
      readonly payload: string;
    }) => {
      const { method, headers, payload } = asked;
      const reply = await fetch(`http://127.0.0.1:${this.#port}${asked.url}`, {
        method,
        headers,
        body: payload,
      });
      const body: unknown = await reply.json();
      return { statusCode: reply.status, headers: Object.fromEntries(reply.headers), json: () => body };
    };
    return { inject } as unknown as App;
  }
}
