import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../src/sync/transport.ts';
import type { Shop } from '../server/builders/shop.ts';

/** What stands between a till and the real server does to one request. */
export type Fault =
  | 'pass'
  /** The server does its work, and the reply dies on the way. */
  | 'lose-reply'
  /** Half of the reply arrives, under the header that promised all of it. */
  | 'cut-reply'
  /** The connection breaks before the server hears anything. */
  | 'reset'
  /** Nothing ever answers. */
  | 'hang'
  | Answered;

export interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False for whoever is not our server. */
  readonly isOurs?: boolean;
}

export interface Heard {
  readonly path: string;
  readonly body: string;
  readonly status: number | null;
}

/** A refusal as the server words it. */
export function problem(status: number, kind: string, headers: Record<string, string> = {}): Answered {
  return { status, headers, body: JSON.stringify({ problem: kind }), isOurs: true };
}

/** The real server behind a wire that a test breaks: real HTTP on one side, the real routes on the other. */
export class FaultServer {
  readonly heard: Heard[] = [];
  fault: (path: string, count: number, body: string) => Fault = () => 'pass';
  readonly #shop: Shop;
  readonly #server: Server;

  constructor(shop: Shop) {
    this.#shop = shop;
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** As the page's `fetch` of this origin. */
  readonly fetch: Fetch = (path, init) => fetch(`http://127.0.0.1:${this.#port()}${path}`, init);

  requests(path: string): readonly Heard[] {
    return this.heard.filter((one) => one.path.endsWith(path));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const body = Buffer.concat(chunks).toString();
    const fault = this.fault(path, this.requests(path).length + 1, body);
    if (fault === 'hang' || fault === 'reset') {
      this.heard.push({ path, body, status: null });
      if (fault === 'reset') response.destroy();
      return;
    }
    if (typeof fault === 'object') {
      this.heard.push({ path, body, status: fault.status });
      const mark = fault.isOurs === true ? { 'x-gerai-sync': '1', 'content-type': 'application/json' } : {};
      response.writeHead(fault.status, { ...mark, ...fault.headers }).end(fault.body ?? '');
      return;
    }
    const { method, headers } = request;
    const inject = { method: method === 'GET' ? 'GET' : 'POST', url: path, headers } as const;
    const reply = await this.#shop.app.inject(body === '' ? inject : { ...inject, payload: body });
    this.heard.push({ path, body, status: reply.statusCode });
    if (fault === 'lose-reply') return void response.destroy();
    for (const [name, value] of Object.entries(reply.headers)) {
      if (value !== undefined && name !== 'transfer-encoding' && name !== 'connection')
        response.setHeader(name, value);
    }
    response.writeHead(reply.statusCode);
    if (fault === 'pass') return void response.end(reply.rawPayload);
    response.write(reply.rawPayload.subarray(0, reply.rawPayload.length / 2));
    response.destroy();
  }

  #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}
