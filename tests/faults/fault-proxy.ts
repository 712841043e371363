import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { isLasting, messageLength, requestPath, withFlippedBit, withoutPacking } from './http-frame.ts';
import { SlowWay, type LinkSpeed } from './slow-link.ts';

/** What the line between a till and the server does to one request and its reply. Byte counts include the HTTP head. */
export type LineFault =
  | { readonly kind: 'pass' }
  /** The first bytes reach the server, then both connections end. */
  | { readonly kind: 'cut-request'; readonly at: number }
  /** The server has done its work; the first bytes of its reply reach the till, then its connection ends. */
  | { readonly kind: 'cut-reply'; readonly at: number }
  /** One bit is turned over: the bit `drawn` modulo the bits of the whole message. */
  | { readonly kind: 'flip-request'; readonly drawn: number }
  | { readonly kind: 'flip-reply'; readonly drawn: number }
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
  /** Keeps the server from packing its replies: what lies packed has a checksum of its own. */
  isPlain = false;
  /** Requests whose till has neither been answered nor cut off. */
  underWay = 0;
  #slow: { readonly up: SlowWay; readonly down: SlowWay } | null = null;
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

  /** Everything takes as long as it does on such a link from now on; null is as fast as this machine. */
  slowDown(speed: LinkSpeed | null): void {
    this.#slow = speed === null ? null : { up: new SlowWay(speed), down: new SlowWay(speed) };
  }

  /** Requests for a path, oldest first. */
  heard(path: string): readonly Exchange[] {
    return this.exchanges.filter((one) => one.path.endsWith(path));
  }

  #welcome(till: Socket): void {
    this.#keep(till);
    let unread = Buffer.alloc(0);
    // A connection begins with a question and an answer of its own.
    let turn = this.#carry('up', 0).then(() => this.#carry('down', 0));
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
      await this.#carry('up', request.length);
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
        await this.#ask(till, exchange, withFlippedBit(request, fault.drawn));
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
    await this.#carry('down', reply.length);
    switch (fault.kind) {
      case 'cut-reply':
        await send(till, reply.subarray(0, fault.at));
        return void till.destroy();
      case 'stall':
        // Nothing more comes, so nobody needs to wait for it.
        return await send(till, reply.subarray(0, fault.at));
      case 'flip-reply':
        await send(till, withFlippedBit(reply, fault.drawn));
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
      const isLine = isLasting(reply);
      reply = Buffer.concat([reply, chunk]);
      // A line for pokes has no end that could be waited for.
      if (isLasting(reply)) till?.write(isLine ? chunk : reply);
      else if (messageLength(reply) !== null) server.destroy();
    });
    server.write(this.isPlain ? withoutPacking(request) : request);
    await ended(server);
    till?.off('close', hangUp);
    if (messageLength(reply) !== null) exchange.reply = reply;
  }

  async #carry(way: 'up' | 'down', bytes: number): Promise<void> {
    await this.#slow?.[way].carry(bytes);
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
