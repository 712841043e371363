import { actReplySchema, changeOutletSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { changeOutlet } from '../../office/change-outlet.ts';
import { doAct } from '../../office/do-act.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function changeOutletRoute(app: App, premises: Premises): void {
  const act = 'change-outlet';
  officeAct(app, {
    act,
    summary: 'What an outlet is called and prints',
    body: changeOutletSchema,
    reply: actReplySchema,
    run: (person, body) =>
      doAct(premises, person, { actId: body.actId, act, body }, (acting) => changeOutlet(acting, body)),
  });
}
