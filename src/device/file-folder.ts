/** A folder of small files in the browser's own private place (OPFS), apart from IndexedDB and from what a person sees. */
export interface FileFolder {
  list(): Promise<readonly string[]>;
  /** @returns null when there is no such file */
  read(name: string): Promise<string | null>;
  /** The file is whole afterwards, or as it was: the browser writes beside it and puts it in place at the end. */
  write(name: string, text: string): Promise<void>;
  /** One that is not there is no failure. */
  remove(name: string): Promise<void>;
}

/**
 * Opens such a folder, making it where there is none.
 * @returns null when this browser has no such place, or keeps it from us
 */
export async function openFolder(name: string): Promise<FileFolder | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return folderOf(await root.getDirectoryHandle(name, { create: true }));
  } catch {
    return null;
  }
}

/** The names of all such folders; none where the browser has no such place. */
export async function listFolders(): Promise<readonly string[]> {
  try {
    const names: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names;
  } catch {
    return [];
  }
}

function folderOf(folder: FileSystemDirectoryHandle): FileFolder {
  return {
    async list() {
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      return names;
    },
    async read(name) {
      try {
        const file = await (await folder.getFileHandle(name)).getFile();
        return await file.text();
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async write(name, text) {
      const writing = await (await folder.getFileHandle(name, { create: true })).createWritable();
      try {
        await writing.write(text);
      } catch (error) {
        await writing.abort();
        throw error;
      }
      await writing.close();
    },
    async remove(name) {
      try {
        await folder.removeEntry(name);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
