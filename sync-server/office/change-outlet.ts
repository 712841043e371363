import { accepted, refused, type Result } from '#domain/result.ts';
import type { ChangeOutlet } from '#protocol/office/acts.ts';
import type { Problem } from '#protocol/problem.ts';
import type { Acting } from './do-act.ts';
import { cleanText } from './staff-id.ts';

/** Changes what an outlet is called and what stands on its receipts. */
export async function changeOutlet(
  { tx, ground, person, append }: Acting,
  wish: ChangeOutlet,
): Promise<Result<null, Problem>> {
  const { outlets } = await ground.knowledge.read(tx, person.session.coopId);
  if (!outlets.has(wish.outletId)) return refused({ problem: 'not_found' });
  const outlet = {
    id: wish.outletId,
    name: cleanText(wish.name),
    address: cleanText(wish.address),
    receiptHead: wish.receiptHead.map(cleanText).filter((line) => line !== ''),
    receiptFoot: cleanText(wish.receiptFoot),
  };
  if (outlet.name === '') return refused({ problem: 'malformed', detail: '/name' });
  await append({ kind: 'outlet.changed', outlet, moves: [] }, wish.outletId);
  return accepted(null);
}
