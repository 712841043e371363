import { accepted } from '#domain/result.ts';
import { officePeopleSchema } from '#protocol/office/reads.ts';
import type { App } from '../../app.ts';
import { readPeople } from '../../office/read-people.ts';
import type { Premises } from '../../premises.ts';
import { noQuery, officeRead } from './office-route.ts';

export function peopleRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'people',
    summary: 'People with their ways in',
    query: noQuery,
    reply: officePeopleSchema,
    run: async ({ session }) => accepted(await readPeople(premises, session.coopId)),
  });
}
