import { createReadStream } from 'node:fs';

const NEWLINE = 10;

/** The lines of a file of any length. Only `\n` ends one: a name may hold what `readline` takes for an end of line too. */
export async function* fileLines(path: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes: Buffer = Buffer.concat([rest, Buffer.from(chunk)]);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      yield bytes.toString('utf8', from, at);
      from = at + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
