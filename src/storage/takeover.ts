import { create } from 'zustand';

interface TakeoverState {
  /** A newer version of the program has opened this device's memory: this page has closed it and has to be loaded anew. */
  readonly isTakenOver: boolean;
}

/** Whether this page has had to hand the device's memory over. Nothing is lost: what ran was finished first. */
export const useTakeover = create<TakeoverState>()(() => ({ isTakenOver: false }));

/** Tells the app that a database was handed over to a newer version. */
export function noteTakeover(): void {
  useTakeover.setState({ isTakenOver: true });
}
