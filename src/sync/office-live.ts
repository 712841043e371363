import type * as z from 'zod/mini';
import {
  officeDevicesSchema,
  officeFactSchema,
  officeFindingsSchema,
  officeHouseSchema,
  officePeopleSchema,
  officeProductsSchema,
  officeSalesSchema,
} from '#protocol/office/reads.ts';
import { systemClock } from '../device/clock.ts';
import { askOffice, type OfficeFailure } from './office-client.ts';

export type {
  OfficeDevices,
  OfficeFact,
  OfficeFinding,
  OfficeFindings,
  OfficeHouse,
  OfficePeople,
  OfficeProducts,
  OfficeSale,
  OfficeSales,
} from '#protocol/office/reads.ts';

/** How often a list that somebody looks at is asked for again, milliseconds: what tills bring, and what the office itself changes. */
const LIVELY_MS = 5000;
const CALM_MS = 60_000;

/** What the screen knows of one question. */
export interface LiveState<Reply> {
  /** The last good answer; it stays through failures. */
  readonly value: Reply | null;
  /** When that answer came, device clock. */
  readonly at: number | null;
  /** Why the last attempt brought nothing; null when it did, or when none has ended yet. */
  readonly failure: OfficeFailure | null;
  readonly isAsking: boolean;
}

/** One question that is asked again for as long as somebody listens and the page is seen. */
export interface Live<Reply> {
  readonly read: () => LiveState<Reply>;
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks at once, for example after an act that changed the answer. */
  readonly refresh: () => void;
}

/** A kind of question: what its answers look like, and those that are remembered, by path. */
export interface Question<Reply> {
  readonly reply: z.ZodMiniType<Reply>;
  readonly refreshMs: number;
  readonly lives: Map<string, Live<Reply>>;
}

export const questions = {
  sales: questionOf(officeSalesSchema),
  facts: questionOf(officeFactSchema),
  findings: questionOf(officeFindingsSchema),
  devices: questionOf(officeDevicesSchema),
  products: questionOf(officeProductsSchema, CALM_MS),
  people: questionOf(officePeopleSchema, CALM_MS),
  house: questionOf(officeHouseSchema, CALM_MS),
};

function questionOf<Reply>(reply: z.ZodMiniType<Reply>, refreshMs = LIVELY_MS): Question<Reply> {
  return { reply, refreshMs, lives: new Map() };
}

/** The live answer to one question; the same path gives the same one, with what it last heard. */
export function liveAnswer<Reply>(question: Question<Reply>, path: string): Live<Reply> {
  const known = question.lives.get(path);
  if (known !== undefined) return known;
  const live = createLive(question, path);
  question.lives.set(path, live);
  return live;
}

/** Asks again what the screens show: something was changed. */
export function refreshOffice(): void {
  for (const { lives } of Object.values(questions)) for (const live of lives.values()) live.refresh();
}

/** Forgets every answer: the next person at this browser must not see them. */
export function forgetOfficeAnswers(): void {
  for (const { lives } of Object.values(questions)) lives.clear();
}

function createLive<Reply>({ reply, refreshMs }: Question<Reply>, path: string): Live<Reply> {
  const listeners = new Set<() => void>();
  let state: LiveState<Reply> = { value: null, at: null, failure: null, isAsking: false };
  let callOff: (() => void) | null = null;
  const show = (next: LiveState<Reply>): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const ask = async (): Promise<void> => {
    if (state.isAsking) return;
    callOff?.();
    show({ ...state, isAsking: true });
    const answer = await askOffice(path, reply);
    if (answer.ok) show({ value: answer.value, at: systemClock.now(), failure: null, isAsking: false });
    else show({ ...state, failure: answer.failure, isAsking: false });
    if (listeners.size > 0) callOff = systemClock.setTimer(refreshMs, askIfSeen);
  };
  const askIfSeen = (): void => {
    // An unseen tab rests; it asks again the moment it is looked at, and meanwhile its session may run out.
    if (document.visibilityState === 'visible') void ask();
  };
  const begin = (): void => {
    document.addEventListener('visibilitychange', askIfSeen);
    window.addEventListener('online', askIfSeen);
    void ask();
  };
  const end = (): void => {
    document.removeEventListener('visibilitychange', askIfSeen);
    window.removeEventListener('online', askIfSeen);
    callOff?.();
  };
  return {
    read: () => state,
    refresh: () => {
      if (listeners.size > 0) void ask();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      if (listeners.size === 1) begin();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) end();
      };
    },
  };
}
