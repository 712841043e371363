import { invariant } from '#domain/invariant.ts';

const WORKER_PATH = '/service-worker.js';

/**
 * The service worker's address in the form the browser asks for. Under Trusted Types a plain string is
 * refused; the policy lets this one address through and nothing else.
 */
export function workerAddress(): TrustedScriptURL | string {
  const policies = window.trustedTypes;
  if (!policies) return WORKER_PATH;
  const policy = policies.createPolicy('gerai', {
    createScriptURL: (url) => {
      invariant(url === WORKER_PATH, 'only the service worker is started by address');
      return url;
    },
  });
  return policy.createScriptURL(WORKER_PATH);
}
