import * as z from 'zod/mini';
import { importReplySchema, type ImportReply, type ImportRequest } from '#protocol/import.ts';
import { problemSchema, type Problem, type ProblemKind } from '#protocol/problem.ts';
import { backupStatusSchema, type BackupStatus } from '../backup/backup-status.ts';
import type { ConsoleFile } from '../console-file.ts';

const madeSchema = z.object({ code: z.string(), expiresAt: z.number(), outletName: z.string() });
const viewSchema = z.object({
  state: z.enum(['open', 'knocking', 'confirmed', 'denied', 'enrolled', 'expired']),
  match: z.nullable(z.string()),
  deviceName: z.nullable(z.string()),
});
const startedSchema = z.object({ endsAs: z.number() });

export type MadeCode = z.infer<typeof madeSchema>;
export type CodeState = z.infer<typeof viewSchema>;

/** The server said no; `detail` says more where there is more to say. */
export class ConsoleRefused extends Error {
  override readonly name = 'ConsoleRefused';
  readonly problem: ProblemKind;

  constructor(said: Problem) {
    super(said.detail ?? said.problem);
    this.problem = said.problem;
  }
}

/** Speaks to the server that runs on this machine. Rejects when it does not answer. */
export class ConsoleClient {
  readonly #file: ConsoleFile;

  constructor(file: ConsoleFile) {
    this.#file = file;
  }

  async makeCode(outletId: string | null): Promise<MadeCode> {
    return madeSchema.parse(await this.#post('enrol-code', { outletId }));
  }

  async viewCode(code: string): Promise<CodeState> {
    return viewSchema.parse(await this.#post('enrol-code/view', { code }));
  }

  async decide(code: string, match: string, isConfirmed: boolean): Promise<void> {
    await this.#post('enrol-code/decide', { code, match, isConfirmed });
  }

  /** Asks for a backup. @returns how many will have ended when it has */
  async startBackup(): Promise<number> {
    return startedSchema.parse(await this.#post('backup', {})).endsAs;
  }

  async viewBackups(): Promise<BackupStatus> {
    return backupStatusSchema.parse(await this.#post('backup/view', {}));
  }

  async importRun(run: ImportRequest): Promise<ImportReply> {
    return importReplySchema.parse(await this.#post('import', run));
  }

  async #post(path: string, body: object): Promise<unknown> {
    const { url, token } = this.#file;
    const reply = await fetch(`${url}/api/console/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const answer: unknown = await reply.json();
    if (reply.ok) return answer;
    throw new ConsoleRefused(problemSchema.parse(answer));
  }
}
