import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { App } from '../app.ts';

const INDEX = 'index.html';
/** The folder that the build keeps its predecessor in (tests/support/keep-previous-build.ts). */
const PREVIOUS = 'previous';
const YEAR_S = 31_536_000;

/**
 * Serves the built app. Names of files in `assets` carry a hash of their content, so they never change; everything else is
 * asked for anew each time, above all the service worker. What the build before had and this one has not is served from where
 * `vite build` keeps it, so that a tab which was open during an update still finds its chunks.
 */
export async function serveAppFiles(app: App, folder: string): Promise<void> {
  const previous = join(folder, PREVIOUS);
  await app.register(fastifyStatic, {
    root: existsSync(previous) ? [folder, previous] : folder,
    wildcard: true,
    index: INDEX,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      const isHashed = path.replaceAll('\\', '/').includes('/assets/');
      void reply.header('cache-control', isHashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
}

/** Answers a navigation with the app itself. */
export function sendApp(reply: FastifyReply): FastifyReply {
  return reply.code(200).sendFile(INDEX);
}
