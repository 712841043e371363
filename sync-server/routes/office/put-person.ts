import { actReplySchema, putPersonSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { putPerson } from '../../office/put-person.ts';
import { doAct } from '../../office/do-act.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function putPersonRoute(app: App, premises: Premises): void {
  const act = 'put-person';
  officeAct(app, {
    act,
    summary: 'Adds a person or changes one',
    body: putPersonSchema,
    reply: actReplySchema,
    run: (person, body) =>
      doAct(premises, person, { actId: body.actId, act, body }, (acting) => putPerson(acting, body)),
  });
}
