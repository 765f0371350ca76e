import { LOST_SERVER } from './support/complaints.ts';
import type { Line } from './support/line.ts';
import type { Person } from './support/person.ts';
import type { Redis } from './support/redis.ts';
import type { Server } from './support/server.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// Pages and servers try again after a wait, a longer one each time.
test.setTimeout(90_000);
const PATIENCE = { timeout: 45_000 };
const TROUBLE = { allow: [...LOST_SERVER, /net::ERR_INTERNET_DISCONNECTED/] };

interface Scene {
  alice: Person;
  server: Server;
  redis: Redis;
  line: Line;
}

/** What happens to Alice, and how it ends. */
const TROUBLES: Record<string, [begin: (scene: Scene) => unknown, end: (scene: Scene) => unknown]> = {
  'the network is off': [
    ({ alice }) => alice.page.context().setOffline(true),
    ({ alice }) => alice.page.context().setOffline(false),
  ],
  'the socket is cut': [({ line }) => line.fail(), ({ line }) => line.mend()],
  'the server is killed and started again': [({ server }) => server.end('SIGKILL'), ({ server }) => server.restart()],
  'the server is asked to end and started again': [({ server }) => server.end('SIGTERM'), ({ server }) => server.restart()],
  'Redis is killed and started again': [({ redis }) => redis.kill(), ({ redis }) => redis.restart()],
};

/** Both say three things while one or both of them are cut off, and come to show the same. */
async function talk(alice: Person, bob: Person): Promise<void> {
  for (const n of [1, 2, 3]) {
    await alice.writes(`alice ${n}`);
    await bob.writes(`bob ${n}`);
  }
}

async function agree(alice: Person, bob: Person): Promise<void> {
  const said = ['before', ...[1, 2, 3].flatMap((n) => [`alice ${n}`, `bob ${n}`])];
  for (const person of [alice, bob]) {
    await expect(person.rows, 'nothing is doubled or waits').toHaveCount(said.length, PATIENCE);
    await expect(person.log.locator('[data-state=sent]')).toHaveCount(said.length, PATIENCE);
  }
  const shown = await alice.texts.allInnerTexts();
  await bob.seesOnly(...shown);
  expect([...shown].sort(), 'nothing is missing').toEqual([...said].sort());
  for (const name of ['alice', 'bob']) {
    const own = shown.filter((text) => text.startsWith(name));
    expect(own, 'in the order in which it was said').toEqual([1, 2, 3].map((n) => `${name} ${n}`));
  }
}

for (const [trouble, [begin, end]] of Object.entries(TROUBLES)) {
  for (const nodes of trouble.startsWith('Redis') ? [2] : [1, 2]) {
    test(`${trouble}, on ${nodes === 1 ? 'one server' : 'two servers'}, and nothing is lost`, async ({ redis, start, lay, visit }) => {
      const options = nodes === 1 ? [] : ['--redis', redis.url];
      const server = await start(...options);
      const other = nodes === 1 ? server : await start(...options);
      const line = await lay(server);
      const alice = await visit(line.room('lobby'), TROUBLE);
      const bob = await visit(other.room('lobby'), TROUBLE);
      await alice.says('before');
      await bob.sees('before', { from: alice });
      const scene = { alice, server, redis, line };
      await begin(scene);
      await alice.isCutOff();
      await talk(alice, bob);
      await end(scene);
      await agree(alice, bob);
      await alice.reloads();
      await agree(alice, bob);
    });
  }
}

// Nobody knows whether a message has arrived.
test('an acknowledgement is lost on its way, and the message stands once', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), TROUBLE);
  const bob = await visit(server.room('lobby'));
  line.failBefore(/"type":"(ack|message)"/);
  await alice.writes('once');
  await bob.sees('once', { from: alice });
  await alice.connection('reconnecting');
  line.mend();
  await alice.isOnlineAgain(PATIENCE);
  await alice.hasSaid('once', 'sent');
  await alice.says('and on');
  await bob.seesOnly('once', 'and on');
  await alice.seesOnly('once', 'and on');
});

