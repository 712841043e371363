import type { Fetch } from '../../src/sync/transport.ts';
import type { Prng } from './prng.ts';
import { ServerKilled, type SimServer, type WireReply } from './sim-server.ts';
import type { Tally } from './tally.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** What a wire does to messages, in thousandths of them. */
export interface Weather {
  readonly loss: number;
  readonly doubling: number;
  readonly delay: number;
  readonly damage: number;
  readonly strangers: number;
  readonly slowMsMax: number;
}

export const CALM: Weather = { loss: 0, doubling: 0, delay: 0, damage: 0, strangers: 0, slowMsMax: 40 };

/** A till's end of the wire. */
export interface WireEnd {
  readonly name: string;
  readonly prng: Prng;
  isLinked: boolean;
}

interface Wires {
  readonly timeline: Timeline;
  readonly server: SimServer;
  readonly tally: Tally;
  readonly trace: Trace;
}

interface Message {
  readonly path: string;
  readonly token: string | null;
  readonly text: string;
}

/** Longer than a till waits for an answer. */
const LATE_MS = 15_000;

/**
 * The wire between tills and the server. Messages are lost, doubled, damaged, held up and overtaken as each till's own chance
 * says, so that taking one happening out of a world changes as little as possible of the others.
 */
export class Network {
  weather: Weather;
  readonly #wires: Wires;
  /** Requests that are being answered; the server's process may die under them. */
  #lastReplyAt = new Map<string, number>();

  constructor(wires: Wires, weather: Weather) {
    this.#wires = wires;
    this.weather = weather;
  }

  /** The `fetch` of a till's program. */
  fetchFor(end: WireEnd): Fetch {
    return async (path, init) => {
      const headers = new Headers(init.headers);
      const token = headers.get('authorization')?.slice('Bearer '.length) ?? null;
      const message = { path, token, text: typeof init.body === 'string' ? init.body : '' };
      const reply = await this.#exchange(end, message, init.signal ?? null);
      return new TextResponse(reply);
    };
  }

  #exchange(end: WireEnd, message: Message, signal: AbortSignal | null): Promise<WireReply> {
    const { timeline, tally } = this.#wires;
    tally.add('requests');
    if (message.path.endsWith('/push')) tally.add('pushes');
    if (message.path.endsWith('/pull')) tally.add('pages');
    return new Promise<WireReply>((resolve, reject) => {
      const fail = (): void => reject(new TypeError('Failed to fetch'));
      signal?.addEventListener('abort', fail);
      if (!end.isLinked) {
        timeline.plan(this.#latency(end), fail);
        return;
      }
      const stranger = this.#stranger(end);
      if (stranger !== null) {
        timeline.plan(this.#latency(end), () => resolve(stranger));
        return;
      }
      this.#send(end, message, { answer: resolve, fail });
    });
  }

  #send(end: WireEnd, message: Message, hearer: Hearer): void {
    const { prng } = end;
    const { weather } = this;
    const { tally } = this.#wires;
    if (prng.chance(weather.loss)) {
      tally.add('request-dropped');
      return this.#lose(end, hearer);
    }
    const isDoubled = prng.chance(weather.doubling);
    if (isDoubled) {
      tally.add('request-doubled');
      this.#deliver(end, message, { answer: () => undefined, fail: () => undefined });
    }
    this.#deliver(end, this.#maybeDamaged(end, message), hearer);
  }

