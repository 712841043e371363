import { accepted } from '#domain/result.ts';
import { officeSalesSchema, salesQuerySchema } from '#protocol/office/reads.ts';
import type { App } from '../../app.ts';
import { readSales } from '../../office/read-sales.ts';
import type { Premises } from '../../premises.ts';
import { officeRead } from './office-route.ts';

export function salesRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'sales',
    summary: 'One page of sales, newest first, with the sums of the selection',
    query: salesQuerySchema,
    reply: officeSalesSchema,
    run: async ({ session }, query) => accepted(await readSales(premises, session.coopId, query)),
  });
}
