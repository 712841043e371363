import type { App } from '../app.ts';

/**
 * Lets a connection go with the last reply on it once the server is closing: a browser would otherwise keep it open for a
 * minute, and the server would wait for it.
 */
export function closeGracefully(app: App): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) void reply.header('connection', 'close');
  });
}
