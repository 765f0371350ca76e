import { LOST_SERVER } from './support/complaints.ts';
import type { Person } from './support/person.ts';
import { Reader } from './support/reader.ts';
import type { Server } from './support/server.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

/** Somebody who has read something in the room, and is away while more is said. */
async function reader(server: Server, visit: (url: string) => Promise<Person>, missed: number): Promise<Person> {
  await server.hears('lobby', 'known');
  const alice = await visit(server.room('lobby'));
  await alice.says('mine');
  await alice.page.goto(server.lobby);
  for (let n = 1; n <= missed; n++) await server.hears('lobby', `missed ${n}`);
  await alice.page.goto(server.room('lobby'));
  await alice.isReady();
  return alice;
}

test('a line stands where what is new begins, and stays there', EVERYWHERE, async ({ server, visit }) => {
  const alice = await reader(server, visit, 3);
  const line = alice.log.locator('.unread');
  await expect(line).toHaveText('New');
  await expect(alice.row('missed 1').locator('.unread')).toBeVisible();
  await alice.says('mine again');
  await server.hears('lobby', 'and on');
  await alice.sees('and on');
  await expect(line).toHaveCount(1);
  await expect(alice.row('missed 1').locator('.unread')).toBeVisible();
  await alice.reloads();
  await expect(line, 'everything has been seen').toHaveCount(0);
});

test("nothing is new on a first visit, nor what one has said oneself", async ({ server, visit }) => {
  const alice = await reader(server, visit, 0);
  await expect(alice.log.locator('.unread')).toHaveCount(0);
  const elsewhere = alice.at(await alice.page.context().newPage());
  await elsewhere.page.goto(server.room('lobby'));
  await elsewhere.isReady();
  await alice.page.goto(server.lobby);
  await elsewhere.says('mine, from elsewhere');
  await alice.page.goto(server.room('lobby'));
  await alice.isReady();
  await expect(alice.log.locator('.unread')).toHaveCount(0);
});

test('a button leads up to what is new when it begins above the view', async ({ server, visit }) => {
  const alice = await reader(server, visit, 40);
  const up = alice.page.getByRole('button', { name: '40 unread' });
  await expect(alice.row('missed 40')).toBeInViewport({ ratio: 1 });
  await up.click();
  await expect(alice.row('missed 1')).toBeInViewport();
  await expect(up).toBeHidden();
});

test('a button counts what is said while somebody reads above, and so does the tab', EVERYWHERE, async ({ server, visit }) => {
  for (let n = 1; n <= 50; n++) await server.hears('lobby', `message ${n}`);
  const alice = await visit(server.room('lobby'));
  const { page } = alice;
  const icon = page.locator('link[rel=icon]');
  await expect(icon).toHaveAttribute('href', '/favicon.svg');
  await Reader.goesBack(alice, 600);
  const down = alice.newer;
  await expect(down).toHaveText('↓ Newest messages');
  await server.hears('lobby', 'one');
  await expect(down).toHaveText('↓ 1 new message');
  await server.hears('lobby', 'two');
  await expect(down).toHaveText('↓ 2 new messages');
  await expect(page).toHaveTitle('(2) lobby · Parlor');
  await expect(icon).toHaveAttribute('href', '/favicon-unread.svg');
  await down.click();
  await expect(alice.row('two')).toBeInViewport({ ratio: 1 });
  await expect(down).toBeHidden();
  await expect(page).toHaveTitle('lobby · Parlor');
  await expect(icon).toHaveAttribute('href', '/favicon.svg');
});

// What those who do not see the page hear.
test('several messages at once are counted, and not read out one by one', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await Promise.all([1, 2, 3].map((n) => server.hears('lobby', `message ${n}`)));
  await expect(alice.announcer).toHaveText('3 new messages');
});

test('earlier messages that come are counted', async ({ server, visit }) => {
  for (let n = 1; n <= 80; n++) await server.hears('lobby', `message ${n}`);
  const alice = await visit(server.room('lobby'));
  await alice.earlier.focus();
  await alice.page.keyboard.press('Enter');
  await expect(alice.announcer).toHaveText('30 earlier messages are shown');
  await expect(alice.page.locator('#log:focus-within'), 'who came by keyboard goes on from there').toHaveCount(1);
});

test('the end of a trouble is told as its beginning was', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { allow: LOST_SERVER });
  await server.end();
  await alice.connection('reconnecting', /Connection lost/);
  await server.restart();
  await expect(alice.connectionLine).toHaveText(/Back online/, { timeout: 20_000 });
  await expect(alice.connectionLine).not.toHaveText(/Back online/);
});
