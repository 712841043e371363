/** What a numbered paper is: a receipt, a refund, a Z report or a deposit slip (setoran). */
export type PaperKind = 'receipt' | 'refund' | 'z' | 'deposit';

const LETTER: Record<PaperKind, string> = { receipt: '', refund: 'R', z: 'Z', deposit: 'S' };

/** Series run A … Z, AA …: after `Z` comes `AA`. @param series upper-case letters, or '' before the first */
export function nextSeries(series: string): string {
  const last = series.length - 1;
  if (last < 0) return 'A';
  const letter = series.charCodeAt(last);
  if (letter < 90) return series.slice(0, last) + String.fromCharCode(letter + 1);
  return `${nextSeries(series.slice(0, last))}A`;
}

/** Negative when series `a` was given before `b`: shorter first, then by letter. */
export function compareSeries(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The number on paper, a label and never a key: `GI-A-000042`, `GI-A-Z000003`.
 * @param count 1 or more, gap-free per series and kind
 */
export function paperNumber(outletCode: string, series: string, kind: PaperKind, count: number): string {
  return `${outletCode}-${series}-${LETTER[kind]}${String(count).padStart(6, '0')}`;
}
