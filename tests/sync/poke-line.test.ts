import { describe, expect, test } from 'vitest';
import type { Poke } from '#protocol/poke.ts';
import { PokeLine } from '../../src/sync/poke-line.ts';
import { PokeText } from '../../src/sync/poke-text.ts';
import { readPokes, SILENCE_MS_MAX, type PokeEars } from '../../src/sync/read-pokes.ts';
import type { Failure, SyncEvent, SyncState } from '../../src/sync/sync-model.ts';
import type { Fetch } from '../../src/sync/transport.ts';
import { FakeClock } from './fake-clock.ts';
import { after, sending } from './sync-builders.ts';

const POKE: Poke = { gen: 'g_1', stream: 'outlet:GI', seq: 7 };
const EVENT = `data: ${JSON.stringify(POKE)}\n\n`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('server-sent events', () => {
  test('are understood wherever the network cuts them', () => {
    const whole = bytes(
      `: kabar baik ☕\n\n${EVENT}event: x\r\n${EVENT.replaceAll('\n', '\r\n')}data: {"gen":\r`,
    );
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const text = new PokeText();
      const heard = [...text.take(whole.slice(0, cut)), ...text.take(whole.slice(cut))];
      expect([cut, heard]).toEqual([cut, [POKE, POKE]]);
    }
  });

  test('are understood byte by byte', () => {
    const text = new PokeText();
    expect([...bytes(EVENT + EVENT)].flatMap((byte) => text.take(Uint8Array.of(byte)))).toEqual([POKE, POKE]);
  });

  test('that are no pokes are passed over: a newer server may say more', () => {
    const text = new PokeText();
    const strange =
      'data: hello\n\ndata: {"gen":1}\n\nid: 4\nretry: 100\n\ndata\n\n\n\ndata: {"x":\ndata: 1}\n\n';
    expect(text.take(bytes(strange + EVENT))).toEqual([POKE]);
  });

  test('that never end a line do not fill the memory, and the next event is heard', () => {
    const text = new PokeText();
    for (let count = 0; count < 100; count += 1) expect(text.take(bytes('x'.repeat(1000)))).toEqual([]);
    expect(text.take(bytes(`\n\n${EVENT}`))).toEqual([POKE]);
  });
});

/** A line whose every opening a test ends as it likes. */
function aLine(clock = new FakeClock()) {
  const openings: { token: string; ears: PokeEars; signal: AbortSignal; end: (failure: Failure) => void }[] =
    [];
  const said: string[] = [];
  let token: string | null = 't1';
  const line = new PokeLine({
    clock,
    random: { bytes: (count) => new Uint8Array(count).fill(255) },
    isVisible: () => true,
    target: {
      token: () => token,
      kick: () => said.push('kick'),
      hearPoke: (poke) => said.push(`poke ${poke.seq}`),
      pullNow: () => said.push('pull'),
    },
    listen: (used, ears, signal) =>
      new Promise((end) => {
        openings.push({ token: used, ears, signal, end });
      }),
  });
  const end = async (failure: Failure): Promise<void> => {
    openings.at(-1)?.end(failure);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { line, clock, openings, said, end, useToken: (next: string | null) => (token = next) };
}

const AWAY: Failure = { kind: 'unreachable', isTimeout: false };

describe('the line', () => {
  test('is opened by the tab that leads, wakes both lanes and passes pokes on', () => {
    const { line, openings, said } = aLine();
    line.look();
    expect(openings).toHaveLength(0);
    line.lead(true);
    line.lead(true);
    openings[0]?.ears.onOpen();
    openings[0]?.ears.onPoke(POKE);
    expect([openings.length, said]).toEqual([1, ['kick', 'poke 7']]);
  });

  test('comes back by the same waits as the lanes, without a last try', async () => {
    const { line, clock, openings, end } = aLine();
    line.lead(true);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await end(AWAY);
      const before = clock.mono();
      const count = openings.length;
      while (openings.length === count) clock.pass(250);
      waits.push(clock.mono() - before);
    }
    expect(waits).toEqual([2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000, 15_000]);
  });

  test('that held for a while comes back soon; one that flaps does not storm the server', async () => {
    const { line, clock, openings, end } = aLine();
    line.lead(true);
    for (let flap = 0; flap < 4; flap += 1) {
      openings.at(-1)?.ears.onOpen();
      await end(AWAY);
      clock.pass(15_000);
    }
    openings.at(-1)?.ears.onOpen();
    clock.pass(20_000);
    await end(AWAY);
    const count = openings.length;
    clock.pass(2000);
    expect(openings).toHaveLength(count + 1);
  });

  test('waits for a session when there is none, and asks for one', () => {
    const { line, openings, said, useToken } = aLine();
    useToken(null);
    line.lead(true);
    line.look();
    expect([openings.length, said]).toEqual([0, ['pull']]);
    useToken('t2');
    line.look();
    expect(openings.map(({ token }) => token)).toEqual(['t2']);
  });

  test('never tries a token again that the server does not know', async () => {
    const { line, clock, openings, said, end, useToken } = aLine();
    line.lead(true);
    await end({ kind: 'unauthenticated' });
    line.look();
    clock.pass(60_000);
    expect([openings.length, said]).toEqual([1, ['pull']]);
    useToken('t2');
    line.look();
    expect(openings).toHaveLength(2);
  });

  test('honours Retry-After, whoever hurries', async () => {
    const { line, clock, openings, end } = aLine();
    line.lead(true);
    await end({ kind: 'busy', retryAfterMs: 30_000 });
    line.hurry();
    clock.pass(29_999);
    expect(openings).toHaveLength(1);
    clock.pass(1);
    expect(openings).toHaveLength(2);
  });

  test('is hurried when the network comes back', async () => {
    const { line, openings, end } = aLine();
    line.lead(true);
    await end(AWAY);
    line.hurry();
    expect(openings).toHaveLength(2);
  });

  test('ends with the lead, and for a device that was revoked', async () => {
    const { line, clock, openings, end } = aLine();
    line.lead(true);
    await end({ kind: 'revoked' });
    clock.pass(600_000);
    expect(openings).toHaveLength(1);
    line.lead(true);
    line.lead(false);
    expect(openings.map(({ signal }) => signal.aborted)).toEqual([false, true]);
  });
});

