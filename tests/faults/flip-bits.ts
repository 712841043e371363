import type { ProofRow } from '../prove/proof-row.ts';
import { FakeRandom } from '../server/builders/fake-world.ts';
import type { FaultGround } from './fault-ground.ts';
import { PASS, type Exchange, type LineFault } from './fault-proxy.ts';
import { isPull, isPush, onGround, renewTired } from './on-ground.ts';

const SILENCE: LineFault = { kind: 'stall', at: 0 };

export interface Flips {
  readonly trials: number;
  /** Decides which bits are turned over; they are drawn from the whole message, its head included. */
  readonly seed: string;
}

/**
 * Turns over one bit of a push's request or of its reply, a new sale each time. TCP's checksum is taken to have missed it and
 * nothing is packed, so only the protocol's own hashes stand between the flip and the books.
 */
export async function flipPushes({ trials, seed }: Flips): Promise<ProofRow> {
  return await onGround('a flipped bit in a push or its reply', async (ground) => {
    ground.proxy.isPlain = true;
    const random = new FakeRandom(seed);
    for (let trial = 0; trial < trials; trial += 1) {
      await renewTired(ground);
      await ground.till.sell(1);
      flipOnce(ground, { isMeant: isPush, isReply: trial % 2 === 1, random });
      await ground.untilSent();
    }
    return { trials };
  });
}

/**
 * Turns over one bit of a page with all rows of a stream, or of the request for it: whatever came of it, in the end the rows
 * are what they were. (A bit of the address makes a 404, which takes a place's rows away until they are asked for again.)
 */
export async function flipPulls({ trials, seed }: Flips): Promise<ProofRow> {
  return await onGround('a flipped bit in a pull or its page', async (ground) => {
    ground.proxy.isPlain = true;
    const random = new FakeRandom(seed);
    await ground.drain();
    const rows = await ground.till.rows();
    for (let trial = 0; trial < trials; trial += 1) {
      await renewTired(ground);
      await ground.till.readAnew();
      const flip = flipOnce(ground, { isMeant: isPull, isReply: trial % 2 === 1, random });
      const { till } = ground;
      await ground.until(async () => flip.isOver() && (await till.hasRead()) && (await till.rows()) === rows);
    }
    return { trials };
  });
}

interface Flip {
  readonly isMeant: (exchange: Exchange) => boolean;
  readonly isReply: boolean;
  readonly random: FakeRandom;
}

/** The next message that is meant gets one bit of all its bits turned over; the lane that is not meant hangs meanwhile. */
function flipOnce(ground: FaultGround, { isMeant, isReply, random }: Flip): { isOver(): boolean } {
  const drawn = Buffer.from(random.bytes(4)).readUInt32BE();
  let isOver = false;
  ground.proxy.fault = (exchange) => {
    if (!isMeant(exchange)) return isPull(exchange) ? SILENCE : PASS;
    if (isOver) return PASS;
    isOver = true;
    return isReply ? { kind: 'flip-reply', drawn } : { kind: 'flip-request', drawn };
  };
  return { isOver: () => isOver };
}
