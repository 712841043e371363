import { StorageFailure } from './storage-failure.ts';

/**
 * Waits for a file of this room that no start needs. Called before a transaction, never inside one.
 * @throws StorageFailure when it can't be had: nothing was written, and the next call asks for it again
 */
export async function lateFile<File>(load: () => Promise<File>): Promise<File> {
  try {
    return await load();
  } catch (cause) {
    throw new StorageFailure('unknown', 'A part of the program is not here', cause);
  }
}

/** Works with such a file, without a moment's wait when it is here already. */
export function withFile<File extends object, Value>(
  load: () => File | Promise<File>,
  work: (file: File) => Promise<Value>,
): Promise<Value> {
  const file = load();
  return file instanceof Promise ? lateFile(() => file).then(work) : work(file);
}
