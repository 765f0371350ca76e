import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where this process starts to look. */
let next = 20_000 + (process.pid % 1_000) * 10;

/**
 * A port for this process alone, below those the system gives to outgoing connections: nobody takes it while the
 * server that had it is down. Whoever tests on this machine holds the UDP port of the same number for as long.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    next = next < 30_000 ? next + 1 : 20_000;
    if ((await claims(next)) && (await isFree(next))) return next;
  }
}

async function claims(port: number): Promise<boolean> {
  const claim = createSocket('udp4').unref();
  claim.bind({ port, address: '127.0.0.1', exclusive: true });
  try {
    await once(claim, 'listening');
    return true;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const listener = createServer();
    listener.once('error', () => answer(false));
    listener.listen(port, '127.0.0.1', () => listener.close(() => answer(true)));
  });
}
