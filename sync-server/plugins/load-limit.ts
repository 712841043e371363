import type { App } from '../app.ts';
import { sendProblem } from './problems.ts';
import { isApi, LASTING_ROUTE } from './requests.ts';

/** Requests of the API that may be under way at once; the store takes them one by one, so more would only wait. */
const UNDER_WAY_MAX = 200;

/** Says "later" at once instead of letting everybody time out: a till keeps selling and sends again. */
export function limitLoad(app: App, underWayMax = UNDER_WAY_MAX): void {
  const underWay = new WeakSet<object>();
  let count = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (!isApi(request.url) || request.routeOptions.url === LASTING_ROUTE) return;
    if (count >= underWayMax) return sendProblem(reply, { problem: 'unavailable' });
    underWay.add(request);
    count += 1;
  });
  app.addHook('onResponse', async (request) => {
    if (underWay.delete(request)) count -= 1;
  });
}
