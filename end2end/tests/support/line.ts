import { connect, createServer, type Server as Listener, type Socket } from 'node:net';
import { once } from 'node:events';
import { freePort } from './port.ts';
import type { Server } from './server.ts';

/** A line to a server that can be cut. What stands at its end cannot be told from the server. */
export class Line {
  private readonly open = new Set<Socket>();
  private down = false;
  private trap: RegExp | undefined;

  private constructor(
    private readonly listener: Listener,
    private readonly port: number,
  ) {}

  static async to(server: Server): Promise<Line> {
    const listener = createServer();
    const line = new Line(listener, await freePort());
    const target = Number(new URL(server.origin).port);
    listener.on('connection', (near) => line.carry(near, connect(target, '127.0.0.1')));
    listener.listen(line.port, '127.0.0.1');
    await once(listener, 'listening');
    return line;
  }

  room(name: string): string {
    return `http://127.0.0.1:${this.port}/chat/${encodeURIComponent(name)}/`;
  }

  /** Cuts what is open. The next attempt gets through. */
  cut(): void {
    for (const socket of this.open) socket.destroy();
  }

  /** Cuts what is open, and whatever is opened until the line is mended. */
  fail(): void {
    this.down = true;
    this.cut();
  }

  mend(): void {
    this.down = false;
  }

  /** Fails instead of passing on what the server says next of this form. */
  failBefore(said: RegExp): void {
    this.trap = said;
  }

  remove(): void {
    this.cut();
    this.listener.close();
  }

  private carry(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    if (this.down) return void near.destroy();
    near.on('data', (bytes) => far.write(bytes));
    // The frames of a server are not masked: their text can be read.
    far.on('data', (bytes) => {
      if (this.trap?.test(bytes.toString())) {
        this.trap = undefined;
        this.fail();
      } else {
        near.write(bytes);
      }
    });
  }
}
