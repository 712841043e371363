import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A link to a database that a test can let go dead: what is said on it arrives nowhere, and nobody hangs up. */
export class TelephoneLine {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  isDead = false;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async to(databaseUrl: string): Promise<TelephoneLine> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const line = new TelephoneLine(server, url.href);
    server.on('connection', (near) => line.#join(near, connect(Number(port), hostname)));
    return line;
  }

  #join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes: Buffer) => void (this.isDead || to.write(bytes)));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
