import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from './child.ts';
import { freePort } from './port.ts';

/**
 * A `redis-server` process that loses nothing it has acknowledged, unless it is told to take less trouble. It keeps its
 * port and its data when it is started again.
 */
export class Redis {
  private child: Child | undefined;
  private appendfsync = 'always';

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

  private async does(...command: string[]): Promise<void> {
    await promisify(execFile)('redis-cli', ['-p', `${this.port}`, ...command]);
  }

  private get file(): string {
    return join(this.directory, 'appendonlydir', 'appendonly.aof.1.incr.aof');
  }

  async restart(): Promise<void> {
    const place = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.directory];
    const store = ['--save', '', '--appendonly', 'yes', '--appendfsync', this.appendfsync];
    this.child = new Child('redis-server', [...place, ...store]);
    await this.child.says(/Ready to accept connections/);
  }

  /** Forgets everything, as if it had been started without its data. */
  async forget(): Promise<void> {
    await this.does('FLUSHALL');
  }

  /** From now on it makes sure once a second that what it has acknowledged is on the disk, as it does by default. */
  async isCareless(): Promise<void> {
    this.appendfsync = 'everysec';
    await this.does('CONFIG', 'SET', 'appendfsync', this.appendfsync);
  }

  /** How far it has got with writing down what it is told. */
  async written(): Promise<number> {
    return (await stat(this.file)).size;
  }

  /** Is killed, as if by a failure of power that leaves nothing of what was written after that, and started again. */
  async loses(after: number): Promise<void> {
    await this.kill();
    await truncate(this.file, after);
    await this.restart();
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
