import { actReplySchema, changePriceSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { changePrice } from '../../office/change-price.ts';
import { doAct } from '../../office/do-act.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function changePriceRoute(app: App, premises: Premises): void {
  const act = 'change-price';
  officeAct(app, {
    act,
    summary: 'A dated price',
    body: changePriceSchema,
    reply: actReplySchema,
    run: (person, body) =>
      doAct(premises, person, { actId: body.actId, act, body }, (acting) => changePrice(acting, body)),
  });
}
