import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../../sync-server/app.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The programs in a folder of their own, so that a test decides whether there is a build, and what stands in the data. */
export class ProgramHouse {
  readonly folder: string;
  readonly data: string;
  readonly port: number;
  readonly #running = new Set<Program>();

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.data = join(folder, 'data');
    this.port = port;
  }

  static async open(): Promise<ProgramHouse> {
    const folder = mkdtempSync(join(tmpdir(), 'gerai-house-'));
    for (const part of ['sync-server', 'src/domain', 'src/protocol', 'package.json']) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return new ProgramHouse(folder, await freePort());
  }

  run(words: readonly string[], environment: Record<string, string> = {}): Program {
    const own = { GERAI_DATA: this.data, GERAI_PORT: String(this.port) };
    const program = new Program(words, { cwd: this.folder, env: { ...process.env, ...own, ...environment } });
    this.#running.add(program);
    void program.ended.then(() => this.#running.delete(program));
    return program;
  }

  build(): void {
    mkdirSync(join(this.folder, 'dist'));
    writeFileSync(join(this.folder, 'dist', 'index.html'), '<!doctype html><title>Gerai</title>');
  }

  /** The running program in the shape of the built server, as far as a test device needs it. */
  app(): App {
    const inject = async (asked: {
      url: string;
      method: string;
      headers: Record<string, string>;
      payload: string;
    }) => {
      const { method, headers, payload } = asked;
      const reply = await fetch(`http://127.0.0.1:${this.port}${asked.url}`, {
        method,
        headers,
        body: payload,
      });
      const body: unknown = await reply.json();
      return { statusCode: reply.status, headers: Object.fromEntries(reply.headers), json: () => body };
    };
    return { inject } as unknown as App;
  }

  async close(): Promise<void> {
    for (const program of this.#running) await program.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One program that a test has started. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(words: readonly string[], place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }) {
    this.child = spawn(process.execPath, [...words], place);
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  async says(text: RegExp): Promise<RegExpExecArray> {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = text.exec(this.output);
      if (found !== null) return found;
      if (this.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The program never said ${text}:\n${this.output}`);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
