import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { messageLength, requestPath, withFlippedBit } from './http-frame.ts';

/** What the line between a till and the server does to one request and its reply. Byte counts include the HTTP head. */
export type LineFault =
  | { readonly kind: 'pass' }
  /** The first bytes reach the server, then both connections end. */
  | { readonly kind: 'cut-request'; readonly at: number }
  /** The server has done its work; the first bytes of its reply reach the till, then its connection ends. */
  | { readonly kind: 'cut-reply'; readonly at: number }
  | { readonly kind: 'flip-request'; readonly bit: number }
  | { readonly kind: 'flip-reply'; readonly bit: number }
  /** The server hears the same request twice at once; the till hears the second answer. */
  | { readonly kind: 'twice' }
  /** The request reaches the server only then, whether or not its till still waits. */
  | { readonly kind: 'late'; readonly until: Promise<unknown> }
  /** The first bytes of the reply, and then silence on a connection that stays open. */
  | { readonly kind: 'stall'; readonly at: number }
  /** Somebody else answers, byte for byte this. */
  | { readonly kind: 'answer'; readonly bytes: Buffer };

export const PASS: LineFault = { kind: 'pass' };

/** One request as the line saw it. */
export interface Exchange {
  readonly path: string;
  readonly request: Buffer;
  /** What the server answered; null when it was not asked, or not heard out. */
  reply: Buffer | null;
}

/**
 * A wire with faults: real TCP to the till on one side and to the real server on the other. It reads no more of HTTP than
 * where a message ends, so every byte of both directions can be lost, changed, kept back or sent twice.
 */
export class FaultProxy {
  readonly exchanges: Exchange[] = [];
  fault: (exchange: Exchange) => LineFault = () => PASS;
  /** Requests whose till has neither been answered nor cut off. */
  underWay = 0;
  readonly #serverPort: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
    this.#server = createServer((till) => this.#welcome(till));
  }

  /** @param port 0 for any that is free */
  async listen(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Requests for a path, oldest first. */
  heard(path: string): readonly Exchange[] {
    return this.exchanges.filter((one) => one.path.endsWith(path));
  }

  #welcome(till: Socket): void {
    this.#keep(till);
    let unread = Buffer.alloc(0);
    let turn = Promise.resolve();
    till.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      const length = messageLength(unread);
      if (length === null) return;
      const request = unread.subarray(0, length);
      unread = unread.subarray(length);
      turn = turn.then(() => this.#serve(till, request));
    });
  }

  async #serve(till: Socket, request: Buffer): Promise<void> {
    const exchange: Exchange = { path: requestPath(request), request, reply: null };
    this.exchanges.push(exchange);
    this.underWay += 1;
    try {
      await this.#play(till, exchange, this.fault(exchange));
    } finally {
      this.underWay -= 1;
    }
  }

  async #play(till: Socket, exchange: Exchange, fault: LineFault): Promise<void> {
    const { request } = exchange;
    switch (fault.kind) {
      case 'cut-request':
        await this.#tell(request.subarray(0, fault.at));
        return void till.destroy();
      case 'answer':
        return await send(till, fault.bytes);
      case 'twice': {
        const first = this.#ask(till, exchange, request);
        await this.#ask(till, exchange, request);
        await first;
        return await send(till, exchange.reply);
      }
      case 'late':
        await fault.until;
        await this.#ask(null, exchange, request);
        return await send(till, exchange.reply);
      case 'flip-request':
        await this.#ask(till, exchange, withFlippedBit(request, fault.bit));
        return await send(till, exchange.reply);
      case 'pass':
      case 'cut-reply':
      case 'stall':
      case 'flip-reply':
        await this.#ask(till, exchange, request);
        return await this.#answer(till, exchange.reply, fault);
    }
  }

  async #answer(till: Socket, reply: Buffer | null, fault: LineFault): Promise<void> {
    if (reply === null) return void till.destroy();
    switch (fault.kind) {
      case 'cut-reply':
        await send(till, reply.subarray(0, fault.at));
        return void till.destroy();
      case 'stall':
        // Nothing more comes, so nobody needs to wait for it.
        return await send(till, reply.subarray(0, fault.at));
      case 'flip-reply':
        await send(till, withFlippedBit(reply, fault.bit));
        // A head that promises more than there is keeps the till waiting, as it would on a real line.
        return;
      default:
        return await send(till, reply);
    }
  }

  /** Sends the server a part of a request and hangs up. */
  async #tell(part: Buffer): Promise<void> {
    if (part.length === 0) return;
    const server = this.#dial();
    server.resume();
    await once(server, 'connect');
    await send(server, part);
    server.end();
    await ended(server);
  }

  /** Puts a request to the server on a connection of its own, until it has answered or nobody waits any more. */
  async #ask(till: Socket | null, exchange: Exchange, request: Buffer): Promise<void> {
    const server = this.#dial();
    const hangUp = (): void => void server.destroy();
    till?.once('close', hangUp);
    let reply = Buffer.alloc(0);
    server.on('data', (chunk) => {
      reply = Buffer.concat([reply, chunk]);
      if (messageLength(reply) !== null) server.destroy();
    });
    server.write(request);
    await ended(server);
    till?.off('close', hangUp);
    if (messageLength(reply) !== null) exchange.reply = reply;
  }

  #dial(): Socket {
    const server = connect(this.#serverPort, '127.0.0.1');
    this.#keep(server);
    return server;
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    // A connection that breaks is what this line is for; its end is all that anybody waits for.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function ended(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

/** Hands bytes to the system. Whoever has hung up meanwhile hears nothing, which is no fault of the line. */
function send(socket: Socket, bytes: Buffer | null): Promise<void> {
  if (bytes === null) {
    socket.destroy();
    return Promise.resolve();
  }
  if (bytes.length === 0 || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.write(bytes, () => resolve());
  });
}
