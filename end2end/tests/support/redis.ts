import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from './child.ts';
import { freePort } from './port.ts';

/** A `redis-server` process that loses nothing it has acknowledged. It keeps its port and its data when it is started again. */
export class Redis {
  private child: Child | undefined;

  private constructor(
    private readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort(), await mkdtemp(join(tmpdir(), 'parlor-redis-')));
    await redis.restart();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  async restart(): Promise<void> {
    const place = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.directory];
    const store = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.child = new Child('redis-server', [...place, ...store]);
    await this.child.says(/Ready to accept connections/);
  }

  /** Forgets everything, as if it had been started without its data. */
  async forget(): Promise<void> {
    await promisify(execFile)('redis-cli', ['-p', `${this.port}`, 'FLUSHALL']);
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    await this.child?.end('SIGKILL');
    this.child = undefined;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}
