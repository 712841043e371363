import { Dexie } from 'dexie';
import { storageFailureFrom } from './storage-failure.ts';

const DATABASE_ERRORS: ReadonlySet<string> = new Set(Object.values(Dexie.errnames));

/**
 * Runs work on a database and translates its failures. A mistake of ours that was thrown inside (`invariant`) stays a
 * mistake.
 * @throws StorageFailure when the world failed
 */
export async function failingAsStorage<Value>(work: () => PromiseLike<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw isOfDatabase(error) ? storageFailureFrom(error) : error;
  }
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof DOMException || (error instanceof Error && DATABASE_ERRORS.has(error.name));
}