test('an acknowledgement is lost and the tab closed, and the message stands once', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), TROUBLE);
  const bob = await visit(server.room('lobby'));
  line.failBefore(/"type":"(ack|message)"/);
  await alice.writes('once');
  await bob.sees('once', { from: alice });
  const context = alice.page.context();
  await alice.page.close();
  line.mend();
  const again = alice.at(await context.newPage());
  await again.page.goto(line.room('lobby'));
  await again.hasSaid('once', 'sent');
  await again.says('and on');
  await bob.seesOnly('once', 'and on');
  await again.seesOnly('once', 'and on');
});

test('two tabs of one person find the same waiting message, and it is said once', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), TROUBLE);
  const bob = await visit(server.room('lobby'));
  line.fail();
  await alice.connection('reconnecting');
  await alice.writes('waiting');
  await alice.hasSaid('waiting', 'pending');
  const other = alice.at(await alice.page.context().newPage());
  line.mend();
  await other.page.goto(line.room('lobby'));
  await other.hasSaid('waiting', 'sent', PATIENCE);
  await alice.hasSaid('waiting', 'sent', PATIENCE);
  await other.says('done');
  for (const person of [alice, other, bob]) await person.seesOnly('waiting', 'done');
});

test('what is said between the page and its socket is there', async ({ server, visit }) => {
  await server.hears('lobby', 'first');
  const alice = await visit(server.room('lobby'));
  let opened = false;
  await alice.page.routeWebSocket(/\/ws\//, async (socket) => {
    if (!opened) await server.hears('lobby', 'in between');
    opened = true;
    socket.connectToServer();
  });
  await alice.reloads();
  await alice.seesOnly('first', 'in between');
  expect(opened).toBe(true);
});

// The log has lost what it had acknowledged.
test('Redis forgets everything: both begin anew, and what was just said is said again', async ({ redis, start, visit }) => {
  const options = ['--redis', redis.url];
  const alice = await visit((await start(...options)).room('lobby'), TROUBLE);
  const bob = await visit((await start(...options)).room('lobby'), TROUBLE);
  await alice.says('hello');
  await bob.sees('hello', { from: alice });
  await bob.says('hi');
  await redis.forget();
  await alice.hasSaid('hello', 'sent', PATIENCE);
  await bob.hasSaid('hi', 'sent', PATIENCE);
  await expect(alice.texts).toHaveCount(2, PATIENCE);
  await expect(bob.texts).toHaveCount(2, PATIENCE);
  await bob.seesOnly(...(await alice.texts.allInnerTexts()));
});

test('Redis loses the end of its file: both begin anew, what a page has said is said again, and nothing else is shown', async ({ redis, start, visit }) => {
  await redis.isCareless();
  const options = ['--redis', redis.url];
  const server = await start(...options);
  const alice = await visit(server.room('lobby'), TROUBLE);
  const bob = await visit((await start(...options)).room('lobby'), TROUBLE);
  await alice.says('kept');
  await bob.sees('kept', { from: alice });
  const written = await redis.written();
  await server.hears('lobby', 'lost');
  await alice.says('said again');
  for (const person of [alice, bob]) await expect(person.texts).toHaveText(['kept', 'lost', 'said again']);
  await redis.loses(written);
  for (const person of [alice, bob]) await expect(person.texts).toHaveText(['kept', 'said again'], PATIENCE);
  await alice.hasSaid('said again', 'sent', PATIENCE);
  for (const person of [alice, bob]) await person.isOnlineAgain(PATIENCE);
  await bob.says('and on');
  for (const person of [alice, bob]) {
    await person.seesOnly('kept', 'said again', 'and on');
    await person.reloads();
    await person.seesOnly('kept', 'said again', 'and on');
  }
});

