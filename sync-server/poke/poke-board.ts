import type { Poke } from '#protocol/poke.ts';

/** One device that listens. */
export interface PokeLine {
  readonly coopId: string;
  readonly deviceId: string;
  /** The generation of the co-operative when the line was opened: a restore takes the process down with all its lines. */
  readonly serverGen: string;
  /** The streams of the device's scope. */
  readonly streams: readonly string[];
  readonly send: (poke: Poke) => void;
  readonly close: () => void;
}

/**
 * Who listens, and who is told when a stream has grown. It lives in one process: with several behind one PostgreSQL a device
 * hears of what its own process commits, and of the rest by its 60 s poll. Nothing rests on a poke, so that costs time only.
 */
export class PokeBoard {
  readonly #lines = new Map<string, Map<string, PokeLine>>();
  #isClosed = false;

  /** Adds a line. A device has one: the new one replaces the old, so that a device can't fill the server with them. */
  join(line: PokeLine): void {
    if (this.#isClosed) return line.close();
    const lines = this.#lines.get(line.coopId) ?? new Map<string, PokeLine>();
    const old = lines.get(line.deviceId);
    lines.set(line.deviceId, line);
    this.#lines.set(line.coopId, lines);
    old?.close();
  }

  /** Forgets a line that has ended. One that was replaced has nothing left to forget. */
  leave(line: PokeLine): void {
    const lines = this.#lines.get(line.coopId);
    if (lines?.get(line.deviceId) !== line) return;
    lines.delete(line.deviceId);
    if (lines.size === 0) this.#lines.delete(line.coopId);
  }

  /** Tells every device of the co-operative whose scope holds the stream that it has grown to `seq`. */
  tell(coopId: string, stream: string, seq: number): void {
    for (const line of this.#lines.get(coopId)?.values() ?? []) {
      if (line.streams.includes(stream)) line.send({ gen: line.serverGen, stream, seq });
    }
  }

  /** How many devices listen. */
  get size(): number {
    let size = 0;
    for (const lines of this.#lines.values()) size += lines.size;
    return size;
  }

  /** Ends all lines, and every one that still comes: the server is closing. */
  close(): void {
    this.#isClosed = true;
    for (const lines of this.#lines.values()) for (const line of lines.values()) line.close();
  }
}