describe('opening it', () => {
  const ears: PokeEars = { onOpen: () => undefined, onPoke: () => undefined };
  const OURS = { 'content-type': 'text/event-stream', 'x-gerai-sync': '1' };

  test.each([
    ['a login page', new Response('<html>Masuk</html>', { headers: { 'content-type': 'text/html' } })],
    [
      'an event stream of somebody else',
      new Response(EVENT, { headers: { 'content-type': 'text/event-stream' } }),
    ],
    ['our mark over a page', new Response('<html>', { headers: { ...OURS, 'content-type': 'text/html' } })],
  ])('%s is offline, and nothing in it is heard', async (_what, response) => {
    const heard: string[] = [];
    const both = { onOpen: () => heard.push('open'), onPoke: () => heard.push('poke') };
    const road = { fetch: () => Promise.resolve(response), clock: new FakeClock() };
    const failure = await readPokes('t', both, road, new AbortController().signal);
    expect([failure.kind, heard]).toEqual(['unreachable', []]);
  });

  test('carries the token, follows no redirect and is stored nowhere', async () => {
    let seen: RequestInit = {};
    const fetch: Fetch = (_path, init) => {
      seen = init;
      return Promise.reject(new TypeError('network error'));
    };
    await readPokes('t', ears, { fetch, clock: new FakeClock() }, new AbortController().signal);
    expect(seen).toMatchObject({
      headers: { authorization: 'Bearer t' },
      redirect: 'error',
      cache: 'no-store',
      credentials: 'omit',
    });
  });

  test('tells a refusal by its word', async () => {
    const headers = { 'content-type': 'application/json', 'x-gerai-sync': '1', 'retry-after': '9' };
    const response = new Response('{"problem":"rate_limited"}', { status: 429, headers });
    const road = { fetch: () => Promise.resolve(response), clock: new FakeClock() };
    const failure = await readPokes('t', ears, road, new AbortController().signal);
    expect(failure).toEqual({ kind: 'busy', retryAfterMs: 9000 });
  });

  test('a line that falls silent is given up, however open the browser believes it', async () => {
    const clock = new FakeClock();
    const fetch: Fetch = (_path, { signal }) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) =>
          signal?.addEventListener('abort', () => controller.error(new Error('aborted'))),
      });
      return Promise.resolve(new Response(body, { headers: OURS }));
    };
    const ended = readPokes('t', ears, { fetch, clock }, new AbortController().signal);
    await new Promise((resolve) => setImmediate(resolve));
    clock.pass(SILENCE_MS_MAX);
    expect(await ended).toEqual({ kind: 'unreachable', isTimeout: true });
  });
});

describe('a poke', () => {
  const poked: SyncEvent = { kind: 'poked', streams: ['outlet:gi'] };
  const page: SyncEvent = { kind: 'page-taken', rowCount: 0, hasMore: false, serverGen: 'g_1', tookMs: 1 };
  /** All rows are here, and the poll's timer runs. */
  const polling = (): SyncState => after(sending(), page, page).state;

  test('reads its stream at once, or once more right after what is being read', () => {
    const reading = after(polling(), poked);
    expect(reading.commands).toMatchObject([{ kind: 'pull', stream: 'outlet:gi' }]);
    const again = after(reading.state, poked);
    expect([again.commands, again.state.pull.due]).toEqual([[], ['outlet:gi', 'outlet:gi']]);
  });

  test.each([AWAY, { kind: 'busy', retryAfterMs: 9000 }] satisfies Failure[])(
    'wakes no lane that backs off or was asked for patience: %o',
    (failure) => {
      const failed = after(polling(), poked, { kind: 'pull-failed', failure, tookMs: 1 });
      expect(after(failed.state, poked).commands).toEqual([]);
    },
  );
});
