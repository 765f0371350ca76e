import type { Page } from '@playwright/test';
import type { Server } from '../tests/support/server.ts';
import { expect, test } from '../tests/support/test.ts';
import { DevTools } from './devtools.ts';

const RUNS = 5;

/** Says so many things as a program would that speaks the tutorial's dialect. */
async function floods(page: Page, server: Server, room: string, count: number): Promise<void> {
  const socket = `${server.origin.replace('http', 'ws')}/ws/chat/${room}/`;
  await page.evaluate(
    async ([url, count]) => {
      const socket = new WebSocket(url);
      let heard = 0;
      await new Promise((opened) => socket.addEventListener('open', opened));
      const all = new Promise<void>((done) => socket.addEventListener('message', () => ++heard === count && done()));
      for (let said = 0; said < count; said += 1) {
        socket.send(JSON.stringify({ message: `message ${said}: 안녕하세요, a line as people write them 👋` }));
        // The server reads as fast as it stores.
        while (said - heard > 200) await new Promise((wait) => setTimeout(wait, 1));
      }
      await all;
      socket.close();
    },
    [socket, count] as const,
  );
}

function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}

function tell(what: string, figures: number[], unit: string): void {
  const told = figures.map((figure) => figure.toFixed(unit === 'ms' ? 0 : 3)).join(', ');
  console.log(`${what}: ${median(figures).toFixed(unit === 'ms' ? 0 : 3)} ${unit} (${told})`);
}

test('a room with 50 messages opens on a slow line and a slow processor', async ({ server, browse }) => {
  await floods(await (async () => { const page = await browse(); await page.goto(server.lobby); return page; })(), server, 'lobby', 50);
  const [paint, usable, shift] = [[], [], []] as number[][];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await browse();
    const tools = await DevTools.of(page);
    await tools.slowLine();
    await tools.slowProcessor();
    await page.goto(server.room('lobby'), { waitUntil: 'commit' });
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    usable!.push(await page.evaluate(() => performance.now()));
    await expect(page.locator('[role=status][data-state]')).toHaveAttribute('data-state', 'online', { timeout: 30_000 });
    const seen = await page.evaluate(
      () =>
        new Promise<{ paint: number; shift: number }>((done) => {
          const paint = performance.getEntriesByName('first-contentful-paint')[0]!.startTime;
          new PerformanceObserver((list) => {
            const shifts = list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[];
            done({ paint, shift: shifts.reduce((sum, one) => sum + (one.hadRecentInput ? 0 : one.value), 0) });
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => done({ paint, shift: 0 }), 500);
        }),
    );
    paint!.push(seen.paint);
    shift!.push(seen.shift);
    await page.close();
  }
  tell('first contentful paint', paint!, 'ms');
  tell('usable composer', usable!, 'ms');
  tell('layout shift', shift!, '');
});

test('typing and sending with 300 rows on a slow processor', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await floods(alice.page, server, 'lobby', 300);
  await expect(alice.rows).toHaveCount(300);
  const tools = await DevTools.of(alice.page);
  await tools.slowProcessor();
  await alice.page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(globalThis, { durations });
    new PerformanceObserver((list) => durations.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'event',
      buffered: false,
      durationThreshold: 16,
    } as PerformanceObserverInit);
  });
  for (let run = 0; run < 10; run += 1) {
    await alice.composer.pressSequentially('안녕, hello', { delay: 30 });
    await alice.composer.press('Enter');
  }
  await expect(alice.log.locator('[data-state=pending]')).toHaveCount(0);
  const durations = await alice.page.evaluate(() => (globalThis as unknown as { durations: number[] }).durations);
  console.log(`interactions of 16 ms and more: ${durations.length}, the longest ${Math.max(0, ...durations)} ms`);

  // From the arrival of a message until it is painted.
  const appended = await alice.page.evaluate(async () => {
    const times: number[] = [];
    const url = `${location.origin.replace('http', 'ws')}${location.pathname.replace('/chat/', '/ws/chat/')}`;
    const socket = new WebSocket(url);
    await new Promise((opened) => socket.addEventListener('open', opened));
    for (let said = 0; said < 20; said += 1) {
      const shown = new Promise<number>((done) => {
        const watcher = new MutationObserver(() => {
          watcher.disconnect();
          const changed = performance.now();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - changed), 0));
        });
        watcher.observe(document.querySelector('.rows')!, { childList: true });
      });
      socket.send(JSON.stringify({ message: `one more ${said}` }));
      times.push(await shown);
    }
    socket.close();
    return times;
  });
  tell('a row more below 300, from the change of the document to the end of its frame', appended, 'ms');
});

test('memory over 10,000 messages', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const tools = await DevTools.of(alice.page);
  for (const count of [1_000, 4_000, 5_000]) {
    await floods(alice.page, server, 'lobby', count);
    await expect(alice.rows.last()).toContainText(`message ${count - 1}:`);
    const { bytes, nodes } = await tools.memory();
    console.log(`after ${count} more: ${(bytes / 1e6).toFixed(1)} MB, ${nodes} nodes, ${await alice.rows.count()} rows`);
  }
});
