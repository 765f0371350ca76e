import { createServer } from 'node:net';

/** Where this process starts to look; the workers begin far apart. */
let next = 20_000 + (process.pid % 1_000) * 10;

/**
 * A port nobody listens at, below those the system gives to outgoing connections: none of these can take it while
 * the process that had it is down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    next = next < 30_000 ? next + 1 : 20_000;
    if (await isFree(next)) return next;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const listener = createServer();
    listener.once('error', () => answer(false));
    listener.listen(port, '127.0.0.1', () => listener.close(() => answer(true)));
  });
}
