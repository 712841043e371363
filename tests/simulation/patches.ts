import { registerHooks } from 'node:module';

/** A change of one place in the product's text, made while a thread loads it. The files stay as they are. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  /** Must stand in the file exactly once: a patch that fits no more is an error and not a silent nothing. */
  readonly find: string;
  readonly put: string;
}

/**
 * The server's program of some years: it knows bodies up to the version that its world has come to, so that one program can
 * play an older and a newer server. On the devices nothing asks for this.
 */
export const PROGRAM_AGE: Patch = {
  file: 'src/protocol/fact.ts',
  find: 'if (v > BODY_VERSION) return',
  put: 'if (v > (globalThis.knownBodyVersion ?? BODY_VERSION)) return',
};

/** Makes this thread load the product with patches. @throws Error from the loading, when a patch does not fit */
export function loadWith(patches: readonly Patch[]): void {
  const root = new URL('../../', import.meta.url).href;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const own = patches.filter(({ file }) => url === `${root}${file}`);
      if (own.length === 0) return loaded;
      const source = own.reduce(patched, Buffer.from(textOf(loaded.source)).toString());
      return { ...loaded, source };
    },
  });
}

function patched(source: string, { file, find, put }: Patch): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places like: ${find}`);
  return parts.join(put);
}

function textOf(source: unknown): string | Uint8Array {
  if (typeof source === 'string' || source instanceof Uint8Array) return source;
  throw new Error('a module came without its text');
}
