import { expect, test } from './support/test.ts';

/** The addresses of the files that the lobby is made of. */
async function filesOf(lobby: string): Promise<string[]> {
  const page = await (await fetch(lobby)).text();
  const links = page.matchAll(/<link[^>]* href="(\/pkg\/[^"]+)"/g);
  return [...links].map(([, address]) => new URL(address!.replaceAll('&amp;', '&'), lobby).href);
}

const ask = (address: string, headers: Record<string, string> = {}) => fetch(address, { headers });

test('a file travels compressed, and is kept for ever under an address that changes with it', async ({ server }) => {
  const files = await filesOf(server.lobby);
  const kinds = { css: 'text/css', js: 'text/javascript', wasm: 'application/wasm' };
  expect(files.map(file => new URL(file).pathname).sort()).toEqual(
    Object.keys(kinds).map(kind => `/pkg/parlor.${kind}`),
  );
  for (const file of files) {
    const { pathname, search } = new URL(file);
    expect(search).toMatch(/^\?v=[0-9a-f]{16}$/);
    const kind = kinds[pathname.split('.').pop() as keyof typeof kinds];
    for (const [offered, encoding] of [['br, gzip', 'br'], ['gzip', 'gzip'], ['identity', null]]) {
      const answer = await ask(file, { 'accept-encoding': offered! });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(kind);
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  }
});

test('a first page waits for no style sheet, and the next one finds it in the browser', async ({ server, browse }) => {
  const page = await browse();
  const linked = () => page.evaluate(() => [...document.styleSheets].filter((sheet) => sheet.href).length);
  const font = () => page.evaluate(() => getComputedStyle(document.body).fontFamily);
  // How much of it came over the line, once it has come.
  const loaded = () =>
    page.evaluate(() => {
      const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      return files.find((file) => file.name.includes('/pkg/parlor.css'))?.transferSize;
    });
  await page.goto(server.lobby);
  expect(await linked()).toBe(0);
  const first = await font();
  await expect.poll(loaded).toBeGreaterThan(0);
  await page.goto(server.room('lobby'));
  expect(await linked()).toBe(1);
  expect(await font()).toBe(first);
  expect(await loaded()).toBe(0);
});

test('under another address a file is asked for again, and not sent twice', async ({ server }) => {
  const plain = `${server.origin}/pkg/parlor.css`;
  for (const address of [plain, `${plain}?v=0000000000000000`]) {
    const first = await ask(address);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await ask(address, { 'if-none-match': first.headers.get('etag')! });
    expect(again.status).toBe(304);
  }
  for (const hidden of ['.br', '.gz', '.map']) {
    expect((await ask(plain + hidden)).status).toBe(404);
  }
});

// A build that is over these fails as well; this is what really travels.
test('a browser has little to load', async ({ server }) => {
  const sizes: Record<string, number> = {};
  for (const file of await filesOf(server.lobby)) {
    const answer = await ask(file, { 'accept-encoding': 'br' });
    sizes[new URL(file).pathname] = Number(answer.headers.get('content-length'));
  }
  expect(sizes['/pkg/parlor.css']).toBeLessThanOrEqual(10_000);
  expect(sizes['/pkg/parlor.js']! + sizes['/pkg/parlor.wasm']!).toBeLessThanOrEqual(110_000);
});
