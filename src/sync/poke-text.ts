import * as z from 'zod/mini';
import { pokeSchema, type Poke } from '#protocol/poke.ts';

/** A poke has some eighty characters; a line that grows far beyond is none of ours and is not waited for. */
const LINE_LENGTH_MAX = 4096;

/**
 * Reads pokes out of server-sent events that come in pieces cut anywhere: in a line, in a line's end, in a character. What
 * is no poke (comments, other fields, events of a newer server) is passed over.
 */
export class PokeText {
  readonly #decoder = new TextDecoder();
  #left = '';
  #data: string[] = [];

  /** @returns the pokes that this piece completed, in order */
  take(piece: Uint8Array): readonly Poke[] {
    const text = this.#left + this.#decoder.decode(piece, { stream: true });
    // A carriage return at the end may be half of a line's end.
    const isCut = text.endsWith('\r');
    const lines = (isCut ? text.slice(0, -1) : text).split(/\r\n|\r|\n/);
    const last = lines.pop() ?? '';
    this.#left = last.length > LINE_LENGTH_MAX ? '' : last + (isCut ? '\r' : '');
    return lines.flatMap((line) => this.#takeLine(line));
  }

  #takeLine(line: string): readonly Poke[] {
    if (line.startsWith('data:')) this.#data.push(line.slice('data:'.length));
    if (line !== '') return [];
    const data = this.#data.join('\n');
    this.#data = [];
    const poke = z.safeParse(pokeSchema, jsonOf(data));
    return poke.success ? [poke.data] : [];
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
