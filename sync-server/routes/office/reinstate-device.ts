import { actReplySchema, judgeDeviceSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { judgeDevice } from '../../office/judge-device.ts';
import { doAct } from '../../office/do-act.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function reinstateDeviceRoute(app: App, premises: Premises): void {
  const act = 'reinstate-device';
  officeAct(app, {
    act,
    summary: 'A device gets its rights back',
    body: judgeDeviceSchema,
    reply: actReplySchema,
    run: (person, body) =>
      doAct(premises, person, { actId: body.actId, act, body }, (acting) =>
        judgeDevice(acting, body, 'reinstated'),
      ),
  });
}
