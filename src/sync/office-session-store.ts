import { create } from 'zustand';
import type { OfficeMe } from '#protocol/office/session.ts';

export type { OfficeMe } from '#protocol/office/session.ts';

/** Whether somebody sits in the office. */
export type OfficeSession =
  /** Not asked yet. */
  | { readonly kind: 'unknown' }
  /** `left`: the person went · `ended`: the session ended by itself · `never`: nobody has come on this page. */
  | { readonly kind: 'out'; readonly why: 'never' | 'left' | 'ended' }
  /** `at`: when the server said so, device clock. */
  | { readonly kind: 'in'; readonly me: OfficeMe; readonly at: number };

interface OfficeSessionState {
  readonly session: OfficeSession;
}

/** Who sits in the office, as far as the server has told this page. The cookie itself no script can read. */
export const useOfficeSession = create<OfficeSessionState>()(() => ({
  session: { kind: 'unknown' },
}));
