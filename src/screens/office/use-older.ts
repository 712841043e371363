import { useState } from 'react';
import type { OfficeAnswer, OfficeFailure } from '../../sync/office-client.ts';

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/**
 * What follows the first page of a list. The first page is live; what came after it is kept, together with the rows that
 * new ones have meanwhile pushed off the first page.
 */
export function useOlder<Row>(
  first: Page<Row>,
  keyOf: (row: Row) => string,
  ask: (next: string) => Promise<OfficeAnswer<Page<Row>>>,
) {
  const [older, setOlder] = useState<Page<Row> | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<OfficeFailure | null>(null);
  const rows = older === null ? first.rows : distinct([...first.rows, ...older.rows], keyOf);
  const next = older === null ? first.next : older.next;
  const more = async (): Promise<void> => {
    if (next === null || isBusy) return;
    setIsBusy(true);
    const answer = await ask(next);
    setIsBusy(false);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) setOlder({ rows: [...rows, ...answer.value.rows], next: answer.value.next });
  };
  return { rows, hasMore: next !== null, isBusy, failure, more };
}

function distinct<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) if (!byKey.has(keyOf(row))) byKey.set(keyOf(row), row);
  return [...byKey.values()];
}
