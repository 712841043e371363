import type { ComponentType, RefObject } from 'react';
import type { CartLine } from '#domain/cart.ts';
import { create } from 'zustand';
import { whenIdle } from '../../device/when-idle.ts';
import type { recordSale } from '../../actions/record-sale.ts';
import type { startPayment } from '../../actions/start-payment.ts';
import type { findSimilar } from '../../storage/replica/find-similar.ts';

/** The parts of the till that its first paint does not show: they come in one file, asked for right after it. */
export interface TillRest {
  readonly TillSheets: ComponentType;
  readonly DonePanel: ComponentType<SearchAware>;
  readonly LineEditor: ComponentType<{ readonly line: CartLine }>;
  readonly CartMessages: ComponentType;
  /** What can be done with the cart as a whole. */
  readonly CartTools: ComponentType;
  /** The way to the carts that wait; draws nothing where none does. */
  readonly ParkedBar: ComponentType;
  readonly ShelfNotice: ComponentType;
  /** Hears scans and keys. */
  readonly TillEars: ComponentType<SearchAware>;
  readonly recordSale: typeof recordSale;
  readonly startPayment: typeof startPayment;
  readonly findSimilar: typeof findSimilar;
}

export interface SearchAware {
  readonly search: RefObject<HTMLInputElement | null>;
}

/** How long to wait before a file that could not be had is asked for again. */
const ASK_AGAIN_MS = 15_000;

type Load = () => Promise<TillRest>;

/** What is here of it. Components read it, and are drawn anew when it comes; nothing suspends, so nothing flashes. */
export const useTillRest = create<{ readonly rest: TillRest | null }>()(() => ({ rest: null }));

let load: Load | null = null;
let loading: Promise<TillRest> | null = null;

/** Says where the rest comes from. The till's screen does, because the rest itself imports what asks for it. */
export function offerTillRest(from: Load): void {
  load = from;
}

/**
 * The rest of the till. Asked for again by each call until it is here.
 * @throws whatever kept the file away
 */
export function tillRest(): Promise<TillRest> {
  loading ??= fetchRest().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** Asks for the rest when the browser is idle, and again for as long as it can't be had. */
export function askForRest(): void {
  whenIdle(() => {
    tillRest().catch(() => setTimeout(askForRest, ASK_AGAIN_MS));
  });
}

async function fetchRest(): Promise<TillRest> {
  if (load === null) throw new Error('the till has not been opened');
  const rest = await load();
  useTillRest.setState({ rest });
  return rest;
}
