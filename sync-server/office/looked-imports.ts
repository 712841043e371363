import type { PreparedImport } from '../import/prepare-import.ts';
import type { Clock } from '../ports.ts';

const KEPT_MS = 15 * 60_000;

/**
 * The import that was looked at last in each co-operative: reading a large file takes seconds in which no till can push, so
 * it is read once. Whether the books still stand as they did then is asked when it is written.
 */
export class LookedImports {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { filesHash: string; prepared: PreparedImport; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(filesHash: string, prepared: PreparedImport): void {
    const now = this.#clock.now();
    for (const [coopId, { until }] of this.#kept) if (until <= now) this.#kept.delete(coopId);
    this.#kept.set(prepared.coopId, { filesHash, prepared, until: now + KEPT_MS });
  }

  /** What was looked at under this plan, if it came from these very files. It is given out once. */
  take(coopId: string, filesHash: string, plan: string): PreparedImport | null {
    const kept = this.#kept.get(coopId);
    if (kept === undefined || kept.filesHash !== filesHash || kept.prepared.hash !== plan) return null;
    this.#kept.delete(coopId);
    return kept.until > this.#clock.now() ? kept.prepared : null;
  }
}
