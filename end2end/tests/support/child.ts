import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Those that run; none outlives the tests, however these end. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A process of a test's own, and what it writes to its log. */
export class Child {
  readonly log: string[] = [];
  private readonly process: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(program: string, args: string[], env: NodeJS.ProcessEnv = process.env, cwd?: string) {
    this.process = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.process);
    this.ended = once(this.process, 'close')
      .catch((error: Error) => this.log.push(`${program}: ${error.message}`))
      .finally(() => running.delete(this.process));
  }

  /** Waits for a line in the log, and gives what the pattern finds in it. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const hear = (line: string) => {
        this.log.push(line);
        const found = pattern.exec(line);
        if (found) resolve(found);
      };
      for (const stream of [this.process.stdout, this.process.stderr]) {
        createInterface({ input: stream! }).on('line', hear);
      }
      void this.ended.then(() => reject(new Error(`it ended without ${pattern}:\n${this.log.join('\n')}`)));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Sends a signal that ends the process, and waits until it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    // A process that was paused would not hear of anything milder than SIGKILL.
    this.signal('SIGCONT');
    this.signal(signal);
    await this.ended;
  }
}
