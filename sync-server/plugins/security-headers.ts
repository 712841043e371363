import helmet from '@fastify/helmet';
import type { App } from '../app.ts';
import { DOCS_PREFIX } from './access.ts';
import { pathOf } from './requests.ts';

const YEAR_S = 31_536_000;

/** Exactly what the app needs and nothing else (`trust` 4b). */
const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
};

/**
 * The reader of barcodes is wasm, and wasm may be compiled in its worker and nowhere else. A worker goes by the policy of its
 * own file; it can reach no page, no cookie and no other origin.
 */
const READER = /^\/assets\/code-worker-[\w-]+\.js$/;
const READER_POLICY =
  "default-src 'none';script-src 'self' 'wasm-unsafe-eval';connect-src 'self';require-trusted-types-for 'script'";

/** The documentation page builds its styles as it goes and knows no Trusted Types. */
const DOCS_POLICY =
  "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;font-src 'self';" +
  "connect-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'";

const OWN_FEATURES = ['camera', 'usb', 'serial', 'bluetooth'];
const CLOSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'xr-spatial-tracking',
];

const PERMISSIONS = [
  ...OWN_FEATURES.map((name) => `${name}=(self)`),
  ...CLOSED_FEATURES.map((name) => `${name}=()`),
].join(', ');

/** Puts the security headers on every reply. */
export async function sendSecurityHeaders(app: App): Promise<void> {
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    hsts: { maxAge: YEAR_S, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onSend', async (request, reply) => {
    void reply.header('permissions-policy', PERMISSIONS);
    const path = pathOf(request.url);
    const isDocs = path === DOCS_PREFIX || path.startsWith(`${DOCS_PREFIX}/`);
    if (isDocs) void reply.header('content-security-policy', DOCS_POLICY);
    if (READER.test(path)) void reply.header('content-security-policy', READER_POLICY);
  });
}
