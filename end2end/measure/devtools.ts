import type { CDPSession, Page } from '@playwright/test';

/** What the developer tools call "Slow 4G", and a processor that is so many times slower. */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const SLOWDOWN = 4;

/** The developer tools of a page. */
export class DevTools {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<DevTools> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Performance.enable');
    return new DevTools(session);
  }

  async slowLine(): Promise<void> {
    await this.session.send('Network.emulateNetworkConditions', SLOW_4G);
  }

  async slowProcessor(): Promise<void> {
    await this.session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  }

  /** Bytes of the page's heap, its modules' memory included, and the number of its nodes, after a collection. */
  async memory(): Promise<{ bytes: number; nodes: number }> {
    await this.session.send('HeapProfiler.collectGarbage');
    const heap = (await this.session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
    const { nodes } = await this.session.send('Memory.getDOMCounters');
    return { bytes: heap.usedSize + (heap.backingStorageSize ?? 0), nodes };
  }
}
