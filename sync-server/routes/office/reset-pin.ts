import { accepted, refused } from '#domain/result.ts';
import { madeCodeSchema, resetPinSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { startPinReset } from '../../enrolment/pin-codes.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function resetPinRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'reset-pin',
    summary: 'A code with which a person chooses a new PIN at a till',
    body: resetPinSchema,
    reply: madeCodeSchema,
    run: async ({ session, staff }, { staffId }) => {
      const { coopId } = session;
      const actor = { staffId: staff.id, role: staff.role };
      const made = await premises.store.write((tx) =>
        startPinReset(tx, premises, { coopId, staffId, actor }),
      );
      return made === null ? refused({ problem: 'not_found' }) : accepted(made);
    },
  });
}
