import type { ProofRow } from '../prove/proof-row.ts';
import { PASS, type LineFault } from './fault-proxy.ts';
import { isPull, isPush, onGround, renewTired } from './on-ground.ts';

/** The other lane hangs meanwhile, so that it costs the trials nothing: the two share nothing but the session. */
const SILENCE: LineFault = { kind: 'stall', at: 0 };
/** So often the same sale is taken, and its reply cut, before one gets through. */
const CUTS_A_SALE = 8;

/** Cuts one push at every byte of its request: the same sale is sent again and again, each time one byte further. */
export async function cutPushRequests(): Promise<ProofRow> {
  return await onGround('push cut at every byte of the request', async (ground) => {
    let at = 0;
    let length = 0;
    for (; at <= length; at += 1) {
      await renewTired(ground);
      if ((await ground.till.unsent()) === 0) await ground.till.sell(1);
      ground.proxy.fault = (exchange) => {
        if (isPush(exchange)) length = Math.max(length, exchange.request.length);
        return isPush(exchange) ? { kind: 'cut-request', at } : isPull(exchange) ? SILENCE : PASS;
      };
      await ground.untilHeard('/push', ground.proxy.heard('/push').length + 1);
    }
    return { trials: at };
  });
}

/** Cuts one push at every byte of its reply: the server has a sale that the till does not know to be there. */
export async function cutPushReplies(): Promise<ProofRow> {
  return await onGround('push cut at every byte of the reply', async (ground) => {
    let at = 0;
    let length = 1;
    for (; at < length; at += 1) {
      await renewTired(ground);
      if (at % CUTS_A_SALE === 0) await ground.till.sell(1);
      ground.proxy.fault = (exchange) =>
        isPull(exchange) ? SILENCE : isPush(exchange) ? { kind: 'cut-reply', at } : PASS;
      await ground.untilHeard('/push', ground.proxy.heard('/push').length + 1);
      length = ground.proxy.heard('/push').at(-1)?.reply?.length ?? length;
      if (at % CUTS_A_SALE < CUTS_A_SALE - 1) continue;
      ground.proxy.fault = (exchange) => (isPull(exchange) ? SILENCE : PASS);
      await ground.untilSent();
    }
    return { trials: at };
  });
}

/** Cuts the page with all rows at every byte of its request and of its reply; nothing of a page that was cut is kept. */
export async function cutPulls(): Promise<ProofRow> {
  return await onGround('pull cut at every byte of request and reply', async (ground) => {
    let trials = 0;
    for (const kind of ['cut-request', 'cut-reply'] as const) {
      let length = 1;
      for (let at = 0; at < length; at += 1, trials += 1) {
        ground.proxy.fault = (exchange) => {
          if (isPull(exchange) && kind === 'cut-request') length = exchange.request.length;
          return isPull(exchange) ? { kind, at } : PASS;
        };
        if (trials === 0 || ground.isTired) await ground.takeNewTill();
        await ground.untilHeard('/pull', ground.proxy.heard('/pull').length + 1);
        if (kind === 'cut-reply') length = ground.proxy.heard('/pull').at(-1)?.reply?.length ?? length;
        if (at % 50 === 0 && (await ground.till.sugarInRows()) !== undefined)
          throw new Error(`A page cut at ${at} was kept`);
      }
    }
    return { trials };
  });
}
