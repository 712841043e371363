import * as z from 'zod/mini';
import { officeFactSchema } from '#protocol/office/reads.ts';
import { factIdSchema } from '#protocol/parts.ts';
import type { App } from '../../app.ts';
import { readFact } from '../../office/read-fact.ts';
import type { Premises } from '../../premises.ts';
import { officeRead } from './office-route.ts';

export function factRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'facts/:factId',
    summary: 'A fact down to its bytes, recomputed',
    query: z.strictObject({ factId: factIdSchema }),
    reply: officeFactSchema,
    run: async ({ session }, { factId }) => readFact(premises, session.coopId, factId),
  });
}
