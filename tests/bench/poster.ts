import { Agent, request } from 'node:http';

/** A reply as it came. */
export interface Posted {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts JSON over one connection that stays open. Plain `node:http`, because client and server share this process and what
 * the client takes is missing from the server's figure.
 */
export function poster(
  url: string,
  token: string,
): { readonly post: (body: string) => Promise<Posted>; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const post = (body: string): Promise<Posted> =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(body);
      const sent = request(
        url,
        { method: 'POST', agent, headers: { ...headers, 'content-length': bytes.length } },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () =>
            resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
          reply.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(bytes);
    });
  return { post, close: () => agent.destroy() };
}
