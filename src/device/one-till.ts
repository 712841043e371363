import { create } from 'zustand';

interface OneTillState {
  /** Another tab of this browser sells as this device. */
  readonly isElsewhere: boolean;
}

/** Which tab is the till. Two that sell share one cart and one drawer, and people would not know which is theirs. */
export const useOneTill = create<OneTillState>()(() => ({ isElsewhere: false }));
