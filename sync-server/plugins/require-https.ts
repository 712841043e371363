import type { FastifyRequest } from 'fastify';
import type { App } from '../app.ts';
import { sendProblem } from './problems.ts';
import { isNavigation, pathOf } from './requests.ts';

/** Whoever looks after the machine asks these without a certificate. */
const PLAIN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** Names of this machine, for which browsers make an exception (W3C Secure Contexts 3.1). */
const LOCAL_NAME = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

const PAGE = `<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HTTPS diperlukan · Gerai</title>
</head>
<body>
<h1>HTTPS diperlukan</h1>
<p>Alamat ini dibuka tanpa HTTPS. Tanpa HTTPS, peramban tidak mau menyimpan penjualan dan kunci perangkat dengan aman, jadi Gerai tidak bisa dipakai di sini. Tidak ada data yang hilang.</p>
<p><strong>Yang perlu dilakukan:</strong> buka alamat yang diawali <b>https://</b>. Kalau belum ada, minta pengurus server memasang sertifikat (petunjuk: <code>sync-server/deploy/README.md</code>).</p>
<hr>
<p lang="en"><strong>HTTPS is needed.</strong> Browsers keep sales and keys only for https:// addresses (and localhost), so Gerai can't run here. Nothing is lost. Open the https:// address, or ask whoever runs the server to add a certificate (see <code>sync-server/deploy/README.md</code>).</p>
</body>
</html>
`;

/**
 * Over plain http beyond this machine there is no secure context: no worker, no keys, no lasting storage. One page says so
 * instead of an app that would fail in pieces, and the API answers nothing (it never redirects: `asvs` 23).
 */
export function requireHttps(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    if (isSecureEnough(request) || PLAIN_PATHS.has(pathOf(request.url))) return;
    if (!isNavigation(request)) return sendProblem(reply, { problem: 'https_needed' });
    return reply.code(400).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(PAGE);
  });
}

/** Behind the proxy on this machine the protocol is what the proxy says; nobody else is believed (`trustProxy`). */
function isSecureEnough(request: FastifyRequest): boolean {
  return request.protocol === 'https' || LOCAL_NAME.test(request.hostname);
}
