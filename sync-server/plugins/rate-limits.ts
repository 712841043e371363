import rateLimit, { type RateLimitOptions } from '@fastify/rate-limit';
import type { App } from '../app.ts';

const MINUTE_MS = 60_000;

interface Limited {
  readonly rateLimit: RateLimitOptions;
}

/** Requests a minute from one address, for routes that are open. */
export function perAddress(max: number): Limited {
  return { rateLimit: { max, timeWindow: MINUTE_MS } };
}

/** Requests a minute from one device, for routes that need its session. */
export function perDevice(max: number): Limited {
  return {
    rateLimit: { max, timeWindow: MINUTE_MS, keyGenerator: ({ session, ip }) => session?.deviceId ?? ip },
  };
}

/** Requests a minute from one person, for routes of the office. */
export function perPerson(max: number): Limited {
  return {
    rateLimit: {
      max,
      timeWindow: MINUTE_MS,
      keyGenerator: ({ office, ip }) =>
        office === null ? ip : `${office.session.coopId}|${office.session.staffId}`,
    },
  };
}

/** Limits the routes that say how much they take. */
export async function limitRates(app: App): Promise<void> {
  await app.register(rateLimit, { global: false });
}
