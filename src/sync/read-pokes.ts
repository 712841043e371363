import * as z from 'zod/mini';
import type { Poke } from '#protocol/poke.ts';
import { SYNC_HEADER } from '#protocol/version.ts';
import type { Clock } from '../device/clock.ts';
import { PokeText } from './poke-text.ts';
import type { Failure } from './sync-model.ts';
import { readReply, REQUEST_TIMEOUT_MS, type Fetch } from './transport.ts';

/** The server says something at least every 20 s; after two of them in vain the line is dead, whatever the browser believes. */
export const SILENCE_MS_MAX = 45_000;

export interface PokeEars {
  readonly onOpen: () => void;
  readonly onPoke: (poke: Poke) => void;
}

export interface PokeRoad {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/**
 * Opens one line and listens until it ends. By fetch, because an EventSource can't send the token; a page without our mark, or
 * that is no event stream, is a captive portal's.
 * @returns why it ended; it never rejects
 */
export async function readPokes(
  token: string,
  ears: PokeEars,
  { fetch, clock }: PokeRoad,
  signal: AbortSignal,
): Promise<Failure> {
  const silence = new AbortController();
  let isTimeout = false;
  const watch = (ms: number): (() => void) =>
    clock.setTimer(ms, () => {
      isTimeout = true;
      silence.abort();
    });
  let callOff = watch(REQUEST_TIMEOUT_MS);
  try {
    const response = await fetch(
      '/api/sync/v1/poke',
      requestOf(token, AbortSignal.any([signal, silence.signal])),
    );
    if (!isLine(response)) return await refusalIn(response);
    ears.onOpen();
    const reader = response.body.getReader();
    const text = new PokeText();
    for (;;) {
      callOff();
      callOff = watch(SILENCE_MS_MAX);
      const { done, value } = await reader.read();
      if (done) return { kind: 'unreachable', isTimeout: false };
      for (const poke of text.take(value)) ears.onPoke(poke);
    }
  } catch {
    return { kind: 'unreachable', isTimeout };
  } finally {
    callOff();
  }
}

type Line = Response & { readonly body: NonNullable<Response['body']> };

function isLine(response: Response): response is Line {
  const type = response.headers.get('content-type') ?? '';
  const isOurs = response.headers.get(SYNC_HEADER) === '1' && type.startsWith('text/event-stream');
  return response.ok && isOurs && response.body !== null;
}

async function refusalIn(response: Response): Promise<Failure> {
  const reading = readReply(z.never(), response, await response.text());
  return reading.ok ? { kind: 'server-error' } : reading.failure;
}

function requestOf(token: string, signal: AbortSignal): RequestInit {
  return {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    signal,
    redirect: 'error',
    cache: 'no-store',
    credentials: 'omit',
  };
}
