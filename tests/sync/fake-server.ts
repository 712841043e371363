import { contentHash, entryHash, genesisHash } from '#domain/chain.ts';
import { base64Url } from '#domain/ids.ts';
import type { WireEntry } from '#protocol/entry.ts';
import { pullRequestSchema, type PullReply, type PullRequest } from '#protocol/pull.ts';
import { pushRequestSchema, type PushReply, type PushRequest } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import { SYNC_HEADER } from '#protocol/version.ts';
import * as z from 'zod/mini';
import { isSignedBy } from '../../src/sync/device-signature.ts';
import type { Fetch } from '../../src/sync/transport.ts';

/** What the network does to one request; the default carries it there and back. */
export type Fate =
  | 'pass'
  /** The server does its work and the reply never comes. */
  | 'lose-reply'
  | 'refuse'
  /** Nothing ever answers: only the caller's own limit ends it. */
  | 'hang'
  | 'portal'
  | { readonly status: number; readonly problem: string; readonly retryAfter?: string };

export interface Heard {
  readonly path: string;
  readonly text: string;
  readonly at: number;
}

/** A server small enough to be read in a minute, on a network that a test scripts. It checks what the wire promises. */
export class FakeServer {
  readonly heard: Heard[] = [];
  readonly facts = new Map<string, WireEntry>();
  readonly ledgers = new Map<string, WireEntry[]>();
  readonly rows = new Map<string, PullReply['rows'][number][]>();
  serverGen = 'g_1';
  series = 'A';
  outcome: PushReply['outcome'] | null = null;
  serverKey = '';
  isCheckpointForged = false;
  /** The reply names another hash than ours, as a broken or lying proxy would. */
  isMatchForged = false;
  /** As the real one: a chain that does not hold is refused, where a test would otherwise call it a mistake of ours. */
  refusesBrokenChains = false;
  durableThrough = 0;
  /** How far its clock has run ahead of what the test lets pass. */
  daysLater = 0;
  /** Streams that it has for this device no more. */
  readonly lostStreams = new Set<string>();
  fate: (path: string, count: number) => Fate = () => 'pass';
  readonly #coopId: string;
  readonly #now: () => number;
  readonly #devicePublicKey: string;
  #signing: CryptoKeyPair | null = null;
  #checkpoints = 0;
  #tokens = 0;
  readonly poisoned = new Set<string>();

  constructor(coopId: string, devicePublicKey: string, now: () => number) {
    this.#coopId = coopId;
    this.#devicePublicKey = devicePublicKey;
    this.#now = now;
  }

