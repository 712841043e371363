import * as z from 'zod/mini';
import { hashableIdSchema } from '#protocol/parts.ts';
import type { App } from '../app.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Premises } from '../premises.ts';

/** The command line asks for a code. Without an outlet it means the only one there is. */
export function consoleMakeCodeRoute(app: App, premises: Premises): void {
  app.route({
    method: 'POST',
    url: '/api/console/v1/enrol-code',
    schema: {
      hide: true,
      body: z.strictObject({ outletId: z.nullable(hashableIdSchema) }),
      response: { 200: z.object({ code: z.string(), expiresAt: z.int(), outletName: z.string() }) },
    },
    handler: async (request, reply) => {
      const places = await allOutlets(premises);
      const { outletId } = request.body;
      const place =
        outletId === null && places.length === 1
          ? places[0]
          : places.find((one) => one.outletId === outletId);
      if (place === undefined)
        return sendProblem(reply, { problem: 'not_found', detail: outletNames(places) });
      const made = await premises.desk.makeCode(place);
      return reply.send({ ...made, outletName: place.name });
    },
  });
}

interface OutletPlace {
  readonly coopId: string;
  readonly outletId: string;
  readonly name: string;
}

async function allOutlets(premises: Premises): Promise<readonly OutletPlace[]> {
  return premises.store.read(async (snapshot) => {
    const places: OutletPlace[] = [];
    for (const { coopId } of await snapshot.readCoops()) {
      const { outlets } = await premises.knowledge.read(snapshot, coopId);
      for (const outlet of outlets.values()) places.push({ coopId, outletId: outlet.id, name: outlet.name });
    }
    return places;
  });
}

function outletNames(places: readonly OutletPlace[]): string {
  return places.map((place) => place.outletId).join(', ');
}
