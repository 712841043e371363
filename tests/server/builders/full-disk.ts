import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';

/**
 * A disk that fills up under real SQLite: every connection opened while this watches may be kept from growing, by SQLite's own
 * limit of pages. What it answers then is what it answers on a full disk.
 */
export class FullDisk {
  readonly #connections: DatabaseSync[] = [];
  readonly #spy;

  constructor() {
    const connections = this.#connections;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own object again
    const exec = DatabaseSync.prototype.exec;
    this.#spy = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
      this: DatabaseSync,
      sql,
    ) {
      if (/journal_mode\s*=\s*WAL/i.test(sql)) connections.push(this);
      exec.call(this, sql);
    });
  }

  /** No page more than there are, and none that is free. */
  fill(): void {
    for (const connection of this.#open()) {
      const { page_count: pages } = connection.prepare('pragma page_count').get() as { page_count: number };
      connection.exec(`pragma max_page_count = ${pages}`);
    }
  }

  makeRoom(): void {
    for (const connection of this.#open()) connection.exec('pragma max_page_count = 1000000');
  }

  stop(): void {
    this.#spy.mockRestore();
  }

  #open(): readonly DatabaseSync[] {
    return this.#connections.filter(({ isOpen }) => isOpen);
  }
}
