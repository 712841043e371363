import type { App } from '../app.ts';
import { sendProblem } from './problems.ts';
import { isApi, LASTING_ROUTE } from './requests.ts';

/** Requests of the API that may be under way at once; the store takes them one by one, so more would only wait. */
const UNDER_WAY_MAX = 200;

/**
 * Says "later" at once instead of letting everybody time out: a till keeps selling and sends again. A request is over when
 * its connection has let go of it, not when it was answered: one that is cut off on its way in never is, and on a bad line
 * two hundred of them would shut the server for good.
 */
export function limitLoad(app: App, underWayMax = UNDER_WAY_MAX): void {
  let count = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (!isApi(request.url) || request.routeOptions.url === LASTING_ROUTE) return;
    if (count >= underWayMax) return sendProblem(reply, { problem: 'unavailable' });
    count += 1;
    reply.raw.once('close', () => {
      count -= 1;
    });
  });
}