test('a name that was taken while nothing got through is kept', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), TROUBLE);
  const bob = await visit(server.room('lobby'));
  line.fail();
  await alice.isCutOff();
  await alice.isCalled('Countess');
  line.mend();
  await alice.isOnlineAgain(PATIENCE);
  line.cut();
  await alice.isCutOff();
  await alice.isOnlineAgain(PATIENCE);
  await alice.reloads();
  await expect(alice.name).toHaveText('Countess');
  await alice.says('it is me');
  await expect(bob.row('it is me').locator('.author')).toHaveText('Countess');
});

test('a tab is closed with a message that waits, and the next one sends it once', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), TROUBLE);
  const bob = await visit(server.room('lobby'));
  line.fail();
  await alice.connection('reconnecting');
  await alice.writes('first');
  await alice.writes('second');
  await alice.hasSaid('second', 'pending');
  const context = alice.page.context();
  await alice.page.close();
  line.mend();
  const again = alice.at(await context.newPage());
  await again.page.goto(line.room('lobby'));
  await again.hasSaid('first', 'sent', PATIENCE);
  await again.hasSaid('second', 'sent');
  await bob.seesOnly('first', 'second');
  await again.reloads();
  await again.seesOnly('first', 'second');
  await bob.seesOnly('first', 'second');
});

test('a page is loaded again while nothing gets through, and still shows what waits', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.page.routeWebSocket(/\/ws\//, () => {});
  await alice.page.reload();
  await alice.writes('kept');
  await alice.hasSaid('kept', 'pending');
  await alice.page.reload();
  await alice.hasSaid('kept', 'pending');
  const elsewhere = alice.at(await alice.page.context().newPage());
  await elsewhere.page.goto(server.room('lobby'));
  await elsewhere.hasSaid('kept', 'sent');
});

// A hole is never passed over in silence.
test('more is missed than is told at once: a sign stands where the hole is, and fills it', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), TROUBLE);
  await alice.says('last seen');
  line.fail();
  await alice.isCutOff();
  const missed = Array.from({ length: 310 }, (_, n) => `missed ${n}`);
  for (const text of missed) await server.hears('lobby', text);
  line.mend();
  await alice.isOnlineAgain(PATIENCE);
  await alice.sees('missed 309');
  await expect(alice.hole).toBeVisible();
  await alice.seesOnly('last seen', ...missed.slice(-50));
  while (await alice.hole.count()) {
    const before = await alice.rows.count();
    await alice.hole.click();
    await expect.poll(() => alice.rows.count()).toBeGreaterThan(before);
  }
  await alice.seesOnly('last seen', ...missed);
});

test('a reader goes back to the first message', EVERYWHERE, async ({ server, visit }) => {
  const said = Array.from({ length: 120 }, (_, n) => `said ${n}`);
  for (const text of said) await server.hears('lobby', text);
  const alice = await visit(server.room('lobby'));
  await alice.seesOnly(...said.slice(-50));
  // Earlier messages come by themselves while somebody scrolls towards them.
  await alice.log.hover();
  await expect(async () => {
    await alice.page.mouse.wheel(0, -10_000);
    await expect(alice.rows).toHaveCount(said.length, { timeout: 1_000 });
  }).toPass();
  await expect(alice.earlier).toHaveCount(0);
  await alice.seesOnly(...said);
});

test('a reader goes back without JavaScript', async ({ server, visit }) => {
  const said = Array.from({ length: 120 }, (_, n) => `said ${n}`);
  for (const text of said) await server.hears('lobby', text);
  const alice = await visit(server.room('lobby'), { javaScriptEnabled: false });
  for (const [from, to] of [[70, 120], [20, 70], [0, 20]] as const) {
    await alice.seesOnly(...said.slice(from, to));
    if (from > 0) await alice.earlier.click();
  }
  await expect(alice.earlier).toHaveCount(0);
});
