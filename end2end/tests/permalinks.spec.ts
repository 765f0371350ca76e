import type { Person } from './support/person.ts';
import type { Server } from './support/server.ts';
import { expect, test } from './support/test.ts';

// A message has an address, which leads there however much has been said since.

/** A room in which so much has been said that a page shows a part of it, and somebody in it. */
async function past(server: Server, visit: (url: string) => Promise<Person>): Promise<Person> {
  for (let n = 1; n <= 120; n++) await server.hears('lobby', `message ${n}`);
  return visit(server.room('lobby'));
}

const numbered = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => `message ${first + n}`);

/** What a link has led to is marked, and nothing else. */
async function isMarked(alice: Person, text: string, other: string): Promise<void> {
  const colour = (text: string) => alice.row(text).evaluate((row) => getComputedStyle(row).backgroundColor);
  expect(await colour(text)).not.toBe(await colour(other));
}

test('a link that somebody was given leads to a message, and from there to the end', async ({ server, visit }) => {
  const alice = await past(server, visit);
  const address = await alice.addressOf('message 80');
  expect(address).toMatch(/\/chat\/lobby\/\?at=(\d+-\d+)#m-\1$/);

  const bob = await visit(address);
  await bob.isLedTo('message 80');
  await isMarked(bob, 'message 80', 'message 81');
  await expect(bob.row('message 79'), 'with what stands around it').toBeInViewport();
  await expect(bob.row('message 81')).toBeInViewport();
  await expect(bob.row('message 120')).not.toBeInViewport();

  await bob.newer.click();
  await expect(bob.row('message 120')).toBeInViewport({ ratio: 1 });
  await server.hears('lobby', 'and on');
  await bob.sees('and on');
  await bob.says('I have found it');
  await alice.sees('I have found it', { from: bob });
});

test('a page around a message shows what is missing after it, and leaves nothing out', async ({ server, visit }) => {
  const alice = await past(server, visit);
  const address = await alice.addressOf('message 80');
  for (let n = 121; n <= 420; n++) await server.hears('lobby', `message ${n}`);
  const bob = await visit(address);
  await bob.isLedTo('message 80');
  await expect(bob.hole).toBeVisible();
  while (await bob.hole.count()) {
    const before = await bob.rows.count();
    await bob.hole.click();
    await expect.poll(() => bob.rows.count()).toBeGreaterThan(before);
  }
  await expect(bob.texts.filter({ hasText: /^message / }).last()).toHaveText('message 420');
  const shown = await bob.texts.allInnerTexts();
  expect(shown).toEqual(numbered(420 - shown.length + 1, 420));
});

test('the time of a message is a link to it as well', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('here');
  await alice.says('there');
  const address = await alice.addressOf('there');
  await expect(alice.row('there').locator('.when')).toHaveJSProperty('href', address);
  await alice.row('there').getByRole('time').click();
  await expect(alice.page).toHaveURL(address);
  await alice.isReady();
  await alice.isLedTo('there');
});

test('without JavaScript an address leads to its message, and links lead on to the end', async ({ server, visit }) => {
  const alice = await past(server, visit);
  const address = await alice.addressOf('message 110');
  await alice.page.goto(server.lobby);
  for (let n = 121; n <= 150; n++) await server.hears('lobby', `message ${n}`);
  const bob = await visit(address, { javaScriptEnabled: false });
  await bob.isLedTo('message 110');
  await isMarked(bob, 'message 110', 'message 111');
  await bob.seesOnly(...numbered(86, 135));
  await bob.page.getByRole('link', { name: 'Later messages' }).click();
  await bob.isLedTo('message 135');
  await bob.seesOnly(...numbered(101, 150));
  const newest = bob.page.getByRole('link', { name: 'Newest messages' });
  await expect(newest, 'there is nothing after these').toHaveCount(0);
  await bob.page.goto(address);
  await newest.click();
  await expect(bob.page).toHaveURL(server.room('lobby'));
  await bob.seesOnly(...numbered(101, 150));
  await expect(bob.row('message 150')).toBeInViewport({ ratio: 1 });
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

  test(`an address whose message is gone says so, and shows the newest, ${how}`, async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'));
    await alice.says('regrettable');
    const address = await alice.addressOf('regrettable');
    await alice.deletes('regrettable');
    await alice.says('better');
    for (const gone of [address, `${server.room('lobby')}?at=1-1#m-1-1`, `${server.room('lobby')}?at=nonsense`]) {
      const bob = await visit(gone, { javaScriptEnabled });
      await expect(bob.page.getByRole('status').filter({ hasText: 'That message is not here any more' })).toBeInViewport();
      await bob.seesOnly('better');
      await expect(bob.row('better')).toBeInViewport();
      await expect(bob.log.locator('.row:target')).toHaveCount(0);
    }
  });
}
