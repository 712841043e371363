import { create } from 'zustand';
import { StorageFailure } from './storage-failure.ts';

interface ActFault {
  /** True from an act that could not be written down until the next entry that was. */
  readonly hasFault: boolean;
}

/**
 * Whether this tab has just failed to write down what a person did. The sync notices a broken memory by its own writes, which
 * may be a minute away; a cashier whose sale was not saved has to see it at once.
 */
export const useActFault = create<ActFault>()(() => ({ hasFault: false }));

/** Passes an act's write on and notes a failure of the memory. One that was handed over to a newer version is no fault. */
export async function notingFault<Value>(write: Promise<Value>): Promise<Value> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof StorageFailure && error.kind !== 'blocked') useActFault.setState({ hasFault: true });
    throw error;
  }
}

/** An entry was written: the memory works again. */
export function forgetFault(): void {
  useActFault.setState({ hasFault: false });
}
