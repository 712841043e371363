import { accepted } from '#domain/result.ts';
import { officeMeSchema } from '#protocol/office/session.ts';
import type { App } from '../../app.ts';
import { describeMe } from '../../office/who.ts';
import type { Premises } from '../../premises.ts';
import { noQuery, officeRead } from './office-route.ts';

export function meRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'me',
    summary: 'Who sits in the office',
    query: noQuery,
    reply: officeMeSchema,
    run: async (person) => accepted(await describeMe(premises, person)),
  });
}
