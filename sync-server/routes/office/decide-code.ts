import { accepted, refused } from '#domain/result.ts';
import { actReplySchema, decideCodeSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function decideCodeRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'decide-code',
    summary: 'Whether the digits on both screens are the same',
    body: decideCodeSchema,
    reply: actReplySchema,
    run: async ({ session }, decision) => {
      const isDone = await premises.desk.decide(decision, session.coopId);
      return isDone ? accepted({ ok: true, id: null }) : refused({ problem: 'not_found' });
    },
  });
}
