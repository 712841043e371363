import { actReplySchema, judgeDeviceSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { judgeDevice } from '../../office/judge-device.ts';
import { doAct } from '../../office/do-act.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function revokeDeviceRoute(app: App, premises: Premises): void {
  const act = 'revoke-device';
  officeAct(app, {
    act,
    summary: 'A device loses its rights',
    body: judgeDeviceSchema,
    reply: actReplySchema,
    run: (person, body) =>
      doAct(premises, person, { actId: body.actId, act, body }, (acting) =>
        judgeDevice(acting, body, 'revoked'),
      ),
  });
}