  /** Half of what is lost is noticed at once, as a reset is; of the rest nothing is ever heard. */
  #lose(end: WireEnd, hearer: Hearer): void {
    if (end.prng.chance(800)) this.#wires.timeline.plan(this.#latency(end), hearer.fail);
  }

  #deliver(end: WireEnd, message: Message, hearer: Hearer): void {
    const { timeline, tally } = this.#wires;
    const isHeldUp = end.prng.chance(this.weather.delay);
    if (isHeldUp) tally.add('request-delayed');
    const latency = this.#latency(end) + (isHeldUp ? end.prng.int(500, 2 * LATE_MS) : 0);
    timeline.plan(latency, () => void this.#arrive(end, message, hearer));
  }

  async #arrive(end: WireEnd, message: Message, hearer: Hearer): Promise<void> {
    const { server, timeline, tally, trace } = this.#wires;
    if (!server.isUp) return this.#lose(end, hearer);
    let reply: WireReply;
    try {
      reply = await server.handle(message.path, message.token, message.text);
    } catch (error) {
      if (!(error instanceof ServerKilled)) throw error;
      tally.add('server-killed-in-transaction');
      trace.note(timeline.now, 'server killed in a transaction');
      await server.restart();
      return this.#lose(end, hearer);
    }
    trace.note(
      timeline.now,
      `${end.name} ${message.path.slice(13)} → ${reply.status} ${summaryOf(reply.text)}`,
    );
    if (end.prng.chance(this.weather.loss)) {
      tally.add('reply-dropped');
      return this.#lose(end, hearer);
    }
    this.#sendBack(end, reply, hearer);
  }

  #sendBack(end: WireEnd, reply: WireReply, hearer: Hearer): void {
    const { timeline, tally } = this.#wires;
    const isHeldUp = end.prng.chance(this.weather.delay);
    if (isHeldUp) tally.add('reply-delayed');
    const at = timeline.now + this.#latency(end) + (isHeldUp ? end.prng.int(500, LATE_MS) : 0);
    if (at < (this.#lastReplyAt.get(end.name) ?? 0)) tally.add('reply-overtaken');
    this.#lastReplyAt.set(end.name, Math.max(at, this.#lastReplyAt.get(end.name) ?? 0));
    const isCut = end.prng.chance(this.weather.damage) && reply.text.length > 2;
    if (isCut) tally.add('reply-cut');
    const heard = isCut
      ? { ...reply, text: reply.text.slice(0, end.prng.int(1, reply.text.length - 1)) }
      : reply;
    timeline.plan(at - timeline.now, () => hearer.answer(heard));
  }

  /** Somebody who is not the server, or a server that can't just now. */
  #stranger(end: WireEnd): WireReply | null {
    if (!end.prng.chance(this.weather.strangers)) return null;
    const { tally } = this.#wires;
    switch (end.prng.int(0, 2)) {
      case 0:
        tally.add('captive-portal');
        return { status: 200, text: '<html>Masuk Wi-Fi</html>', headers: { 'content-type': 'text/html' } };
      case 1:
        tally.add('server-error');
        return { status: 500, text: '{"problem":"server_error"}', headers: { 'x-gerai-sync': '1' } };
      default:
        tally.add('retry-after');
        return {
          status: 503,
          text: '{"problem":"unavailable"}',
          headers: { 'x-gerai-sync': '1', 'retry-after': '2' },
        };
    }
  }

  /** Only what carries entries guards itself by a chain; a question about rows leans on the checks of the wire below. */
  #maybeDamaged(end: WireEnd, message: Message): Message {
    if (!message.path.endsWith('/push') || !end.prng.chance(this.weather.damage)) return message;
    this.#wires.tally.add('request-damaged');
    const at = end.prng.int(0, message.text.length - 1);
    const hurt = String.fromCharCode(message.text.charCodeAt(at) ^ (1 << end.prng.int(0, 6)));
    return { ...message, text: message.text.slice(0, at) + hurt + message.text.slice(at + 1) };
  }

  #latency(end: WireEnd): number {
    return end.prng.int(3, this.weather.slowMsMax);
  }
}

interface Hearer {
  readonly answer: (reply: WireReply) => void;
  readonly fail: () => void;
}

/** A response whose text is there already; reading a real one's stream takes longer than all the rest. */
class TextResponse extends Response {
  readonly #text: string;

  constructor({ status, text, headers }: WireReply) {
    super(null, { status, headers });
    this.#text = text;
  }

  override text(): Promise<string> {
    return Promise.resolve(this.#text);
  }
}

/** What a reply says, without the server's signatures: those are different each time. */
function summaryOf(text: string): string {
  const outcome = /"outcome":"(\w+)"/.exec(text)?.[1];
  const acked = /"serverAcked":(\d+)/.exec(text)?.[1];
  if (outcome !== undefined) return `${outcome} acked ${acked ?? '-'} length ${text.length}`;
  const problem = /"problem":"(\w+)"/.exec(text)?.[1];
  return problem ?? `length ${text.length}`;
}
