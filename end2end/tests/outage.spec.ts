import { LOST_SERVER } from './support/complaints.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// Pages and servers try again after a wait, a longer one each time.
test.setTimeout(90_000);
const PATIENCE = { timeout: 40_000 };

for (const [how, signal] of [['killed', 'SIGKILL'], ['asked to end', 'SIGTERM']] as const) {
  test(`a server is ${how} and started again, and nothing is lost`, EVERYWHERE, async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'), { allow: LOST_SERVER });
    const bob = await visit(server.room('lobby'), { allow: LOST_SERVER });
    await alice.says('before');
    await bob.sees('before', { from: alice });

    await server.end(signal);
    await alice.connection('reconnecting', /Reconnecting/);
    await bob.connection('reconnecting', /Reconnecting/);
    await alice.writes('meanwhile');
    await alice.writes('and also');
    await alice.hasSaid('meanwhile', 'pending');

    await server.restart();
    await alice.isOnlineAgain(PATIENCE);
    await bob.isOnlineAgain(PATIENCE);
    await alice.hasSaid('meanwhile', 'sent');
    await bob.says('after');
    await alice.sees('after', { from: bob });
    await alice.seesOnly('before', 'meanwhile', 'and also', 'after');
    await bob.seesOnly('before', 'meanwhile', 'and also', 'after');
  });
}

// What was written during the outage may reach the author's own server before the other one listens again: carol is
// promised only what is said after she is told that all is well.
test('Redis is lost and comes back, and what was written is sent', async ({ redis, start, visit }) => {
  const [here, there] = await Promise.all([start('--redis', redis.url), start('--redis', redis.url)]);
  const alice = await visit(here.room('lobby'));
  const bob = await visit(here.room('lobby'));
  const carol = await visit(there.room('lobby'));
  await alice.says('before');
  await carol.sees('before', { from: alice });

  await redis.kill();
  for (const person of [alice, bob, carol]) await person.connection('degraded', /cannot be delivered right now/);
  await alice.writes('meanwhile');
  await alice.hasSaid('meanwhile', 'pending');

  await redis.restart();
  await alice.hasSaid('meanwhile', 'sent', PATIENCE);
  await bob.sees('meanwhile', { from: alice });
  for (const person of [alice, bob, carol]) await person.isOnlineAgain(PATIENCE);
  await carol.says('after');
  await alice.sees('after', { from: carol });
  await alice.seesOnly('before', 'meanwhile', 'after');
  await bob.seesOnly('before', 'meanwhile', 'after');
});

test('a room without Redis opens, and works as soon as Redis is there', async ({ redis, start, browse, visit }) => {
  await redis.kill();
  const server = await start('--redis', redis.url);
  const page = await browse();
  await page.goto(server.room('lobby'));
  await expect(page.locator('[role=status][data-state]')).toHaveAttribute('data-state', 'degraded');
  await redis.restart();
  const alice = await visit(server.room('lobby'));
  await alice.says('hello');
  await expect(page.getByText('hello', { exact: true })).toBeVisible();
});

test('somebody without a network is told, and goes on when it is back', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { allow: [/net::ERR_INTERNET_DISCONNECTED/] });
  const bob = await visit(server.room('lobby'));
  await alice.page.context().setOffline(true);
  await alice.connection('offline', /You are offline/);
  await bob.says('while you were away');
  await alice.writes('while I was away');
  await alice.hasSaid('while I was away', 'pending');
  await alice.page.context().setOffline(false);
  await alice.hasSaid('while I was away', 'sent');
  await alice.seesOnly('while you were away', 'while I was away');
  await bob.seesOnly('while you were away', 'while I was away');
});
