import type { Person } from './support/person.ts';
import { Reader } from './support/reader.ts';
import type { Server } from './support/server.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// The line that somebody reads stays where it is.

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Pixels by which browsers may round. */
const ROUNDING = 1;

const said = (n: number) => `message ${n}\n${'It goes on for some lines. '.repeat(8)}`;

/** A room with a long past. */
async function past(server: Server, count = 50): Promise<string> {
  for (let n = 1; n <= count; n++) await server.hears('lobby', said(n));
  return server.room('lobby');
}

/** The last thing that was said is in view. */
async function isAtEnd(alice: Person): Promise<void> {
  await expect(alice.rows.last()).toBeInViewport({ ratio: 0.99 });
  await expect.poll(() => alice.log.evaluate((log) => Math.abs(log.scrollTop))).toBeLessThanOrEqual(ROUNDING);
}

/** The drift while earlier messages come to somebody who is so many pixels from the first one that is there. */
async function driftWhileEarlierCome(server: Server, alice: Person, pixels: number): Promise<number> {
  const height = await alice.log.evaluate((log) => log.scrollHeight - log.clientHeight);
  // They are asked for at once, and are to come when somebody watches.
  server.pause();
  const reader = await Reader.goesBack(alice, height - pixels);
  return reader.driftWhile(async () => {
    server.resume();
    await expect(alice.rows).toHaveCount(100);
  });
}

test('while somebody reads above, others talk', async ({ server, visit }) => {
  const alice = await visit(await past(server));
  const reader = await Reader.goesBack(alice, 2_000);
  const drift = await reader.driftWhile(async () => {
    for (let n = 51; n <= 55; n++) await server.hears('lobby', said(n));
    await expect(alice.rows).toHaveCount(55);
  });
  expect(drift).toBeLessThanOrEqual(ROUNDING);
});

test('while somebody reads above, what is in view and below it changes', async ({ server, visit }) => {
  const alice = await visit(await past(server, 40));
  const bob = await visit(server.room('lobby'));
  for (const text of ['edited', 'deleted', 'last']) await bob.says(text);
  await alice.sees('last');
  const reader = await Reader.goesBack(alice, 2_000);
  const text = `message ${/\d+/.exec(await reader.row.locator('.text').innerText())}`;
  const line = bob.rows.filter({ hasText: `${text} ` });
  const drift = await reader.driftWhile(async () => {
    await bob.edits('edited', 'This is a great deal longer now.\n\n\n\n\nIt is.');
    await bob.deletes('deleted');
    await line.locator('.text').hover();
    await line.getByRole('button', { name: 'React 🎉' }).click();
    await expect(reader.row.getByRole('button', { name: '🎉' }).first()).toBeVisible();
    await server.hears('lobby', 'and on');
    await alice.sees('and on');
  });
  expect(drift).toBeLessThanOrEqual(ROUNDING);
});

test('while somebody reads towards the beginning, earlier messages come', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(await past(server, 120));
  await expect(alice.rows).toHaveCount(50);
  const drift = await driftWhileEarlierCome(server, alice, 900);
  expect(drift).toBeLessThanOrEqual(ROUNDING);
});

test('while somebody has come to the very top, earlier messages come', async ({ server, visit }) => {
  const alice = await visit(await past(server, 120));
  const drift = await driftWhileEarlierCome(server, alice, 0);
  expect(drift).toBeLessThanOrEqual(ROUNDING);
});

test('while somebody reads above, the window gets another size', async ({ server, visit }) => {
  const alice = await visit(await past(server));
  const reader = await Reader.goesBack(alice, 2_000);
  const lower = () => alice.page.setViewportSize({ width: 1280, height: 500 });
  expect(await reader.driftWhile(lower, 'bottom'), 'what is above the end stays there').toBeLessThanOrEqual(ROUNDING);
  const narrower = () => alice.page.setViewportSize({ width: 600, height: 500 });
  expect(await reader.driftWhile(narrower), 'and where lines break elsewhere').toBeLessThanOrEqual(ROUNDING);
  const drift = await reader.driftWhile(async () => {
    await server.hears('lobby', said(51));
    await expect(alice.rows).toHaveCount(51);
  });
  expect(drift, 'and others go on').toBeLessThanOrEqual(ROUNDING);
});

test('whoever is at the end stays there, whatever grows or shrinks', async ({ server, visit }) => {
  const alice = await visit(await past(server, 20));
  const bob = await visit(server.room('lobby'));
  await isAtEnd(alice);
  await bob.says('last');
  await alice.sees('last');
  await isAtEnd(alice);
  await bob.reacts('last', '🎉');
  await alice.seesReaction('last', '🎉', 1);
  await isAtEnd(alice);
  await alice.composer.fill('a\nb\nc\nd\ne');
  await isAtEnd(alice);
  await alice.page.setViewportSize({ width: 600, height: 500 });
  await isAtEnd(alice);
  await alice.page.setViewportSize({ width: 1280, height: 800 });
  await isAtEnd(alice);
});

test('a keyboard on glass opens, and both the last message and the composer are in view', async ({ server, visit }) => {
  const alice = await visit(await past(server, 20), PHONE);
  await alice.composer.tap();
  // The page asks for it: `interactive-widget=resizes-content`.
  await alice.page.setViewportSize({ width: 390, height: 480 });
  await isAtEnd(alice);
  await expect(alice.composer).toBeInViewport({ ratio: 1 });
  await alice.composer.fill('hello');
  await alice.sendButton.tap();
  await alice.hasSaid('hello', 'sent');
  await expect(alice.composer, 'the keyboard stays open').toBeFocused();
  await isAtEnd(alice);
});

test('a keyboard that lies over the page covers neither the last message nor the composer', async ({ server, visit }) => {
  const alice = await visit(await past(server, 20), PHONE);
  const bottom = async () => alice.sendButton.evaluate((button) => button.getBoundingClientRect().bottom);
  await alice.composer.tap();
  // As iOS tells of it, and no other browser does.
  const keyboard = (height: number) => alice.page.evaluate((height) => {
    Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });
    visualViewport?.dispatchEvent(new Event('resize'));
  }, height);
  await keyboard(480);
  expect(await bottom()).toBeLessThanOrEqual(480);
  await isAtEnd(alice);
  await keyboard(844);
  expect(await bottom()).toBeGreaterThan(700);
  await isAtEnd(alice);
});

test('what one says oneself is in view, however far up one has read', async ({ server, visit }) => {
  const alice = await visit(await past(server));
  await Reader.goesBack(alice, 2_000);
  await alice.says('I have read all of it');
  await isAtEnd(alice);
});
