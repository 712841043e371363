import { accepted } from '#domain/result.ts';
import { findingsQuerySchema, officeFindingsSchema } from '#protocol/office/reads.ts';
import type { App } from '../../app.ts';
import { readFindings } from '../../office/read-findings.ts';
import type { Premises } from '../../premises.ts';
import { officeRead } from './office-route.ts';

export function findingsRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'findings',
    summary: 'One page of findings, newest first',
    query: findingsQuerySchema,
    reply: officeFindingsSchema,
    run: async ({ session }, query) => accepted(await readFindings(premises, session.coopId, query)),
  });
}
