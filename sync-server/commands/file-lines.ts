import { createReadStream } from 'node:fs';

/** The lines of a file of any length. Only `\n` ends one: a name may hold what `readline` takes for an end of line too. */
export async function* fileLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
