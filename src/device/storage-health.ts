import { create } from 'zustand';

/** What the browser says to the wish that it never clears our storage by itself. */
export type Persistence = 'granted' | 'refused' | 'unsupported';

interface PersistenceState {
  /** Null until the browser was asked in this start of the program. */
  readonly answer: Persistence | null;
}

/** Whether the device's memory is safe from the browser's own clearing; screens show it plainly when it is not. */
export const usePersistence = create<PersistenceState>()(() => ({ answer: null }));

/**
 * Asks the browser to keep our storage. Asked at enrolment and at each start until granted, because Chromium decides anew
 * each time from how the app is used. Never rejects: a browser that can't answer counts as one that refused.
 */
export async function askPersistence(): Promise<Persistence> {
  const answer = await ask();
  usePersistence.setState({ answer });
  return answer;
}

async function ask(): Promise<Persistence> {
  // The types promise a StorageManager; a page that is no secure context has none.
  const storage: StorageManager | undefined = navigator.storage;
  if (storage === undefined || typeof storage.persist !== 'function') return 'unsupported';
  try {
    return (await storage.persisted()) || (await storage.persist()) ? 'granted' : 'refused';
  } catch {
    return 'refused';
  }
}
