import { DIGEST_HEADER } from '#protocol/version.ts';
import type { App } from '../app.ts';
import { digest } from '../keys/signatures.ts';
import { isApi } from './requests.ts';

/** A request's bytes are not those that were sent. */
export class DamagedOnTheWay extends Error {
  override readonly name = 'DamagedOnTheWay';
}

/**
 * Names the digest of every reply of the API, and takes no JSON that is not what its sender's digest says. TLS finds a bit
 * that was turned over on the way; behind the proxy that ends it, and on a line without it, only this does.
 */
export function guardDigests(app: App): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    const said = request.headers[DIGEST_HEADER];
    if (said !== undefined && said !== digest(text)) return done(new DamagedOnTheWay());
    void parseJson(request, text, done);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (isApi(request.url) && typeof payload === 'string') void reply.header(DIGEST_HEADER, digest(payload));
  });
}
