import { accepted, refused } from '#domain/result.ts';
import { madeCodeSchema, makeCodeSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function makeCodeRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'make-code',
    summary: 'A one-time code for a device of an outlet',
    body: makeCodeSchema,
    reply: madeCodeSchema,
    run: async ({ session }, { outletId }) => {
      const { coopId } = session;
      const { outlets } = await premises.store.read((snapshot) => premises.knowledge.read(snapshot, coopId));
      if (!outlets.has(outletId)) return refused({ problem: 'not_found' });
      return accepted(await premises.desk.makeCode({ coopId, outletId }));
    },
  });
}
