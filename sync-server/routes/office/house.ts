import { accepted } from '#domain/result.ts';
import { officeHouseSchema } from '#protocol/office/reads.ts';
import type { App } from '../../app.ts';
import { readHouse } from '../../office/read-house.ts';
import type { Premises } from '../../premises.ts';
import { noQuery, officeRead } from './office-route.ts';

export function houseRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'house',
    summary: 'The co-operative, its outlets and its server',
    query: noQuery,
    reply: officeHouseSchema,
    run: async ({ session }) => accepted(await readHouse(premises, session.coopId)),
  });
}
