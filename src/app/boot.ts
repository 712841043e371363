import { create } from 'zustand';
import type { Workplace } from '../actions/workplace.ts';

/** How far the start of the program has come. */
export type Boot =
  | { readonly kind: 'starting' }
  /** This browser is no device of a co-operative yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly workplace: Workplace }
  /** The databases were written by a newer build. */
  | { readonly kind: 'update-needed' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface BootState {
  readonly boot: Boot;
}

export const useBoot = create<BootState>()(() => ({ boot: { kind: 'starting' } }));
