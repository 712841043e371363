import { entryHash } from '#domain/chain.ts';
import { genesisOf, type Line } from './ledger-file.ts';

export const parse = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line) as Line);
export const entryAt = (lines: readonly Line[], seq: number, nth = 0): number =>
  lines
    .map((line, index) => (line['line'] === 'entry' && line['seq'] === seq ? index : -1))
    .filter((at) => at >= 0)[nth] ?? -1;
export const indexOf = (lines: readonly Line[], line: string, nth = 0): number =>
  lines.map((one, index) => (one['line'] === line ? index : -1)).filter((at) => at >= 0)[nth] ?? -1;
export const lastOf = (lines: readonly Line[], line: string): number =>
  lines.findLastIndex((one) => one['line'] === line);
export const change = (lines: readonly Line[], index: number, patch: Line): Line[] =>
  lines.with(index, { ...lines[index], ...patch });
export const without = (lines: readonly Line[], index: number): Line[] => lines.toSpliced(index, 1);

/** Changes the body of an entry, and nothing that follows from it. */
export function edit(lines: readonly Line[], seq: number, patch: (body: Line) => Line): Line[] {
  const index = entryAt(lines, seq);
  const body = JSON.parse(String(lines[index]?.['body'])) as Line;
  return change(lines, index, { body: JSON.stringify({ ...body, ...patch(body) }) });
}

/** What somebody does who knows the format: counts, places and hashes agree again. Only what is signed they can't make. */
export function rechain(lines: readonly Line[]): Line[] {
  let [epoch, seq, previous] = ['', 0, ''];
  const counts = { entries: 0, checkpoints: 0 };
  return lines.map((line) => {
    if (line['line'] === 'checkpoint') counts.checkpoints += 1;
    if (line['line'] === 'end') return { ...line, ...counts };
    if (line['line'] === 'epoch') {
      previous = genesisOf(String(lines[0]?.['deviceId']), line);
      [epoch, seq] = [String(line['epoch']), 0];
      return { ...line, base: { ...(line['base'] as Line), hash: previous } };
    }
    if (line['line'] !== 'entry') return line;
    counts.entries += 1;
    seq += 1;
    const [factId, body] = [String(line['factId']), String(line['body'])];
    previous = entryHash({ coopId: String(lines[0]?.['coopId']), epoch, seq, factId, body }, previous);
    return { ...line, seq, hash: previous };
  });
}
