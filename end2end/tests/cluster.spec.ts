import { test } from './support/test.ts';

test('two servers on one Redis are one room', async ({ redis, start, visit }) => {
  const [here, there] = await Promise.all([start('--redis', redis.url), start('--redis', redis.url)]);
  const alice = await visit(here.room('로비'));
  const bob = await visit(there.room('로비'));
  const carol = await visit(there.room('kitchen'));
  await alice.says('Who is over there?');
  await bob.sees('Who is over there?', { from: alice });
  await bob.says('나 여기 있어');
  await alice.sees('나 여기 있어', { from: bob });
  await carol.says('Just me');
  await carol.seesOnly('Just me');
});

test("the tutorial's page and ours talk from one server to the other", async ({ redis, start, visit, follow }) => {
  const [here, there] = await Promise.all([start('--redis', redis.url), start('--redis', redis.url)]);
  const alice = await visit(here.room('lobby'));
  const bob = await follow(there, 'lobby');
  await bob.says('from the tutorial');
  await alice.sees('from the tutorial');
  await alice.says('from Parlor');
  await bob.seesOnly('from the tutorial', 'from Parlor');
});
