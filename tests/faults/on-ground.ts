import type { ProofRow } from '../prove/proof-row.ts';
import { FaultGround } from './fault-ground.ts';
import type { Exchange } from './fault-proxy.ts';

export const isPull = (exchange: Exchange): boolean => exchange.path.endsWith('/pull');
export const isPush = (exchange: Exchange): boolean => exchange.path.endsWith('/push');

/** What a story tells of its work besides what both sides say at its end. */
interface Told {
  readonly trials: number;
  readonly losses?: readonly string[];
}

/** Plays a story on fresh ground, ends its fault and compares both sides. Each difference is a loss. */
export async function onGround(
  name: string,
  story: (ground: FaultGround) => Promise<Told>,
): Promise<ProofRow> {
  const ground = await FaultGround.open();
  try {
    const { trials, losses = [] } = await story(ground);
    await ground.drain();
    const notes = [...losses, ...(await ground.differences())];
    return { name, trials, losses: notes.length, notes };
  } finally {
    await ground.close();
  }
}

/** The till sends what it has and gives way to another, before the server tells it to be patient. */
export async function renewTired(ground: FaultGround): Promise<void> {
  if (!ground.isTired) return;
  await ground.drain();
  await ground.takeNewTill();
}
