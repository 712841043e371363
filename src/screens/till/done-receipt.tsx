import { use } from 'react';
import type { ReceiptRow } from '#domain/receipt.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { ReceiptPaper } from '../../ui/receipt-paper.tsx';

interface DoneReceiptProps {
  readonly rows: Promise<readonly ReceiptRow[] | null>;
  readonly number: string;
}

/** The receipt of the sale that was just finished, as it would be printed. */
export function DoneReceipt({ rows, number }: DoneReceiptProps) {
  const text = useAllText();
  const ready = use(rows);
  return ready && <ReceiptPaper label={text.receipt.label({ number })} rows={ready} />;
}