  async prepare(): Promise<this> {
    const kind = { name: 'ECDSA', namedCurve: 'P-256' };
    this.#signing = await crypto.subtle.generateKey(kind, true, ['sign', 'verify']);
    const raw = await crypto.subtle.exportKey('raw', this.#signing.publicKey);
    this.serverKey = base64Url(new Uint8Array(raw));
    return this;
  }

  /** As the browser's `fetch` shows it. */
  readonly fetch: Fetch = async (path, { body, signal, headers }) => {
    const text = typeof body === 'string' ? body : '';
    this.heard.push({ path, text, at: this.#now() });
    const fate = this.fate(path, this.heard.filter((other) => other.path === path).length);
    if (fate === 'refuse') throw new TypeError('Failed to fetch');
    if (fate === 'hang') return await hang(signal ?? null);
    if (fate === 'portal')
      return new Response('<html>Masuk Wi-Fi</html>', { headers: { 'content-type': 'text/html' } });
    if (typeof fate === 'object') return problem(fate.status, fate.problem, fate.retryAfter);
    const token = new Headers(headers).get('authorization');
    const reply = await this.#answer(path, text, token);
    if (fate === 'lose-reply') throw new TypeError('network error');
    return reply;
  };

  pushes(): PushRequest[] {
    return this.heard
      .filter(({ path }) => path.endsWith('/push'))
      .map(({ text }) => z.parse(pushRequestSchema, JSON.parse(text)));
  }

  /** Forgets everything after an entry, as a restored backup does. */
  restoreTo(epoch: string, seq: number): void {
    this.ledgers.set(epoch, (this.ledgers.get(epoch) ?? []).slice(0, seq));
    this.serverGen = 'g_2';
  }

  /** Signs as the server does. */
  async sign(text: string): Promise<string> {
    if (this.#signing === null) throw new Error('the server has no key yet');
    const how = { name: 'ECDSA', hash: 'SHA-256' };
    return base64Url(
      new Uint8Array(await crypto.subtle.sign(how, this.#signing.privateKey, new TextEncoder().encode(text))),
    );
  }

  /** The server's clock, which may be days ahead of what the till has lived through. */
  #later(): number {
    return this.#now() + this.daysLater * 24 * 60 * 60_000;
  }

  async #answer(path: string, text: string, token: string | null): Promise<Response> {
    if (path.endsWith('/session/nonce')) return json({ nonce: 'bm9uY2U', expiresAt: this.#now() + 120_000 });
    if (path.endsWith('/session')) return json(this.#openSession());
    if (token !== `Bearer t${this.#tokens}`) return problem(401, 'unauthenticated');
    if (path.endsWith('/push')) return await this.#take(z.parse(pushRequestSchema, JSON.parse(text)));
    if (path.endsWith('/pull')) {
      const request = z.parse(pullRequestSchema, JSON.parse(text));
      return this.lostStreams.has(request.stream) ? problem(404, 'not_found') : json(this.#pull(request));
    }
    return problem(404, 'not_found');
  }

  async #take(request: PushRequest): Promise<Response> {
    try {
      return json(await this.#push(request));
    } catch (error) {
      if (this.refusesBrokenChains) return problem(422, 'broken_chain');
      throw error;
    }
  }

  #openSession(): Record<string, unknown> {
    this.#tokens += 1;
    const at = this.#later();
    return { token: `t${this.#tokens}`, expiresAt: at + 900_000, serverTime: at, serverGen: this.serverGen };
  }

  async #push(request: PushRequest): Promise<PushReply> {
    await this.#checkHead(request);
    const held = this.ledgers.get(request.epoch) ?? [];
    this.ledgers.set(request.epoch, held);
    const outcome = this.outcome ?? this.#outcomeOf(request, held);
    if (outcome === 'ok') this.#store(request, held);
    const last = request.entries.at(-1) ?? request.base;
    const hash = this.isMatchForged ? '0'.repeat(64) : last.hash;
    const end = { seq: held.length, hash: held.at(-1)?.hash ?? this.#genesisOf(request) };
    const matched = outcome === 'ok' ? { seq: last.seq, hash } : outcome === 'gap' ? end : null;
    return {
      proto: 1,
      serverGen: this.serverGen,
      outcome,
      matched,
      serverAcked: held.length,
      series: this.series,
      status: request.entries.map(({ seq, factId }) =>
        this.poisoned.has(factId) ? [seq, 'quarantined', 'total_mismatch'] : [seq, 'accepted'],
      ),
      checkpoint:
        outcome !== 'ok' || matched === null || matched.seq === 0
          ? null
          : await this.#checkpoint(request, matched),
      durableThrough: Math.min(this.durableThrough, held.length),
      serverTime: this.#later(),
      minBuild: '0.1.0',
      heads: Object.fromEntries([...this.rows].map(([stream, rows]) => [stream, rows.length])),
    };
  }

  #outcomeOf(request: PushRequest, held: readonly WireEntry[]): PushReply['outcome'] {
    const { epoch, base, entries } = request;
    let previous = base.seq === 0 ? this.#genesisOf(request) : base.hash;
    if (base.seq === 0 && base.hash !== previous) throw new Error('the genesis does not match');
    for (const [index, entry] of entries.entries()) {
      if (entry.seq !== base.seq + index + 1) throw new Error('the entries are not in order');
      previous = entryHash({ coopId: this.#coopId, epoch, ...entry }, previous);
      if (previous !== entry.hash) throw new Error('the chain is broken');
    }
    if (base.seq > held.length) return 'gap';
    const known = held[base.seq - 1];
    if (known !== undefined && known.hash !== base.hash) return 'rewind';
    return entries.some((entry) => (held[entry.seq - 1]?.hash ?? entry.hash) !== entry.hash) ? 'fork' : 'ok';
  }

  #genesisOf({ epoch, epochOpen, deviceId }: PushRequest): string {
    return genesisHash({ coopId: this.#coopId, deviceId, epoch, ...epochOpen });
  }

  #store(request: PushRequest, held: WireEntry[]): void {
    for (const entry of request.entries) {
      held[entry.seq - 1] = entry;
      const known = this.facts.get(entry.factId);
      if (known !== undefined && contentHash(known.body) !== contentHash(entry.body))
        throw new Error('two contents');
      this.facts.set(entry.factId, entry);
    }
  }

  async #checkHead({ epoch, head, deviceId }: PushRequest): Promise<void> {
    const { seq, hash, totals, signature } = head;
    const text = signedText.head({ coopId: this.#coopId, deviceId, epoch, seq, hash, totals });
    if (!(await isSignedBy(this.#devicePublicKey, text, signature)))
      throw new Error('the head is not signed');
  }

  async #checkpoint({ epoch, deviceId }: PushRequest, point: { seq: number; hash: string }) {
    this.#checkpoints += 1;
    const checkpoint = { epoch, ...point, n: this.#checkpoints, at: this.#now() };
    const text = signedText.checkpoint({
      coopId: this.#coopId,
      deviceId,
      serverGen: this.serverGen,
      ...checkpoint,
    });
    return { ...checkpoint, signature: await this.sign(this.isCheckpointForged ? `${text}!` : text) };
  }

  #pull({ stream, cursor, limit, epochs }: PullRequest): PullReply {
    const rows = this.rows.get(stream) ?? [];
    const isReset = cursor === null || cursor.gen !== this.serverGen;
    const from = isReset ? 0 : cursor.seq;
    const to = Math.min(rows.length, from + limit);
    const mine = epochs.map((epoch) => {
      const held = this.ledgers.get(epoch) ?? [];
      const quarantined = held.filter(({ factId }) => this.poisoned.has(factId)).map(({ seq }) => seq);
      const stamp: PullReply['mine'][string] = { acked: held.length, durable: 0, unapplied: [], quarantined };
      return [epoch, stamp] as const;
    });
    const page = { from, to, head: rows.length, more: to < rows.length, rows: rows.slice(from, to) };
    return {
      serverGen: this.serverGen,
      reset: isReset,
      ...page,
      mine: Object.fromEntries(mine),
      scopeHash: '0'.repeat(64),
      serverTime: this.#later(),
    };
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', [SYNC_HEADER]: '1' },
  });
}

function problem(status: number, kind: string, retryAfter?: string): Response {
  const headers = { 'content-type': 'application/json', [SYNC_HEADER]: '1' };
  const patience = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return new Response(JSON.stringify({ problem: kind }), { status, headers: { ...headers, ...patience } });
}

function hang(signal: AbortSignal | null): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
}
