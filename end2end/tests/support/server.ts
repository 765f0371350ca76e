import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Child } from './child.ts';
import { freePort } from './port.ts';
import { StaticSite } from './static_site.ts';

const PROGRAM = resolve(import.meta.dirname, '../..', process.env.PARLOR_BIN ?? '../target/release/parlor');

/** A `parlor` process. It keeps its port and its data when it is started again. */
export class Server {
  /** What every process of this server has logged. */
  readonly log: string[] = [];
  private child: Child | undefined;

  private constructor(
    private readonly port: number,
    private readonly data: string,
    private readonly args: string[],
    private readonly site?: StaticSite,
  ) {}

  /** Starts a process. People find its pages there, or on a site of their own that Trunk has built into some folder. */
  static async start(args: string[], dist?: string): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), 'parlor-'));
    // By itself in a directory of its own: it must need nothing beside it. Copied by another process: a file that this
    // one has open for writing cannot be started, nor while a process begun in that moment has inherited it.
    await promisify(execFile)('cp', [PROGRAM, join(data, 'parlor')]);
    const site = dist ? await StaticSite.of(dist) : undefined;
    const options = site ? ['--allowed-origin', site.origin, ...args] : args;
    const server = new Server(await freePort(), data, options, site);
    site?.use(server.origin);
    await server.restart();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where people find the lobby. */
  get lobby(): string {
    return `${this.site?.origin ?? this.origin}/chat/`;
  }

  /** Where people find a room. */
  room(name: string): string {
    return this.lobby + path(name);
  }

  async restart(): Promise<void> {
    // Tests that write faster than people do; the rate has tests of its own.
    const args = ['--listen', `127.0.0.1:${this.port}`, '--rate', 'off', ...this.args];
    this.child = new Child('./parlor', args, withoutOptions(process.env), this.data);
    await this.child.says(/Parlor is at http/);
  }

  /** Ends the process: at once, or in good order with SIGTERM. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.child?.end(signal);
    this.log.push(...(this.child?.log ?? []));
    this.child = undefined;
  }

  /** Stops the process where it is: connections stay, nobody answers. */
  pause(): void {
    this.child?.signal('SIGSTOP');
  }

  /** Lets a paused process go on. */
  resume(): void {
    this.child?.signal('SIGCONT');
  }

  /** Somebody without a browser says something. */
  async hears(room: string, text: string): Promise<void> {
    const answer = await fetch(`${this.origin}/chat/${path(room)}`, {
      method: 'POST',
      body: new URLSearchParams({ text }),
      redirect: 'manual',
    });
    if (answer.status !== 303) throw new Error(`${answer.status} for a message`);
  }

  /** Ends the process for good. */
  async remove(): Promise<void> {
    await this.end();
    await this.site?.stop();
    await rm(this.data, { recursive: true, force: true });
  }
}

function path(room: string): string {
  return `${encodeURIComponent(room)}/`;
}

/** Options that somebody has set for a server of their own are not for this one. */
function withoutOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PARLOR|LEPTOS)_/.test(name)));
}
