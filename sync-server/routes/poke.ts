import { invariant } from '#domain/invariant.ts';
import { SYNC_HEADER } from '#protocol/version.ts';
import type { App } from '../app.ts';
import { streamsOf } from '../ledger/read-page.ts';
import type { PokeLine } from '../poke/poke-board.ts';
import { sendProblem } from '../plugins/problems.ts';
import { perDevice } from '../plugins/rate-limits.ts';
import type { Premises } from '../premises.ts';

/** Who is cut off gets this long to take what was sent, then the connection is torn down: a closing server waits for nobody. */
const LAST_WORDS_MS = 1000;

/** Tells a device, for as long as its session lives, that a stream of its scope has grown. Rows are pulled, never pushed. */
export function pokeRoute(app: App, premises: Premises): void {
  app.route({
    method: 'GET',
    url: '/api/sync/v1/poke',
    // What a caller accepts decides nothing here: there is one form, and refusals have their own.
    sse: 'manual',
    config: perDevice(60),
    schema: { summary: 'Server-sent events: a stream has grown' },
    handler: async (request, reply) => {
      const { session } = request;
      invariant(session !== null, 'a poke comes with a session');
      if (session.isRevoked) return sendProblem(reply, { problem: 'revoked' });
      const coop = await premises.store.read((snapshot) => snapshot.readCoop(session.coopId));
      if (coop === null) return sendProblem(reply, { problem: 'not_found' });
      // These replies bypass what marks and closes the others, so they say so themselves.
      void reply.header(SYNC_HEADER, '1').header('cache-control', 'no-store').header('connection', 'close');
      const { raw, sse } = reply;
      sse.keepAlive();
      sse.sendHeaders();
      // The head alone may lie in a buffer of Node's or a proxy's until something follows it.
      raw.write(': open\n\n');
      const line: PokeLine = {
        coopId: session.coopId,
        deviceId: session.deviceId,
        serverGen: coop.serverGen,
        streams: streamsOf(session),
        // Whoever does not read is let go: it comes back and asks for everything, and nothing piles up here for it.
        send: (poke) => (raw.writableNeedDrain ? end() : void raw.write(`data: ${JSON.stringify(poke)}\n\n`)),
        close: () => end(),
      };
      const end = (): void => {
        sse.close();
        setTimeout(() => raw.destroy(), LAST_WORDS_MS).unref();
      };
      const outlived = setTimeout(end, session.expiresAt - premises.clock.now()).unref();
      sse.onClose(() => {
        clearTimeout(outlived);
        premises.pokes.leave(line);
      });
      premises.pokes.join(line);
      return undefined;
    },
  });
}
