import { accepted } from '#domain/result.ts';
import { officeProductsSchema } from '#protocol/office/reads.ts';
import type { App } from '../../app.ts';
import { readProducts } from '../../office/read-products.ts';
import type { Premises } from '../../premises.ts';
import { noQuery, officeRead } from './office-route.ts';

export function productsRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'products',
    summary: 'Products with their prices',
    query: noQuery,
    reply: officeProductsSchema,
    run: async ({ session }) => accepted(await readProducts(premises, session.coopId)),
  });
}
